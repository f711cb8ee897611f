import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {DatabaseSync} from 'node:sqlite'
import {expect} from 'chai'
import {Catalog} from '../../src/catalog/catalog.ts'
import {Copies} from '../../src/catalog/copies.ts'
import {lockFileOf} from '../../src/catalog/lock.ts'
import {MIGRATIONS, SCHEMA_VERSION} from '../../src/catalog/schema.ts'
import {forThisTest} from '../support/children.ts'
import {raw, row} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'
import {scratch} from '../support/scratch.ts'

/** A catalog file with some pages, closed. */
function filled(rows = 2000): string {
  const file = `${scratch()}/catalog.db`
  const catalog = Catalog.open(file, 'write')
  catalog.transaction(() => {
    for (let index = 0; index < rows; index++) catalog.put(row(`/a/file-${index}`))
  })
  catalog.close()
  return file
}

async function refusedInEveryMode(code: string, file: string): Promise<void> {
  const before = readFileSync(file)
  for (const mode of ['read', 'write', 'scratch'] as const) {
    const {hint} = await refusal(code, () => Catalog.open(file, mode))
    expect(hint).to.include('crawl')
  }
  expect(readFileSync(file).equals(before), 'the old file is left as it is').to.equal(true)
}

describe('opening a catalog', () => {
  it('refuses one that is empty and was not always', async () => {
    const file = filled(1)
    truncateSync(file)
    await refusedInEveryMode('CATALOG_BROKEN', file)
  })

  it('makes one anew whose making was cut short', () => {
    const file = `${scratch()}/catalog.db`
    writeFileSync(file, '')
    const catalog = Catalog.open(file, 'write')
    catalog.put(row('/a/x'))
    catalog.close()
  })

  it('refuses one that was cut', async () => {
    const file = filled()
    truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)
    await refusedInEveryMode('CATALOG_BROKEN', file)
  })

  it('refuses what is no database at all', async () => {
    const file = `${scratch()}/catalog.db`
    writeFileSync(file, 'path,hash,size\n'.repeat(100))
    await refusedInEveryMode('CATALOG_BROKEN', file)
    writeFileSync(file, 'x')
    await refusedInEveryMode('CATALOG_BROKEN', file)
  })

  it('refuses one whose first page is torn', async () => {
    const file = filled(1)
    const descriptor = openSync(file, 'r+')
    writeSync(descriptor, Buffer.alloc(3000, 0xee), 0, 3000, 100)
    closeSync(descriptor)
    await refusedInEveryMode('CATALOG_BROKEN', file)
  })

  it('refuses one of a newer version, and says both numbers', async () => {
    const file = filled(1)
    const db = new DatabaseSync(file)
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    db.close()
    await refusedInEveryMode('CATALOG_NEWER', file)
    const {message} = await refusal('CATALOG_NEWER', () => Catalog.open(file, 'read'))
    expect(message)
      .to.include(`version ${SCHEMA_VERSION + 1}`)
      .and.include(`knows ${SCHEMA_VERSION}`)
  })

  it('brings one of the first version up to date: its copies stay, and count as not read again', async () => {
    const file = `${scratch()}/catalog.db`
    const db = new DatabaseSync(file)
    db.exec(MIGRATIONS[0] ?? '')
    db.exec(`PRAGMA user_version = 1;
      INSERT INTO copies VALUES (CAST('/archive' AS BLOB), 'MS-0001', 'a', 'verified', 'Attic', 1500),
        (CAST('/archive' AS BLOB), 'MS-0001', 'b', 'burned', NULL, 1600);
      INSERT INTO directories VALUES (1, CAST('/a' AS BLOB));
      INSERT INTO files VALUES (1, CAST('imported' AS BLOB), 3, 0, 0, 0, x'abab', 'blake3', NULL, 1),
        (1, CAST('read' AS BLOB), 3, 0, 7, 8, x'abab', 'blake3', NULL, 0),
        (1, CAST('pending' AS BLOB), 3, 0, 0, 0, NULL, NULL, NULL, 0)`)
    db.close()
    await refusal('CATALOG_OLDER', () => Catalog.open(file, 'read'))
    Catalog.open(file, 'write').close()
    const catalog = Catalog.open(file, 'read')
    const volume = {archive: raw('/archive'), id: 'MS-0001'}
    const copies = new Copies(catalog.db)
    const a = {name: 'a', state: 'verified', where: 'Attic', changedMs: 1500, adopted: true} as const
    expect(copies.of(volume)).to.deep.equal([
      a,
      {...a, name: 'b', state: 'burned', where: undefined, changedMs: 1600},
    ])
    expect(copies.events.of(volume).map(({event, copy, where}) => [event, copy, where])).to.deep.equal([
      ['imported', 'a', 'Attic'],
      ['imported', 'b', undefined],
    ])
    const told = [...catalog.filesIn(raw('/a')).values()].filter((file) => file.told)
    expect(told.map(({path}) => path)).to.deep.equal(['/a/imported'])
    catalog.close()
  })

  it('says where there is none, and makes none to read it', async () => {
    const file = `${scratch()}/deep/er/catalog.db`
    expect((await refusal('NO_CATALOG', () => Catalog.open(file, 'read'))).message).to.include(file)
    expect(existsSync(file)).to.equal(false)
    Catalog.open(file, 'write').close()
    Catalog.open(file, 'read').close()
  })

  it('goes on after a kill in the middle of a checkpoint, from the log', () => {
    const file = filled(1)
    const copy = `${scratch()}/catalog.db`
    const db = new DatabaseSync(file)
    db.exec('PRAGMA wal_autocheckpoint = 0')
    const insert = db.prepare('INSERT INTO meta VALUES (?, ?)')
    for (let index = 0; index < 200; index++) insert.run(`key ${index}`, 'x'.repeat(3000))
    copyFileSync(file, copy)
    copyFileSync(`${file}-wal`, `${copy}-wal`)
    db.exec('PRAGMA wal_checkpoint(FULL)')
    const first = readFileSync(file).subarray(0, 4096)
    db.close()
    const descriptor = openSync(copy, 'r+')
    writeSync(descriptor, first, 0, 4096, 0)
    closeSync(descriptor)
    const catalog = Catalog.open(copy, 'write')
    expect(Number(catalog.db.query('SELECT count(*) FROM meta').get()?.[0])).to.be.at.least(200)
    catalog.close()
  })
})

