/** A name that somebody takes at the last moment stays theirs, bytes and inode; ours gets a suffix, or is refused. */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {basename, dirname, extname, join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {census, contents} from './census.ts'
import {type HoldPoint, heldAt, NO_LINKS} from './held.ts'
import {journalled} from './journals.ts'
import {Mounts, skippedBecause, whyNoMounts} from './mounts.ts'

type Moment = Pick<HoldPoint, 'call' | 'when'> & {nodeOptions?: readonly string[]}

const MOMENTS = {
  link: {call: 'link'},
  placeholder: {call: 'open', nodeOptions: NO_LINKS},
  'placeholder, made already': {call: 'open', when: 'after', nodeOptions: NO_LINKS},
} as const satisfies Record<string, Moment>

/** What somebody puts under the names of a batch of ours, one after the other. */
const FOREIGN: readonly ((path: string) => void)[] = [
  (path) => writeFileSync(path, 'foreign'),
  (path) => writeFileSync(path, ''),
  (path) => mkdirSync(path),
  (path) => symlinkSync('nowhere', path),
]
const FILES = Object.fromEntries(
  FOREIGN.flatMap((_, number) => [
    [`m/${number}.jpg`, `picture ${number}`],
    [`a/${number}.jpg`, `picture ${number}`],
    [`drop/IMG_2019010${number + 1}_030405.jpg`, `new ${number}`],
  ]),
)
const SORT = ['sort', 'a', '--master', 'm', '--to', 'far/to']
const INGEST = ['ingest', 'drop', '--to', 'far/to']
const CRAWL = ['crawl', 'm', 'a']

interface Row {
  name: string
  setup: string[][]
  args: string[]
  moments: (keyof typeof MOMENTS)[]
}

const ROWS: Row[] = [
  {name: 'sort', setup: [CRAWL], args: SORT, moments: ['link', 'placeholder']},
  {name: 'ingest', setup: [], args: INGEST, moments: ['link']},
  {
    name: 'apply',
    setup: [CRAWL, [...SORT, '--plan', 'plan.ndjson']],
    args: ['apply', 'plan.ndjson'],
    moments: ['placeholder'],
  },
  {name: 'undo', setup: [INGEST], args: ['undo', '--last'], moments: ['link']},
]

describe('a name taken at the last moment', () => {
  for (const {name, setup, args, moments} of ROWS) {
    for (const moment of moments) {
      it(`stays another's: ${name}, just before the ${moment}`, async () => {
        await takenMeanwhile(await world(setup), args, MOMENTS[moment], FOREIGN)
      })
    }
  }

  it("stays another's who renamed a file over our placeholder, or wrote to it", async () => {
    const renamedOver = (path: string) => {
      writeFileSync(`${path}.new`, '')
      renameSync(`${path}.new`, path)
    }
    const writtenTo = (path: string) => writeFileSync(path, 'foreign', {flag: 'r+'})
    for (const take of [renamedOver, writtenTo]) {
      await takenMeanwhile(await world([CRAWL]), SORT, MOMENTS['placeholder, made already'], [take])
    }
  })

  it('gives all files of an asset the next number, also where one of them had its name already', async () => {
    const directory = scratch()
    const names = ['.CR2', '.jpg', '.CR2.xmp'].map((end) => `IMG_20190101_030405${end}`)
    plant(directory, Object.fromEntries(names.map((name) => [`drop/${name}`, name])))
    const before = contents(census(directory))
    const held = await heldAt({call: 'link', path: 'far/to/'}, [...INGEST, '--json'], {cwd: directory})
    const wished = journalled(join(directory, 'far/to')).map(({to}) => to)
    const taken = wished.find((to) => to.endsWith('.xmp')) ?? ''
    writeFileSync(taken, 'foreign')
    const {moves} = (await held.release()).json<{moves: {to: string; state: string}[]}>()
    const stem = (wished[0] ?? '').slice(0, -'.CR2'.length)
    expect(moves.map(({to, state}) => `${to} ${state}`)).to.deep.equal(
      ['.CR2', '.jpg', '.CR2.xmp'].map((end) => `${stem}-2${end} done`),
    )
    expect(readFileSync(taken, 'utf8')).to.equal('foreign')
    expect(readdirSync(dirname(taken)).length).to.equal(4)
    rmSync(taken)
    await done(directory, ['undo', '--last'])
    expect([...contents(census(directory))]).to.deep.equal([...before])
  })

  for (const moment of ['link', 'placeholder', 'placeholder, made already'] as const) {
    it(`leaves an asset of refile, which has names already: just before the ${moment}`, async () => {
      const directory = scratch()
      const names = ['.CR2', '.CR2.xmp'].map((end) => `IMG_20190101_030405${end}`)
      plant(directory, Object.fromEntries(names.map((name) => [`lib/${name}`, name])))
      await done(directory, ['crawl', 'lib'])
      const {nodeOptions = [], ...point}: Moment = MOMENTS[moment]
      const args = ['refile', '--to', 'lib', '--json']
      const held = await heldAt({...point, path: 'lib/2019'}, args, {cwd: directory, nodeOptions})
      const taken = journalled(join(directory, 'lib')).find(({to}) => to.endsWith('.xmp'))?.to ?? ''
      writeFileSync(taken, 'foreign')
      const {code, stdout} = await held.release()
      const {moves, left} = JSON.parse(stdout) as {moves: unknown[]; left: {code: string}[]}
      expect([code, moves, left.map((one) => one.code).sort()]).to.deep.equal([0, [], ['changed', 'name']])
      expect(readFileSync(taken, 'utf8')).to.equal('foreign')
      for (const name of names) expect(readFileSync(join(directory, 'lib', name), 'utf8')).to.equal(name)
      expect(readdirSync(dirname(taken))).to.deep.equal([basename(taken)])
    })
  }

  it('leaves the directories that were made for it to the undo', async () => {
    const directory = await world([])
    const held = await heldAt({call: 'link', path: 'far/to'}, INGEST, {cwd: directory})
    const [to = ''] = journalled(join(directory, 'far/to')).map((move) => move.to)
    writeFileSync(to, 'foreign')
    expect((await held.release()).code).to.equal(0)
    rmSync(to)
    await done(directory, ['undo', '--last'])
    expect(readdirSync(join(directory, 'far/to'))).to.deep.equal(['.mediastruct'])
  })
})

const noMounts = whyNoMounts()
describe(`a name taken on another device${skippedBecause(noMounts)}`, () => {
  let mounts: Mounts
  beforeEach(function () {
    if (noMounts !== undefined) return this.skip()
    mounts = new Mounts()
  })
  afterEach(() => mounts?.remove())

  for (const {name, setup, args} of ROWS.filter((row) => row.name !== 'apply')) {
    it(`stays another's: ${name}, when the copy has no name yet`, async () => {
      await takenMeanwhile(await world(setup, mounts.tmpfs('far')), args, MOMENTS.link, FOREIGN)
    })
  }
})

const EXPORT = ['index', 'export', '--format', 'csv', '-o', 'out.csv']
const OUTPUTS: {what: string; args: string[]; moments: (keyof typeof MOMENTS)[]}[] = [
  {what: 'an index', args: EXPORT, moments: ['link', 'placeholder', 'placeholder, made already']},
  {what: "a crawl's index", args: ['crawl', 'a', '--index', 'out.csv'], moments: ['link']},
  {what: 'duplicates', args: ['dupes', '--format', 'csv', '-o', 'out.csv'], moments: ['link']},
  {what: 'a plan', args: [...SORT, '--plan', 'out.csv'], moments: ['link']},
]

describe('the name of a result', () => {
  for (const {what, args, moments} of OUTPUTS) {
    for (const moment of moments) {
      it(`is taken at the last moment: ${what}, before the ${moment}`, async () => {
        const directory = await world([CRAWL])
        const output = join(directory, 'out.csv')
        const {nodeOptions = [], ...point}: Moment = MOMENTS[moment]
        const held = await heldAt({...point, path: output}, args, {cwd: directory, nodeOptions})
        // As empty as our placeholder, where that is what it takes the place of.
        writeFileSync(`${output}.new`, point.when === 'after' ? '' : 'foreign')
        renameSync(`${output}.new`, output)
        const foreign = lookOf(output)
        const {code, stderr} = await held.release()
        expect(code, stderr).to.equal(2)
        expect(stderr).to.contain('not written by MediaStruct')
        expect(lookOf(output)).to.deep.equal(foreign)
        expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).to.deep.equal([])
      })
    }
  }

  it('is replaced while it is as we wrote it, and not when somebody wrote to it', async () => {
    const directory = await world([CRAWL, EXPORT, EXPORT])
    const output = join(directory, 'out.csv')
    writeFileSync(output, 'my own notes\n', {flag: 'a'})
    const notes = lookOf(output)
    expect((await mediastruct(EXPORT, {cwd: directory})).code).to.equal(2)
    expect(lookOf(output)).to.deep.equal(notes)
  })
})

