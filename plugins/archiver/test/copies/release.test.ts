import {mkdirSync} from 'node:fs'
import {expect} from 'chai'
import {fromText, type Reporter, toBytes} from 'mediastruct'
import {missingCopies} from '../../src/copies/missing.ts'
import {otherCopies, rebuildCommand} from '../../src/verifying/rebuild.ts'
import {printWayOut} from '../../src/verifying/shown.ts'
import {volumeLine} from '../../src/volume-line.ts'
import {World} from '../restoring/shelf.ts'

describe('a volume with too few verified copies', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  it('is burned once more, from copies where its directory is gone; what is written already is read first', () => {
    const volume = world.volume('OLD')
    const next = (canBurn = true, wanted = 2) => missingCopies(world.copies, volume, {wanted, canBurn})?.next
    expect(next()).to.equal('mediastruct volumes verify OLD/a --from DEVICE')
    world.copies.checked(volume, 'a', {result: 'ok', files: 1, damaged: []}, {by: 'verify'})
    expect(next(false)).to.equal('mediastruct volumes verify OLD/b --from DEVICE')
    expect(next()).to.equal('mediastruct volumes burn OLD/b --device DEVICE --verify --from COPY')
    mkdirSync(toBytes(volume.path))
    expect(next(true, 4)).to.equal('mediastruct volumes burn OLD --device DEVICE --copies 3 --verify')
    expect(next()).to.equal('mediastruct volumes burn OLD/b --device DEVICE --verify')
    world.copies.burned(volume, 'c', {by: 'mark'})
    expect(next()).to.equal('mediastruct volumes verify OLD/c --from DEVICE')
  })

  it('of a medium that nobody offers is put together again by restoring it', () => {
    const volume = world.volume('OLD')
    world.copies.checked(volume, 'a', {result: 'ok', files: 1, damaged: []}, {by: 'verify'})
    const others = otherCopies(world.copies, volume, 'b')
    expect(rebuildCommand(volume, others, fromText('/mnt/b'), 'restored')).to.equal(
      'mediastruct volumes restore OLD --to OLD --from DISC-OLD-a --from /mnt/b',
    )
  })

  it('is put together from damaged copies, too, after the good ones: each may have what others have not', () => {
    const {copies} = world
    const volume = world.volume('OLD')
    const damaged = {result: 'damaged', files: 44, damaged: [fromText('data/x.jpg')]} as const
    for (const name of ['a', 'c', 'd']) copies.checked(volume, name, damaged, {by: 'verify'})
    copies.lost(volume, 'c', {by: 'mark'})
    copies.checked(volume, 'e', {...damaged, result: 'ok', damaged: []}, {by: 'verify'})
    const others = otherCopies(copies, volume, 'b')
    expect(others.partly.map(({name}) => name)).to.deep.equal(['a', 'd'])
    expect(rebuildCommand(volume, others, fromText('/b.iso'), 'restored')).to.equal(
      'mediastruct volumes restore OLD --to OLD --from DISC-OLD-e --from DISC-OLD-a --from DISC-OLD-d --from /b.iso',
    )
    const lines: string[] = []
    const reporter = {print: (line = '') => lines.push(line)} as unknown as Reporter
    printWayOut(reporter, volume, others, 'it')
    expect(lines).to.include('  OLD/a: damaged, may have the rest')
  })

  it('is shown without what an index may hold to move a terminal', () => {
    expect(volumeLine({...world.volume('OLD'), medium: 'tiny\x1b[31m'})).to.include('tiny\\x1b[31m')
  })
})