describe("the writer's lock", () => {
  it('lets readers in, and a second writer of the same program not', async function () {
    this.timeout(30_000)
    const file = filled(1)
    const writer = Catalog.open(file, 'write')
    Catalog.open(file, 'read').close()
    const {message, hint} = await refusal('CATALOG_LOCKED', () => Catalog.open(file, 'write'))
    expect(message).to.include(`process ${process.pid}`)
    expect(hint).to.include('Wait')
    writer.close()
    Catalog.open(file, 'write').close()
  })

  it("is another process's until it dies, however it dies", async function () {
    this.timeout(30_000)
    const file = filled(1)
    const other = await holdElsewhere(file)
    await refusal('CATALOG_LOCKED', () => Catalog.open(file, 'write'))
    const reader = Catalog.open(file, 'read')
    expect(reader.get(raw('/a/file-0'))?.size).to.equal(3)
    reader.close()
    other.kill('SIGKILL')
    await once(other, 'exit')
    Catalog.open(file, 'write').close()
  })

  it('that can not be made is told from one that is held', async () => {
    const file = filled(1)
    const lock = lockFileOf(file)
    rmSync(lock)
    mkdirSync(lock)
    await refusal('CATALOG_UNWRITABLE', () => Catalog.open(file, 'write'))
  })
})

/** Another process that opened the catalog for writing. */
async function holdElsewhere(file: string): Promise<ChildProcess> {
  const source = new URL('../../src/catalog/catalog.ts', import.meta.url).href
  const code = `const {Catalog} = await import(${JSON.stringify(source)})
    const held = Catalog.open(${JSON.stringify(file)}, 'write')
    console.log('open'); setInterval(() => held, 1000)`
  const child = forThisTest(
    spawn(process.execPath, ['--input-type=module', '-e', code], {stdio: ['ignore', 'pipe', 'inherit']}),
  )
  await once(child.stdout, 'data')
  return child
}
