import {expect} from 'chai'
import type {RawPath, VolumeRow} from 'mediastruct'
import {discsFor, discText} from '../../src/restoring/discs.ts'
import {type Job, Shelf} from '../../src/restoring/jobs.ts'
import {wantedFiles} from '../../src/restoring/wanted.ts'
import {hashOf, World} from './shelf.ts'

const SAID = {by: 'mark'} as const

describe('discs to fetch', () => {
  let world: World
  let shelf: Shelf
  beforeEach(() => {
    world = new World()
    shelf = new Shelf(world.copies)
  })
  afterEach(() => world.close())

  const jobs = (what: string[], volumes: readonly VolumeRow[]): Job[] =>
    wantedFiles({catalog: world.catalog, volumes, what, companions: false}).map((wanted) => ({
      wanted,
      content: wanted.content,
      to: wanted.below,
      state: 'waiting',
      from: undefined as RawPath | undefined,
      problems: [],
      failure: undefined,
    }))
  const needed = (...what: string[]) => {
    const volumes = world.volumes.all()
    return discsFor(jobs(what, volumes), volumes, shelf).map((disc) => `${discText(disc)} ${disc.files}`)
  }
  const burn = (volume: VolumeRow, copy = 'a', where?: string) =>
    world.copies.burned(volume, copy, {by: 'mark', where})

  it('are the fewest that have everything, whatever its name is there', () => {
    const [one, two, three] = [{hash: hashOf('1')}, {hash: hashOf('2')}, {hash: hashOf('3')}]
    burn(world.volume('MS-0001', {'2019/a.jpg': one}))
    burn(world.volume('MS-0002', {'2019/b.jpg': two, '2019/c.jpg': three}))
    burn(world.volume('OLD-1', {'dump/x1.jpg': one, 'dump/x2.jpg': two, 'dump/x3.jpg': three}), 'a', 'attic')
    expect(needed('2019')).to.deep.equal(['OLD-1/a (kept: attic) 3'])
    expect(needed('a.jpg')).to.deep.equal(['MS-0001/a 1'])
    expect(needed('MS-0002')).to.deep.equal(['MS-0002/a 2'])
  })

  it('are those that were read back first, and damaged ones only where there is no other', () => {
    const volume = world.volume('MS-0001', {'2019/a.jpg': {}})
    burn(volume, 'a')
    burn(volume, 'b', 'shelf 2')
    world.copies.checked(volume, 'b', {result: 'ok', files: 1, damaged: []}, {by: 'verify'})
    world.copies.lost(volume, 'c', SAID)
    expect(needed('*')).to.deep.equal(['MS-0001/b (kept: shelf 2) or MS-0001/a 1'])
    world.copies.failed(volume, 'a', SAID)
    world.copies.failed(volume, 'b', SAID)
    shelf = new Shelf(world.copies)
    expect(needed('*')).to.deep.equal(['MS-0001/a or MS-0001/b (kept: shelf 2) 1'])
    const good = world.volume('OLD-1', {'x/y.jpg': {hash: hashOf('2019/a.jpg')}})
    burn(good)
    shelf = new Shelf(world.copies)
    expect(needed('a.jpg')).to.deep.equal(['OLD-1/a 1'])
  })

  it('are all of them still, the good ones first, where a disc was read that may be any of them', () => {
    const volume = world.volume('MS-0001', {'2019/a.jpg': {}})
    for (const copy of ['a', 'b', 'c']) burn(volume, copy)
    world.copies.failed(volume, 'a', SAID)
    world.copies.failed(volume, 'b', SAID)
    world.copies.checked(volume, 'c', {result: 'ok', files: 1, damaged: []}, {by: 'verify'})
    const volumes = world.volumes.all()
    const job = jobs(['*'], volumes)
    const still = () => discsFor(job, volumes, shelf).map(discText)
    expect(still()).to.deep.equal(['MS-0001/c'])
    for (const read of volumes) shelf.noteGiven(read)
    expect(still()).to.deep.equal(['MS-0001/c or MS-0001/a or MS-0001/b'])
    for (const read of volumes) shelf.noteAsked(read)
    expect(still()).to.deep.equal(['MS-0001/a or MS-0001/b'])
    for (const read of volumes) shelf.noteGiven(read)
    expect(still()).to.deep.equal([])
  })

  it('are none where no copy is known, and no more than there are', () => {
    const volume = world.volume('MS-0001', {'2019/a.jpg': {}})
    world.copies.lost(volume, 'a', SAID)
    expect(needed('*')).to.deep.equal([])
    burn(volume, 'b')
    shelf = new Shelf(world.copies)
    const volumes = world.volumes.all()
    const job = jobs(['*'], volumes)
    expect(discsFor(job, volumes, shelf)).to.have.length(1)
    for (const held of volumes) shelf.noteAsked(held)
    expect(discsFor(job, volumes, shelf), 'the only one was read').to.deep.equal([])
  })
})
