/**
 * A plugin that throws, never answers, ends the program, throws too late, or lays hands on a file itself: it never looks
 * like success, the error names plugin, hook and file, and the other files are dealt with.
 */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {answering, dropFiles, dropName, PLUGIN, type Report, reportOf, World} from './world.ts'

interface Row {
  name: string
  does: string
  /** Part of the error; without it the tap does no harm. */
  says?: string
  /** It was told of after the tap had answered: the file itself is dealt with as if nothing were. */
  late?: true
}

const LATE = 'after it had answered'

const BEHAVIOURS: Row[] = [
  {name: 'throws', does: "throw new Error('boom')", says: 'boom'},
  {name: 'throws a string', does: "throw 'boom'", says: 'boom'},
  {name: 'throws nothing', does: 'throw undefined', says: 'undefined'},
  {name: 'throws a symbol', does: "throw Symbol('boom')", says: 'Symbol(boom)'},
  {name: 'throws what has no words', does: 'throw Object.create(null)', says: 'can not be put into words'},
  {name: 'rejects', does: "await new Promise((_, no) => no(new Error('later')))", says: 'later'},
  {name: 'never settles', does: 'await new Promise(() => {})', says: 'no answer within 0.3 s'},
  {name: 'ends the program well', does: 'process.exit(0)', says: 'process.exit'},
  {name: 'ends the program badly', does: 'process.exit(7)', says: 'process.exit'},
  {name: 'ends the program by the back door', does: 'process.reallyExit(0)', says: 'process.reallyExit'},
  {name: 'aborts', does: 'process.abort()', says: 'process.abort'},
  {
    name: 'ends the program in a moment',
    does: 'setImmediate(() => process.exit(0))',
    says: LATE,
    late: true,
  },
  {
    name: 'throws in a moment',
    does: "setImmediate(() => { throw new Error('boom') })",
    says: LATE,
    late: true,
  },
  {name: 'leaves a rejection', does: "void Promise.reject(new Error('boom'))", says: LATE, late: true},
  {name: 'changes what it was given', does: 'file.size = 0', says: 'read only'},
  {name: 'does no harm', does: ''},
]

/** The hooks that are asked of each file, and the JavaScript that taps them. */
const HOOKS = [
  {hook: 'onFileDiscovered', tap: 'api.onFileDiscovered(answer)', config: {}},
  {
    hook: 'captureDate "hostile"',
    tap: "api.captureDate('hostile', answer)",
    config: {dates: ['hostile', 'filename']},
  },
  {
    hook: 'renameStrategy "hostile"',
    tap: "api.renameStrategy('hostile', answer)",
    config: {rename: 'hostile'},
  },
  {hook: 'onMoved', tap: 'api.onMoved(answer)', config: {}, moved: true},
]

function errorsNaming({errors}: Report, ...words: readonly string[]): string[] {
  return errors.map(({message}) => message).filter((text) => words.every((word) => text.includes(word)))
}