describe('names that look alike', () => {
  it('keep apart: by Unicode form, and by case', async () => {
    const twins = ['caf\u00e9.jpg', 'cafe\u0301.jpg', 'X.jpg', 'x.jpg']
    const holds = (tree: string) => twins.map((name) => [`${tree}/${name}`, `of ${name}`])
    const directory = scratch()
    plant(directory, Object.fromEntries([...holds('m'), ...holds('a')]))
    const expectAll = (tree: string) => {
      for (const [path = '', content] of holds(tree)) {
        expect(readFileSync(join(directory, path), 'utf8')).to.equal(content)
      }
    }
    await done(directory, CRAWL)
    await done(directory, ['sort', 'a', '--master', 'm', '--to', 'to'])
    expectAll('to/a')
    await done(directory, ['undo', '--last'])
    expectAll('a')
  })
})

/** @param far what is `far` in it, where that is another device */
async function world(setup: readonly string[][], far?: string): Promise<string> {
  const directory = scratch()
  plant(directory, FILES)
  if (far === undefined) mkdirSync(join(directory, 'far'))
  else symlinkSync(far, join(directory, 'far'))
  writeConfig(directory, {threads: 1})
  for (const args of setup) await done(directory, args)
  return directory
}

async function done(cwd: string, args: readonly string[]): Promise<void> {
  const {code, stdout, stderr} = await mediastruct(args, {cwd})
  expect(code, `${args.join(' ')}: ${stdout}${stderr}`).to.equal(0)
}

