/** A catalog that is cut, flipped, held, of another version or without room: refused with the way out, or harmless. */
import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {forThisTest} from '../support/children.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {fingerprint} from './census.ts'
import {Mounts, skippedBecause, whyNoMounts} from './mounts.ts'

const CATALOG = '.mediastruct/catalog.db'
const FILES = {
  'm/x.jpg': 'x',
  'a/x.jpg': 'x',
  'a/2019-05-04/only.jpg': 'only',
  'drop/IMG_20190102_030405.jpg': 'new',
}
const SORT = ['sort', 'a', '--master', 'm', '--to', 'to']
const COMMANDS: readonly (readonly string[])[] = [
  ['crawl', 'm', 'a'],
  ['dupes'],
  SORT,
  [...SORT, '--dry-run'],
  ['ingest', 'drop', '--to', 'lib'],
  ['archive', 'a', '--to', 'arch', '--medium', 'dvd-r'],
  ['undo', '--last'],
  ['history'],
  ['status'],
]

interface Row {
  name: string
  /** Does it to the catalog, given its path. */
  breaks: (catalog: string) => void
  code: string
  commands?: readonly (readonly string[])[]
}

const cutTo = (bytesOf: (size: number) => number) => (catalog: string) =>
  truncateSync(catalog, bytesOf(statSync(catalog).size))

const FEW = COMMANDS.slice(1, 3)

const ROWS: Row[] = [
  {name: 'cut to 100 bytes', breaks: cutTo(() => 100), code: 'CATALOG_BROKEN', commands: FEW},
  {name: 'cut to its first page', breaks: cutTo(() => 4096), code: 'CATALOG_BROKEN', commands: FEW},
  {name: 'cut to its half', breaks: cutTo((size) => size / 2), code: 'CATALOG_BROKEN'},
  {name: 'cut by one page', breaks: cutTo((size) => size - 4096), code: 'CATALOG_BROKEN', commands: FEW},
  {name: 'without a byte', breaks: cutTo(() => 0), code: 'CATALOG_BROKEN', commands: FEW},
  {
    name: 'of another program',
    breaks: (catalog) => writeFileSync(catalog, 'x'.repeat(9999)),
    code: 'CATALOG_BROKEN',
    commands: FEW,
  },
  {
    name: 'of zeros',
    breaks: (catalog) => writeFileSync(catalog, Buffer.alloc(statSync(catalog).size)),
    code: 'CATALOG_BROKEN',
    commands: FEW,
  },
  {name: 'of a newer version', breaks: newer, code: 'CATALOG_NEWER', commands: FEW},
]

describe('a broken catalog', () => {
  for (const {name, breaks, code, commands = COMMANDS} of ROWS) {
    it(`is refused by every command, and rebuilt as the error says: one ${name}`, async function () {
      this.timeout(60_000)
      const directory = await crawled()
      const catalog = join(directory, CATALOG)
      breaks(catalog)
      const before = fingerprint(directory)
      for (const [args, ended] of await all(directory, commands)) {
        expectRefused(ended, code, args)
        expect(ended.stdout, args).to.contain('aside')
        expect(ended.stdout, args).to.contain(catalog)
      }
      expect(fingerprint(directory)).to.deep.equal(before)
      for (const end of ['', '-wal', '-shm'])
        if (existsSync(catalog + end)) renameSync(catalog + end, `${catalog}${end}.aside`)
      expect((await run(directory, ['crawl', 'm', 'a'])).code).to.equal(0)
      expect((await run(directory, ['dupes'])).stdout).to.contain('"redundantFiles":1')
    })
  }

  it("that is another program's database stays that, byte for byte", async () => {
    for (const version of [0, 1]) {
      const directory = scratch()
      plant(directory, FILES)
      const theirs = join(directory, 'theirs.db')
      const db = new DatabaseSync(theirs)
      db.exec(`CREATE TABLE files (x); INSERT INTO files VALUES (1); PRAGMA user_version = ${version}`)
      db.close()
      const bytes = readFileSync(theirs)
      for (const args of [['crawl', 'm'], ['dupes'], SORT])
        expectRefused(await run(directory, [...args, '--catalog', theirs]), 'CATALOG_BROKEN', args.join(' '))
      expect(readFileSync(theirs).equals(bytes)).to.equal(true)
    }
  })

  it('of no version at all is made by a writer, and none to a reader', async () => {
    const directory = await crawled()
    rmSync(join(directory, '.mediastruct'), {recursive: true})
    mkdirSync(join(directory, '.mediastruct'))
    const empty = new DatabaseSync(join(directory, CATALOG))
    empty.exec('CREATE TABLE x (y); DROP TABLE x')
    empty.close()
    expectRefused(await run(directory, ['dupes']), 'NO_CATALOG', 'dupes')
    expect((await run(directory, ['crawl', 'm', 'a'])).code).to.equal(0)
    expect((await run(directory, ['dupes'])).stdout).to.contain('"redundantFiles":1')
  })
})

