/** Opening a catalog file: sound, of a version that we know, migrated; anything else is refused with the way out. */
import {closeSync, existsSync, fstatSync, openSync, readSync, statSync} from 'node:fs'
import {MediaStructError, messageOf} from '../errors.ts'
import {Database, toNumber} from './database.ts'
import {broken, cantOpen, catalogFailure, wayOut} from './failure.ts'
import {lockFileOf} from './lock.ts'
import {makeParents} from './parents.ts'
import {FILE_INDEXES, MIGRATIONS, SCHEMA_VERSION} from './schema.ts'

/**
 * A catalog whose making was cut short: no writer ever confirmed it, and it is empty, or still has the rollback journal
 * that only a catalog in the making has. It is made anew.
 */
export function neverFinished(file: string): boolean {
  const confirmed = statSync(lockFileOf(file), {throwIfNoEntry: false})?.size ?? 0
  return confirmed === 0 && (statSync(file).size === 0 || existsSync(`${file}-journal`))
}

/** A checkpoint that was killed wrote the first page before the last ones: SQLite finishes it from the log. */
export function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, {throwIfNoEntry: false})?.size ?? 0) > 0
}

/** SQLite file format, section 1.3: magic at 0, page size at 16 (1 means 65,536), size in pages at 28. */
export function checkHeader(file: string): void {
  const descriptor = openSync(file, 'r')
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw broken(file, 'is no file')
    const {size} = stat
    if (size === 0) throw broken(file, 'is empty, as after a full disk')
    const header = Buffer.alloc(100)
    const length = readSync(descriptor, header, 0, 100, 0)
    if (length < 100 || header.toString('latin1', 0, 15) !== 'SQLite format 3') {
      throw broken(file, 'is not a catalog: it does not begin like an SQLite database')
    }
    const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
    const isCut = header.readUInt32BE(28) * pageBytes > size
    if (isCut && !hasLog(file)) throw broken(file, 'was cut: it is shorter than it says')
  } finally {
    closeSync(descriptor)
  }
}

function versionOf(db: Database): number {
  return toNumber(db.query('PRAGMA user_version').get()?.[0])
}

/** A making that was killed before its one transaction was through. */
function holdsNothing(db: Database): boolean {
  return toNumber(db.query('SELECT count(*) FROM sqlite_schema').get()?.[0]) === 0
}

const OUR_TABLES = ['directories', 'files', 'meta', 'moves', 'runs', 'trees']

/** Another program's database is not made ours, and neither is a catalog under another one's log. */
function refuseForeign(db: Database, file: string): void {
  if (holdsNothing(db)) return
  const tables = db.query("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map(String)
  if (versionOf(db) > 0 && OUR_TABLES.every((name) => tables.includes(name))) return
  throw broken(file, "is not a catalog: it is another program's database")
}

function migrate(db: Database): void {
  db.transaction(() => {
    for (let version = versionOf(db); version < SCHEMA_VERSION; version++) {
      db.exec(MIGRATIONS[version] ?? '')
      db.exec(`PRAGMA user_version = ${version + 1}`)
    }
  })
}

function refuseNewer(db: Database, file: string): void {
  const version = versionOf(db)
  if (version <= SCHEMA_VERSION) return
  throw new MediaStructError(
    'CATALOG_NEWER',
    `The catalog ${file} has version ${version}; this mediastruct knows ${SCHEMA_VERSION}.`,
    {hint: `Use the newer mediastruct that wrote it. ${wayOut(file)}`},
  )
}

function noCatalog(file: string): MediaStructError {
  return new MediaStructError('NO_CATALOG', `There is no catalog at ${file} yet.`, {
    hint: 'Run "mediastruct crawl DIR" first, or name the catalog with --catalog.',
  })
}

/** For commands that can't begin without one: none is made just to be refused. @throws MediaStructError NO_CATALOG */
export function assertCatalog(file: string): void {
  if (!existsSync(file) || neverFinished(file)) throw noCatalog(file)
}

/** In a directory that may not be written to, SQLite can't prepare for a writer beside it; there can be none either. */
function openForReading(file: string): Database {
  const db = new Database(file, {readOnly: true})
  try {
    versionOf(db)
    return db
  } catch (error) {
    db.close()
    if (!cantOpen(error) || hasLog(file)) throw error
    return new Database(file, {readOnly: true, immutable: true})
  }
}

/**
 * @param shownAs the file that errors speak of, where a copy of it is opened
 * @throws MediaStructError NO_CATALOG, CATALOG_BROKEN, CATALOG_NEWER
 */
export function openDatabase(file: string, mode: 'read' | 'write', shownAs = file): Database {
  const exists = existsSync(file) && !neverFinished(file)
  if (exists) checkHeader(file)
  else if (mode === 'read') throw noCatalog(file)
  else makeParents(file)
  let db: Database | undefined
  try {
    db = mode === 'read' ? openForReading(file) : new Database(file)
    refuseNewer(db, shownAs)
    refuseForeign(db, shownAs)
    if (mode === 'read' && holdsNothing(db)) throw noCatalog(shownAs)
    if (mode === 'write') {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536')
      migrate(db)
      db.exec(FILE_INDEXES)
    } else if (versionOf(db) < SCHEMA_VERSION) {
      throw new MediaStructError('CATALOG_OLDER', `The catalog ${file} is of an older version.`, {
        hint: 'Any command that writes to it, such as "mediastruct crawl", brings it up to date.',
      })
    }
    db.query('SELECT count(*) FROM trees').get()
    return db
  } catch (error) {
    db?.close()
    if (error instanceof MediaStructError) throw error
    throw catalogFailure(shownAs, error) ?? broken(shownAs, `can't be read: ${messageOf(error)}`, error)
  }
}
