import {mkdirSync, statSync, unlinkSync} from 'node:fs'
import {expect} from 'chai'
import {type ExecuteOptions, execute} from '../../src/mover/executor.ts'
import {journalPath, readJournal} from '../../src/mover/journal.ts'
import {recover} from '../../src/mover/recover.ts'
import {
  importJournal,
  planUndo,
  removeMadeDirectories,
  type UndoOptions,
  undoHeader,
} from '../../src/mover/undo.ts'
import {fromBytes, join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import type {Left} from '../../src/plan/move.ts'
import {hashes, World} from './world.ts'

describe('undo', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  async function undo(
    run: string,
    more: Partial<UndoOptions & ExecuteOptions & {masters: RawPath[]}> = {},
    on = world,
  ) {
    const {catalog, runs} = on
    const header = undoHeader(runs, run, more.masters ?? [])
    const left: Left[] = []
    const id = runs.begin(header)
    for await (const step of planUndo({catalog, runs, run, ...more})) {
      if ('left' in step) left.push(step.left)
      else runs.add(id, step.move)
    }
    const result = await execute({catalog, runs, run: id, header, hashes, ...more})
    await removeMadeDirectories(runs, run)
    return {...result, left: [...left, ...result.left], run: id}
  }

  it('gives names, bytes and times back, and removes the directories that the run made', async () => {
    const odd = join(world.path('drop'), fromBytes(Buffer.from([0xff, 0x2e, 0x6a])))
    const files = [
      world.file('drop/1/a.jpg', 'one'),
      world.file('drop/2/a.jpg', 'two', -1000.5),
      world.file(odd, 'odd'),
    ]
    const before = world.manifest()
    const {run} = await world.execute(files.map((from) => world.move(from, world.path('library/2019/a.jpg'))))
    expect(world.manifest()).not.to.deep.equal(before)
    const {moved, left, errors} = await undo(run)
    expect({moved, left, errors}).to.deep.equal({moved: 3, left: [], errors: []})
    expect(world.manifest()).to.deep.equal(before)
    expect(statSync(toBytes(world.path('library/2019')), {throwIfNoEntry: false})).to.equal(undefined)
    expect(world.runs.get(run)?.counts).to.include({undone: 3, done: 0})
    expect(world.runs.lastUndoable()).to.equal(undefined)
    expect(world.catalog.get(odd)?.original).to.equal(undefined)
  })

  it('gives the very times back across devices', async function () {
    const other = world.otherDevice()
    if (!other) return this.skip()
    const from = world.file('drop/a.jpg', 'alpha', 1_500_000_000.123456)
    const before = world.manifest(world.path('drop'))
    const {run} = await world.execute([world.move(from, join(other, 'x/a.jpg' as RawPath))], {target: other})
    expect((await undo(run)).moved).to.equal(1)
    expect(world.manifest(world.path('drop'))).to.deep.equal(before)
  })

  it('leaves what changed, what is gone, and what a later run moved on, and says which', async () => {
    const files = ['a', 'b', 'c', 'd'].map((name) => world.file(`drop/${name}.jpg`, name))
    const to = (name: string) => world.path(`library/${name}.jpg`)
    const {run} = await world.execute(files.map((from, index) => world.move(from, to('abcd'[index] ?? ''))))
    world.file(to('a'), 'A', 1_600_000_000)
    world.file(to('b'), 'B')
    unlinkSync(toBytes(to('c')))
    const {run: later} = await world.execute([world.move(to('d'), world.path('library/moved.jpg'))])
    const {moved, left} = await undo(run)
    expect(moved).to.equal(0)
    expect(left.map(({code}) => code)).to.deep.equal(['changed', 'changed', 'changed', 'changed'])
    expect(left.find(({path}) => path === to('d'))?.reason).to.include(later)
  })

  it('takes back only what is asked for; the rest can follow', async () => {
    const a = world.file('drop/a.jpg')
    const b = world.file('drop/b.jpg')
    const {run} = await world.execute([a, b].map((from) => world.move(from, world.path('library/x.jpg'))))
    expect((await undo(run, {only: (path) => path === a})).moved).to.equal(1)
    expect([world.exists(a), world.exists(b)]).to.deep.equal([true, false])
    expect((await undo(run)).moved).to.equal(1)
    expect(world.exists(b)).to.equal(true)
  })

  it('takes a suffix where the old name is taken now', async () => {
    const from = world.file('drop/a.jpg', 'alpha')
    const {run} = await world.execute([world.move(from, world.path('library/a.jpg'))])
    world.file(from, 'new')
    await undo(run)
    expect([world.read(from), world.read(world.path('drop/a-2.jpg'))]).to.deep.equal(['new', 'alpha'])
  })

  it('removes our copy while the original is whole, and never the only one', async () => {
    const whole = world.file('card/a.jpg', 'alpha')
    const edited = world.file('card/b.jpg', 'beta')
    const gone = world.file('card/c.jpg', 'gamma')
    const to = (name: string) => world.path(`library/${name}.jpg`)
    const {run} = await world.execute([
      world.move(whole, to('a'), {copy: true}),
      world.move(edited, to('b'), {copy: true}),
      world.move(gone, to('c'), {copy: true}),
    ])
    world.file(edited, 'BETA')
    unlinkSync(toBytes(gone))
    const {moved, left} = await undo(run)
    expect(moved).to.equal(1)
    expect(left).to.have.length(2)
    expect(['a', 'b', 'c'].map((name) => world.exists(to(name)))).to.deep.equal([false, true, true])
    expect(world.read(whole)).to.equal('alpha')
  })

  it('takes out of a master only what it is allowed to', async () => {
    const archive = world.path('archive')
    mkdirSync(toBytes(archive))
    const from = world.file('library/a.jpg', 'alpha')
    const to = world.path('archive/MS-0001/data/a.jpg')
    const {run} = await world.execute([world.move(from, to)], {
      command: 'archive',
      target: archive,
      masters: [archive],
    })
    const refused = await undo(run, {masters: [archive]})
    expect(refused.errors.map(({code}) => code)).to.deep.equal(['IN_MASTER'])
    const allowed = await undo(run, {masters: [archive], allowOutOf: [world.path('archive/MS-0001')]})
    expect([allowed.moved, world.exists(from)]).to.deep.equal([1, true])
  })

  it('needs nothing but the journal', async () => {
    const from = world.file('drop/a.jpg', 'alpha')
    const before = world.manifest(world.path('drop'))
    const {run} = await world.execute([world.move(from, world.path('library/2019/a.jpg'))])
    const journal = await readJournal(journalPath(world.path('library'), run))
    const fresh = new World()
    try {
      importJournal(fresh.runs, journal)
      await recover({catalog: fresh.catalog, runs: fresh.runs, hashes})
      expect((await undo(run, {}, fresh)).moved).to.equal(1)
      expect(world.manifest(world.path('drop'))).to.deep.equal(before)
    } finally {
      fresh.close()
    }
  })
})
