import {expect} from 'chai'
import {ulid} from '../../src/catalog/ulid.ts'
import {fromBytes, type RawPath, toText} from '../../src/paths/bytes.ts'
import type {Move} from '../../src/plan/move.ts'
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
    const to = (number: number) => world.path(`library/${number}.jpg`)
    const {run} = world.begin(assets.map((asset, index) => world.move(from, to(index), {asset})))
    const most = {moves: 2, bytes: Infinity}
    const first = world.runs.claim(run, most)
    expect(first.map(({seq}) => seq)).to.deep.equal([1, 2, 3, 4])
    expect(world.runs.claim(run, most, 4).map(({seq}) => seq)).to.deep.equal([5])
  })

  it('claims no more bytes at a time than Ctrl-C may wait for', () => {
    const files = [1, 2, 3].map((number) => world.file(`drop/${number}.jpg`, '0123456789'))
    const to = (from: RawPath) => world.path(`library/${from.slice(-5)}`)
    const {run} = world.begin(files.map((from) => world.move(from, to(from))))
    expect(world.runs.claim(run, {moves: 9, bytes: 15}).map(({seq}) => seq)).to.deep.equal([1, 2])
  })

  it('lets a move wait for the one whose place it takes, or that brings its file, with all of its asset', () => {
    const file = world.file('library/file.jpg')
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => world.path(`library/${name}.jpg`))
    const move = (from = file, to = file, asset?: string) => ({...world.move(file, to, {asset}), from})
    const batches = (moves: Move[]) => {
      const {run} = world.begin(moves)
      const seqs: number[][] = []
      for (let after = 0; ; after = seqs.at(-1)?.at(-1) ?? 0) {
        const claimed = world.runs.claim(run, {moves: 10, bytes: Infinity}, after)
        if (claimed.length === 0) return seqs
        seqs.push(claimed.map(({seq}) => seq))
      }
    }
    expect(batches([move(a, b), move(c, d)])).to.deep.equal([[1, 2]])
    expect(batches([move(a, b), move(c, a), move(file, d)])).to.deep.equal([[1], [2, 3]])
    expect(batches([move(a, b), move(b, c)])).to.deep.equal([[1], [2]])
    expect(batches([move(a, b), move(file, c, 'x'), move(d, a, 'x')])).to.deep.equal([[1], [2, 3]])
    expect(batches([move(a, b, 'x'), move(b, c, 'x')])).to.deep.equal([[1, 2]])
    const upper = fromBytes(Buffer.from(toText(a ?? file).toUpperCase()))
    expect(batches([move(a, b), move(c, upper)])).to.deep.equal([[1], [2]])
  })

  it('knows what filed a file, until it is taken back', () => {
    const [from, to] = [world.file('drop/a.jpg'), world.path('library/a.jpg')]
    const details = {date: '2019-01-02', dateSource: 'exif'}
    const filed = (command: 'ingest' | 'refile' | 'sort', state: 'done' | 'undone') => {
      const {run} = world.begin([world.move(from, to, {details: {...details, dateSource: command}})], {
        command,
      })
      world.runs.setState(run, 1, state)
    }
    expect(world.runs.filing(to)).to.equal(undefined)
    filed('ingest', 'done')
    filed('sort', 'done')
    expect(world.runs.filing(to)?.details?.dateSource).to.equal('ingest')
    filed('refile', 'done')
    filed('refile', 'undone')
    expect(world.runs.filing(to)?.details?.dateSource).to.equal('refile')
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