describe('what lies beside a catalog', () => {
  it('a log that is missing, cut or of another catalog changes nothing but what it held', async () => {
    const directory = await crawled()
    const catalog = join(directory, CATALOG)
    const other = join(directory, 'other.db')
    const inUse = new DatabaseSync(other)
    inUse.exec(
      'PRAGMA journal_mode = WAL; CREATE TABLE foreign_rows (x); INSERT INTO foreign_rows VALUES (1)',
    )
    const breaks: (() => void)[] = [
      () => writeFileSync(`${catalog}-wal`, ''),
      () => writeFileSync(`${catalog}-wal`, 'garbage'.repeat(999)),
      () => copyFileSync(`${other}-wal`, `${catalog}-wal`),
      () => truncateSync(`${catalog}-wal`, 4000),
    ]
    for (const [number, breakIt] of breaks.entries()) {
      const kept = readFileSync(catalog)
      if (number === 3) copyFileSync(`${other}-wal`, `${catalog}-wal`)
      breakIt()
      const ended = await run(directory, [...SORT, '--dry-run'])
      const isWhole = ended.code === 0 && ended.stdout.includes('"moved":1')
      if (!isWhole) expectRefused(ended, 'CATALOG_BROKEN', `log ${number}`)
      rmSync(`${catalog}-wal`, {force: true})
      rmSync(`${catalog}-shm`, {force: true})
      writeFileSync(catalog, kept)
    }
    inUse.close()
  })

  it('a lock that is garbage or a directory is told as what it is', async () => {
    const directory = await crawled()
    const lock = join(directory, `${CATALOG}.lock`)
    for (const breakIt of [() => writeFileSync(lock, 'garbage'.repeat(999)), () => mkdirSync(lock)]) {
      rmSync(lock, {recursive: true, force: true})
      breakIt()
      const ended = await run(directory, ['crawl', 'm'])
      expectRefused(ended, 'CATALOG_UNWRITABLE', 'crawl')
      expect(ended.stdout).to.contain('catalog.db.lock')
    }
    rmSync(lock, {recursive: true})
    expect((await run(directory, ['crawl', 'm'])).code).to.equal(0)
  })

  it('may be another directory, where the catalog is a link', async () => {
    const directory = await crawled()
    const real = join(scratch(), 'real.db')
    renameSync(join(directory, CATALOG), real)
    symlinkSync(real, join(directory, CATALOG))
    const ended = await run(directory, SORT)
    expect(ended.code, ended.stdout).to.equal(0)
    expect((await run(directory, ['undo', '--last'])).code).to.equal(0)
    expect(readFileSync(join(directory, 'a/x.jpg'), 'utf8')).to.equal('x')
  })
})

describe('a catalog that another program holds', () => {
  it('is not called broken, and is free when that program is gone', async function () {
    this.timeout(60_000)
    const directory = await crawled()
    const holder = await hold(join(directory, CATALOG))
    const before = fingerprint(join(directory, 'a'))
    expectRefused(await run(directory, SORT), 'CATALOG_LOCKED', 'sort')
    expect(fingerprint(join(directory, 'a'))).to.deep.equal(before)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    expect((await run(directory, ['crawl', 'm', 'a'])).code).to.equal(0)
  })
})