describe('a plugin that misbehaves', () => {
  for (const {hook, tap, config, moved = false} of HOOKS) {
    it(`in ${hook} is named, and stops no other file: ${BEHAVIOURS.length} ways`, async () => {
      const world = new World(dropFiles(BEHAVIOURS))
      world.plugin(tap, config, answering(BEHAVIOURS))
      const report = reportOf(await world.hostile(['ingest']), 1)
      for (const [row, {name, says, late}] of BEHAVIOURS.entries()) {
        const stays = says !== undefined && !late && !moved
        expect(existsSync(join(world.root, 'drop', dropName(row))), name).to.equal(stays)
        const named = errorsNaming(report, PLUGIN, hook, dropName(row))
        if (says === undefined) expect(named, name).to.deep.equal([])
        else expect(named.join(), name).to.include(says)
      }
      expect((await world.innocent(['ingest'])).code).to.equal(0)
    })
  }

  /** Hooks around a run, which know no file. */
  const ENDS = ['onRunStart', 'onRunEnd']
  const AROUND = BEHAVIOURS.filter(({name}) =>
    ['throws', 'never settles', 'ends the program well', 'leaves a rejection'].includes(name),
  )
  for (const hook of ENDS) {
    for (const {name, does, says = ''} of AROUND) {
      it(`in ${hook}: ${name}, and the run is carried out and reported all the same`, async () => {
        const world = new World({[`drop/${dropName(0)}`]: 'a file'})
        world.plugin(`api.${hook}(async () => { ${does} })`)
        const report = reportOf(await world.hostile(['ingest']), 1)
        expect(report.moves.map(({state}) => state)).to.deep.equal(['done'])
        expect(errorsNaming(report, PLUGIN, hook, says)).to.have.length(1)
      })
    }
  }

  it('in one observer keeps the others from nothing: each is told, and every failure is listed', async () => {
    const world = new World({[`drop/${dropName(0)}`]: 'a file'})
    const observers = ['onRunStart', 'onMoved', 'onRunEnd'].flatMap((hook) => [
      `api.${hook}(() => { throw new Error('first ${hook}') })`,
      `api.${hook}(() => { throw new Error('second ${hook}') })`,
    ])
    world.plugin(observers.join('; '))
    const {moves, errors} = reportOf(await world.hostile(['ingest']), 1)
    expect(moves.map(({state}) => state)).to.deep.equal(['done'])
    const said = errors.map(({message}) => message.replace(/^.*: /, '')).sort()
    expect(said).to.deep.equal([
      'first onMoved',
      'first onRunEnd',
      'first onRunStart',
      'second onMoved',
      'second onRunEnd',
      'second onRunStart',
    ])
  })

  it('in onRunEnd keeps the catalog from being written: the run was carried out, so it is exit 1, not 2', async () => {
    const world = new World({[`drop/${dropName(0)}`]: 'a file'})
    world.plugin(
      `let db
      api.onRunEnd(() => {
        db = new DatabaseSync('.mediastruct/catalog.db')
        db.exec('BEGIN IMMEDIATE')
      })`,
      {},
      "import {DatabaseSync} from 'node:sqlite'",
    )
    const ran = await world.hostile(['ingest', '--to', 'vault/data/lib'])
    expect(ran.code, ran.stdout).to.equal(1)
    expect(ran.json<{error: {code: string; hint: string}}>().error).to.deep.include({code: 'CATALOG_LOCKED'})
    expect(existsSync(join(world.root, 'drop', dropName(0)))).to.equal(false)
    expect((await world.innocent(['undo', '--last'])).code).to.equal(0)
    expect(existsSync(join(world.root, 'drop', dropName(0)))).to.equal(true)
  })

  const HANDS_ON = [
    {name: 'deletes it', does: 'fs.unlinkSync(file.path)', remains: false},
    {name: 'renames it', does: "fs.renameSync(file.path, file.path + '.mine')", remains: true},
  ]
  for (const {hook, tap, config} of HOOKS.slice(0, 3)) {
    it(`in ${hook} lays hands on a file itself: that is listed, and nothing else goes wrong`, async () => {
      const rows = [...HANDS_ON, {name: 'nothing', does: '', remains: false}]
      const world = new World(dropFiles(rows))
      world.plugin(tap, config, `import fs from 'node:fs'\n${answering(rows)}`)
      const {moves, left, errors} = (await world.run(['ingest'])).json<Report>()
      for (const [row, {name, remains}] of rows.entries()) {
        const from = join(world.root, 'drop', dropName(row))
        const listed = [...left, ...errors].some(({path}) => path === from)
        const isDone = moves.some((move) => move.from === from && move.state === 'done')
        expect([listed, isDone], name).to.deep.equal(name === 'nothing' ? [false, true] : [true, false])
        expect(existsSync(`${from}.mine`), name).to.equal(remains)
      }
      expect((await world.innocent(['undo', '--last'])).code).to.equal(0)
      expect(existsSync(join(world.root, 'drop', dropName(2)))).to.equal(true)
    })
  }
})