/** Holds a run when it is about to give the first file its name, takes the names, and looks at all files afterwards. */
async function takenMeanwhile(
  directory: string,
  args: readonly string[],
  {nodeOptions = [], ...moment}: Moment,
  takes: readonly ((path: string) => void)[],
): Promise<void> {
  const everything = () => contents(census(directory, join(directory, 'far')))
  const before = everything()
  const target = args[0] === 'undo' ? 'drop' : 'far/to'
  const held = await heldAt({...moment, path: `${target}/`}, [...args, '--json'], {
    cwd: directory,
    nodeOptions,
  })
  const wished = journalled(join(directory, 'far/to')).slice(0, takes.length)
  for (const [number, {to}] of wished.entries()) {
    mkdirSync(dirname(to), {recursive: true})
    takes[number]?.(to)
  }
  const foreign = wished.map(({to}) => lookOf(to))
  const ended = await held.release()
  expect(ended.code, ended.stdout).to.equal(0)
  expect(wished.map(({to}) => lookOf(to))).to.deep.equal(foreign)
  const {moves} = ended.json<{moves: {from: string; to: string}[]}>()
  for (const {from, to} of wished) {
    const suffixed = join(dirname(to), `${basename(to, extname(to))}-2${extname(to)}`)
    expect(moves.find((move) => move.from === from)?.to).to.equal(suffixed)
    expect(lstatSync(from, {throwIfNoEntry: false})).to.equal(undefined)
  }
  const after = everything()
  for (const [content, count] of before) expect(after.get(content), content).to.be.at.least(count)
}

function lookOf(path: string): object {
  const {dev, ino, size, mode, mtimeNs} = lstatSync(path, {bigint: true})
  const kind = lstatSync(path)
  const holds = kind.isFile() ? readFileSync(path, 'utf8') : kind.isSymbolicLink() ? readlinkSync(path) : ''
  return {dev, ino, size, mode, mtimeNs, holds}
}
