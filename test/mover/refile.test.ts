/** Names within one tree: chains and swaps, in the order in which they are planned, and nothing but the wished name. */
import {expect} from 'chai'
import {planUndo, undoHeader} from '../../src/mover/undo.ts'
import type {RawPath} from '../../src/paths/bytes.ts'
import type {Left, Move} from '../../src/plan/move.ts'
import {World} from './world.ts'

describe('a run of refile', () => {
  let world: World
  beforeEach(() => {
    world = new World()
    for (const name of ['a', 'b', 'c']) world.file(at(name), name)
  })
  afterEach(() => world.close())

  const at = (name: string): RawPath => world.path(`library/${name}`)

  /** Moves by content: each file holds its own first name. */
  function moves(...ways: [content: string, from: string, to: string][]): Move[] {
    return ways.map(([content, from, to]) => ({...world.move(at(content), at(to)), from: at(from)}))
  }

  async function refile(planned: readonly Move[]) {
    return await world.execute(planned, {command: 'refile'})
  }

  async function undo(run: string, only?: (path: RawPath) => boolean) {
    const {catalog, runs} = world
    const planned: Move[] = []
    const left: Left[] = []
    for await (const step of planUndo({catalog, runs, run, only})) {
      if ('left' in step) left.push(step.left)
      else planned.push(step.move)
    }
    const {run: id, ...done} = await world.execute(planned, undoHeader(runs, run, []))
    return {id, ...done, left: [...left, ...done.left]}
  }

  const contents = (...names: string[]) => names.map((name) => world.read(at(name)))

  it('follows a chain, and back', async () => {
    const before = world.manifest()
    const {run, moved, left, errors} = await refile(moves(['c', 'c', 'd'], ['b', 'b', 'c'], ['a', 'a', 'b']))
    expect([moved, left, errors]).to.deep.equal([3, [], []])
    expect(contents('b', 'c', 'd')).to.deep.equal(['a', 'b', 'c'])
    expect((await undo(run)).moved).to.equal(3)
    expect(world.manifest()).to.deep.equal(before)
  })

  it('swaps two by way of a third name, and back, and forth again', async () => {
    const before = world.manifest()
    const {run, moved} = await refile(moves(['a', 'a', 'aside'], ['b', 'b', 'a'], ['a', 'aside', 'b']))
    expect(moved).to.equal(3)
    expect(contents('a', 'b')).to.deep.equal(['b', 'a'])
    const swapped = world.manifest()
    const back = await undo(run)
    expect([back.moved, back.left]).to.deep.equal([3, []])
    expect(world.manifest()).to.deep.equal(before)
    expect((await undo(back.id)).moved).to.equal(3)
    expect(world.manifest()).to.deep.equal(swapped)
  })

  it('takes back all steps of a file, or none', async () => {
    const {run} = await refile(moves(['a', 'a', 'aside'], ['a', 'aside', 'z'], ['b', 'b', 'y']))
    world.file(at('z'), 'edited since')
    const {left, moved} = await undo(run, (path) => path === at('aside') || path === at('z'))
    expect([moved, left.map(({path}) => path)]).to.deep.equal([0, [at('z')]])
    const other = new World()
    for (const name of ['a', 'b']) other.file(other.path(`library/${name}`), name)
    world.close()
    world = other
    const again = await refile(moves(['a', 'a', 'aside'], ['a', 'aside', 'z'], ['b', 'b', 'y']))
    expect((await undo(again.run, (path) => path === at('a'))).moved).to.equal(2)
    expect(contents('a', 'y')).to.deep.equal(['a', 'b'])
  })

  it('leaves a file whose new name another one has, and all of its asset', async () => {
    const planned = [
      ...moves(['a', 'a', 'x']).map((move) => ({...move, asset: 'a'})),
      ...moves(['b', 'b', 'c']).map((move) => ({...move, asset: 'a'})),
    ]
    const before = world.manifest()
    const {left, errors, moved} = await refile(planned)
    expect(left.map(({path, code}) => [path, code])).to.have.deep.members([
      [at('a'), 'changed'],
      [at('b'), 'name'],
    ])
    expect(left.find(({code}) => code === 'name')?.reason).to.match(/another file has its new name, .*\/c$/)
    expect([moved, errors]).to.deep.equal([0, []])
    expect(world.manifest()).to.deep.equal(before)
  })

  it('moves nothing from outside', async () => {
    const outside = world.file('elsewhere/a', 'x')
    const {errors} = await refile([world.move(outside, at('x'))])
    expect(errors.map(({code}) => code)).to.deep.equal(['OUTSIDE_TARGET'])
    expect(world.exists(outside)).to.equal(true)
  })

  it('remembers the name that a file had before, until it is back', async () => {
    await refile(moves(['a', 'a', 'x']))
    const {run} = await refile([world.move(at('x'), at('y'))])
    expect(world.catalog.get(at('y'))?.original).to.equal(at('a'))
    await undo(run)
    expect(world.catalog.get(at('x'))?.original).to.equal(at('a'))
    await refile([world.move(at('x'), at('a'))])
    expect(world.catalog.get(at('a'))?.original).to.equal(undefined)
  })
})
