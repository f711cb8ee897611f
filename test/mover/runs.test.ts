import {expect} from 'chai'
import {ulid} from '../../src/catalog/ulid.ts'
import {fromBytes} from '../../src/paths/bytes.ts'
import {World} from './world.ts'

describe('runs', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  it('gives back what was planned, bytes and all', () => {
    const from = world.file('drop/a.jpg')
    const keeper = fromBytes(Buffer.from('2fff', 'hex'))
    const move = world.move(from, world.path('library/a.jpg'), {
      keeper,
      asset: 'a',
      copy: true,
      details: {date: '2019'},
    })
    const {run, header} = world.begin([move], {masters: [keeper]})
    expect(world.runs.get(run)?.header).to.deep.equal({...header, undoes: undefined})
    expect(world.runs.claim(run, {moves: 10, bytes: Infinity})[0]).to.deep.include({
      ...move,
      run,
      seq: 1,
      state: 'planned',
      made: [],
    })
  })

  it('claims in order, and an asset as a whole', () => {
    const from = world.file('drop/a.jpg')
    const assets = [undefined, 'x', 'x', 'x', 'y']
    const {run} = world.begin(assets.map((asset) => world.move(from, from, {asset})))
    const most = {moves: 2, bytes: Infinity}
    const first = world.runs.claim(run, most)
    expect(first.map(({seq}) => seq)).to.deep.equal([1, 2, 3, 4])
    expect(world.runs.claim(run, most, 4).map(({seq}) => seq)).to.deep.equal([5])
  })

  it('claims no more bytes at a time than Ctrl-C may wait for', () => {
    const files = [1, 2, 3].map((number) => world.file(`drop/${number}.jpg`, '0123456789'))
    const {run} = world.begin(files.map((from) => world.move(from, from)))
    expect(world.runs.claim(run, {moves: 9, bytes: 15}).map(({seq}) => seq)).to.deep.equal([1, 2])
  })

  it('numbers runs upwards, whatever the clock does', () => {
    const first = ulid(undefined, 1_700_000_000_000)
    expect(first).to.match(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(ulid(first, 1) > first).to.equal(true)
    expect(ulid(undefined, 1_800_000_000_000) > first).to.equal(true)
  })

  it('lists newest first', () => {
    const ids = [world.begin([]).run, world.begin([]).run]
    expect(world.runs.list(10).map(({id}) => id)).to.deep.equal(ids.reverse())
  })
})