const noMounts = whyNoMounts()
describe(`a catalog without room${skippedBecause(noMounts)}`, () => {
  let mounts: Mounts
  beforeEach(function () {
    if (noMounts !== undefined) return this.skip()
    mounts = new Mounts()
  })
  afterEach(() => mounts?.remove())

  for (const size of ['16k', '96k', '200k']) {
    it(`on a disk of ${size} is told as that, nothing is moved, and with room the work goes on`, async function () {
      this.timeout(60_000)
      const directory = scratch()
      plant(directory, FILES)
      for (let number = 0; number < 200; number++)
        plant(directory, {[`m/${number}.jpg`]: `${number}`, [`a/${number}.jpg`]: `${number}`})
      const disk = mounts.tmpfs('disk', `size=${size}`)
      const catalog = ['--catalog', join(disk, 'catalog.db')]
      const before = fingerprint(join(directory, 'a'))
      const ended = await run(directory, ['crawl', 'm', 'a', ...catalog])
      expect(ended.code, ended.stdout).to.be.oneOf([1, 2])
      expect(ended.stdout).to.match(/"code":"CATALOG_(FULL|IO|UNWRITABLE)"/)
      expect(fingerprint(join(directory, 'a'))).to.deep.equal(before)
      const {code} = await run(directory, [...SORT, ...catalog])
      expect(code).to.equal(2)
      expect(fingerprint(join(directory, 'a'))).to.deep.equal(before)
      mounts.unmount(disk)
      mounts.tmpfs('disk', 'size=64m')
      for (const args of [['crawl', 'm', 'a'], SORT]) {
        const again = await run(directory, [...args, ...catalog])
        expect(again.code, again.stdout).to.equal(0)
      }
    })
  }

  it('whose directory is read-only serves readers, and tells writers', async () => {
    const directory = await crawled()
    const point = mounts.bind('ro', directory, 'ro')
    const catalog = ['--catalog', join(point, CATALOG)]
    expectRefused(
      await run(scratch(), ['crawl', join(directory, 'm'), ...catalog]),
      'CATALOG_UNWRITABLE',
      'crawl',
    )
    const ended = await run(scratch(), ['dupes', ...catalog])
    expect(ended.code, ended.stdout).to.equal(0)
    expect(ended.stdout).to.contain('"redundantFiles":1')
  })
})

async function crawled(): Promise<string> {
  const directory = scratch()
  plant(directory, FILES)
  writeConfig(directory, {threads: 1})
  const {code, stdout} = await run(directory, ['crawl', 'm', 'a'])
  expect(code, stdout).to.equal(0)
  return directory
}

function newer(catalog: string): void {
  const db = new DatabaseSync(catalog)
  db.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE')
  db.close()
}

/** Another program that has begun to write, and does not end. */
async function hold(catalog: string): Promise<ChildProcess> {
  const body = `
    const db = new (require('node:sqlite').DatabaseSync)(process.argv[1])
    db.exec('BEGIN IMMEDIATE')
    console.log('held')
    setInterval(() => {}, 1000)`
  const child = forThisTest(
    spawn(process.execPath, ['-e', body, catalog], {stdio: ['ignore', 'pipe', 'ignore']}),
  )
  await once(child.stdout, 'data')
  return child
}

function run(cwd: string, args: readonly string[]): Promise<Ran> {
  return mediastruct([...args, '--json', '--no-progress'], {cwd})
}

async function all(cwd: string, commands: readonly (readonly string[])[]): Promise<[string, Ran][]> {
  return await Promise.all(
    commands.map(async (args): Promise<[string, Ran]> => [args.join(' '), await run(cwd, args)]),
  )
}

function expectRefused(ended: Ran, code: string, args: string): void {
  const {error} = ended.json<{error?: {code: string}}>()
  expect(error?.code, `${args}: ${ended.stdout}`).to.equal(code)
  expect(ended.code, args).to.equal(2)
}
