/** What is there already is never filed twice, wherever it is, whatever it is called, by whichever way it comes. */
import {existsSync, readFileSync, renameSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {census, contents, fingerprint, lost} from '../faults/census.ts'
import {heldAt} from '../faults/held.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {filesBelow, plant, writeConfig} from './tree.ts'

interface Moves {
  moves: {from: string; to: string; state: string}[]
  left: {path: string; code: string; reason: string}[]
  errors: unknown[]
}

const SAME = 'the very same picture'
/** As it comes: with a date in its name. */
const NEW = 'IMG_20190102_030405.jpg'
const CONFIG = {library: 'library', archive: 'archive', masters: ['master'], threads: 1}

interface Place {
  /** Puts the content there. */
  readonly put: (directory: string) => Promise<void>
  /** Whether that makes it known: then it is not filed. */
  readonly holds: boolean
  /** Whether it can be looked at: then it may be put among the duplicates. */
  readonly atHand: boolean
}

async function done(directory: string, ...args: string[]): Promise<Ran> {
  const ran = await mediastruct([...args, '--json'], {cwd: directory})
  expect(ran.code, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).to.equal(0)
  return ran
}

function planted(path: string): Place['put'] {
  return async (directory) => plant(directory, {[path]: SAME})
}

const PLACES: Readonly<Record<string, Place>> = {
  nowhere: {put: async () => {}, holds: false, atHand: false},
  'in the library': {put: planted('library/2018/a.jpg'), holds: true, atHand: true},
  'in the archive': {put: planted('archive/old/a.jpg'), holds: true, atHand: true},
  'in a master': {put: planted('master/a.jpg'), holds: true, atHand: true},
  'among the duplicates': {put: planted('duplicates/old/a.jpg'), holds: false, atHand: false},
  'among the undated': {put: putUndated, holds: true, atHand: true},
  'on a volume that is not here': {put: putOffline, holds: true, atHand: false},
  'in a master whose disk is not here': {put: putAway, holds: true, atHand: false},
}

/** An earlier run put it there. */
async function putUndated(directory: string): Promise<void> {
  plant(directory, {'before/nobody knows when.jpg': SAME})
  await done(directory, 'ingest', 'before', '--undated', 'undated')
}

async function putOffline(directory: string): Promise<void> {
  plant(directory, {'library/2018/2018-05-04/a.jpg': SAME})
  await done(directory, 'crawl')
  await done(directory, 'archive', '--before', '2019', '--medium', 'dvd-r')
  renameSync(join(directory, 'archive/MS-0001'), join(directory, 'the disc'))
}

async function putAway(directory: string): Promise<void> {
  plant(directory, {'master/a.jpg': SAME})
  await done(directory, 'crawl', 'master')
  renameSync(join(directory, 'master'), join(directory, 'the disk'))
}

interface Way {
  readonly files: Readonly<Record<string, string>>
  readonly args: readonly string[]
  /** Files whose content is known from nowhere else, beside those of one content. */
  readonly others?: number
}

const WAYS: Readonly<Record<string, Way>> = {
  ingest: {files: {[`drop/${NEW}`]: SAME}, args: ['drop']},
  'ingest --copy': {files: {[`drop/${NEW}`]: SAME}, args: ['drop', '--copy']},
  'two names in one drop': {
    files: {
      [`drop/${NEW}`]: SAME,
      'drop/sub/VID_20200203_040506.jpg': SAME,
      'drop/IMG_20190102_030406.jpg': 'other',
    },
    args: ['drop'],
    others: 1,
  },
  'two names in one drop, as copies': {
    files: {
      [`drop/${NEW}`]: SAME,
      'drop/sub/VID_20200203_040506.jpg': SAME,
      'drop/IMG_20190102_030406.jpg': 'other',
    },
    args: ['drop', '--copy'],
    others: 1,
  },
  'a second drop of the same run': {
    files: {[`drop/${NEW}`]: SAME, 'card/PXL_20210203_040506.jpg': SAME},
    args: ['drop', 'card'],
  },
}

/** Every way is tried with one place, and every place in one way: each run is a program of its own, and takes its time. */
const EVERY_WAY = 'on a volume that is not here'
const EVERYWHERE = 'two names in one drop'

/** Of what is at hand, and of what is not: where it lies makes no other difference to that. */
const PUT_ASIDE = ['nowhere', 'in a master', 'among the duplicates', 'on a volume that is not here']

function isTried(where: string, way: string): boolean {
  return where === EVERY_WAY || way === EVERYWHERE
}

describe('what is there already', function () {
  this.timeout(60_000)
  let directory: string
  beforeEach(() => {
    directory = scratch()
    plant(directory, {'archive/notes.txt': 'an archive', 'master/notes.txt': 'a master'})
    writeConfig(directory, CONFIG)
  })

  const ingest = async (args: readonly string[]) =>
    (await done(directory, 'ingest', ...args, '--undated', 'undated')).json<Moves>()
  const libraryHas = (content: string) =>
    existsSync(join(directory, 'library')) &&
    filesBelow(join(directory, 'library')).filter((file) => readFileSync(file, 'utf8') === content).length

  for (const [where, {put, holds, atHand}] of Object.entries(PLACES)) {
    for (const [way, {files, args, others = 0}] of Object.entries(WAYS)) {
      if (!isTried(where, way)) continue
      it(`${where}: ${way}`, async () => {
        await put(directory)
        plant(directory, files)
        const before = census(directory)
        const inLibrary = Number(libraryHas(SAME))
        const {moves, left} = await ingest(args)
        const same = Object.values(files).filter((content) => content === SAME).length
        expect(moves, 'moves').to.have.length(others + (holds ? 0 : 1))
        expect(left.map(({code}) => code)).to.deep.equal(Array(same - (holds ? 0 : 1)).fill('held'))
        expect(Number(libraryHas(SAME)) - inLibrary, 'filed').to.equal(holds ? 0 : 1)
        expect(lost(before, census(directory))).to.deep.equal([])
        if (way.startsWith('ingest')) expect((await ingest(args)).moves, 'a second run').to.deep.equal([])
      })
    }

    if (!PUT_ASIDE.includes(where)) continue
    it(`${where}: is ${holds && atHand ? 'put aside' : 'not put aside'}, never of a drop that is copied`, async () => {
      await put(directory)
      plant(directory, {[`drop/${NEW}`]: SAME})
      writeConfig(directory, {...CONFIG, duplicates: 'duplicates'})
      const before = census(directory)
      const {moves} = await ingest(['drop', '--copy'])
      expect(moves).to.have.length(holds ? 0 : 1)
      expect(existsSync(join(directory, 'drop', NEW))).to.equal(true)
      const again = await ingest(['drop'])
      const isAside = existsSync(join(directory, 'duplicates/drop', NEW))
      // By now the library holds what nobody held.
      expect([again.moves.length, isAside]).to.deep.equal(atHand || !holds ? [1, true] : [0, false])
      expect(lost(before, census(directory))).to.deep.equal([])
    })
  }

  it('is filed again where the index was wrong: what held it is gone, or another content', async () => {
    plant(directory, {'library/2018/a.jpg': SAME, 'library/2018/b.jpg': 'also held'})
    await done(directory, 'crawl')
    plant(directory, {'library/2018/a.jpg': 'another picture now'})
    renameSync(join(directory, 'library/2018/b.jpg'), join(directory, 'b.jpg'))
    plant(directory, {[`drop/${NEW}`]: SAME, 'drop/IMG_20190102_030406.jpg': 'also held'})
    expect((await ingest(['drop'])).moves).to.have.length(2)
  })
})

describe('a drop that is copied', function () {
  this.timeout(60_000)
  const FILES = {
    'DCIM/IMG_20190102_030405.jpg': 'one',
    'DCIM/IMG_20190102_030405.xmp': '<x/>',
    'DCIM/IMG_20190102_030406.jpg': 'two',
    'DCIM/nobody knows.jpg': 'undated',
    'DCIM/IMG_20190102_030407.jpg': '',
  }
  let directory: string
  let card: string
  beforeEach(() => {
    directory = scratch()
    card = join(directory, 'card')
    plant(card, FILES)
    writeConfig(directory, {...CONFIG, drop: [{path: 'card', copy: true}]})
    plant(directory, {'archive/notes.txt': 'an archive', 'master/notes.txt': 'a master'})
  })

  it('stays as it was, to the last bit of its metadata, as its config entry says; a second run copies nothing', async () => {
    const before = fingerprint(card)
    const {moves} = (await done(directory, 'ingest', '--undated', 'undated')).json<Moves>()
    expect(moves).to.have.length(4)
    const left = (await done(directory, 'ingest')).json<Moves>().left
    expect(left.filter(({code}) => code === 'junk').map(({path}) => path)).to.deep.equal([
      join(card, 'DCIM/IMG_20190102_030407.jpg'),
    ])
    for (const args of [
      ['ingest', '--undated', 'undated'],
      ['ingest', 'card', '--undated', 'undated'],
    ]) {
      expect((await done(directory, ...args)).json<Moves>().moves).to.deep.equal([])
    }
    expect(fingerprint(card)).to.deep.equal(before)
  })

  for (const when of ['before', 'after'] as const) {
    it(`goes on where it was killed, ${when} a copy was begun: each file is there once, and nothing half`, async () => {
      const before = fingerprint(card)
      const point = {call: 'open', path: '/library/', nth: 2, when} as const
      const held = await heldAt(point, ['ingest', '--json'], {cwd: directory})
      held.child.kill('SIGKILL')
      await held.ended
      await done(directory, 'ingest')
      const copies = filesBelow(join(directory, 'library')).map((file) => readFileSync(file, 'utf8'))
      expect(copies.sort()).to.deep.equal(['<x/>', 'one', 'two'])
      expect((await done(directory, 'ingest')).json<Moves>().moves).to.deep.equal([])
      expect(fingerprint(card)).to.deep.equal(before)
    })
  }

  it('is undone by taking away the copies, and only those that nobody changed', async () => {
    const before = fingerprint(card)
    const {moves} = (await done(directory, 'ingest')).json<Moves>()
    const [, , changed] = moves.map(({to}) => to)
    plant('/', {[changed ?? '']: 'edited by hand'})
    const undone = (await done(directory, 'undo', '--last')).json<Moves>()
    expect(undone.left.map(({path, code}) => [path, code])).to.deep.equal([[changed, 'changed']])
    expect(filesBelow(join(directory, 'library')).map(String)).to.deep.equal([changed])
    expect(fingerprint(card)).to.deep.equal(before)
  })

  it('is not undone where its originals are gone: the copies are the last ones', async () => {
    const {moves} = (await done(directory, 'ingest')).json<Moves>()
    renameSync(card, join(directory, 'lent'))
    const undone = (await done(directory, 'undo', '--last')).json<Moves>()
    expect(undone.left).to.have.length(moves.length)
    expect(filesBelow(join(directory, 'library'))).to.have.length(moves.length)
    expect([...contents(census(join(directory, 'library'))).values()]).to.deep.equal([1, 1, 1])
  })
})
