/**
 * Files as an index tells of them, gathered before anything of it is believed: only when all of it was read, and nothing
 * contradicts what is known, do they become rows. There may be a million: they lie in a temporary table.
 */
import {basename, dirname, fromBytes, join, type RawPath, toBytes} from '../paths/bytes.ts'
import {type Database, type SqlRow, toNumber} from './database.ts'
import {subtree} from './rows.ts'

export interface ToldFile {
  /** Absolute: where it lay in the archive. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** BLAKE3, lower-case hex; undefined: the index knows it by another algorithm. */
  readonly blake3: string | undefined
  /** The path that it had in the drop. */
  readonly original: RawPath | undefined
  /** It is not there now. */
  readonly offline: boolean
}

/** One file, told of in two ways. */
export interface Contradiction {
  readonly path: RawPath
  /** Bytes, and hash where it has one. */
  readonly told: {readonly size: number; readonly hash: string | undefined}
  readonly known: {readonly size: number; readonly hash: string | undefined}
}

/** What is told of a directory, and what is known of it. */
export interface Overlap {
  readonly told: number
  readonly known: number
  /** Files of one path and content. */
  readonly common: number
}

const JOINED = 'temp.told_files t JOIN directories d ON d.path = t.directory JOIN files f'
const SAME_PLACE = 'f.directory = d.id AND f.name = t.name'
const below = (column: string) => `(${column} = ?1 OR (${column} >= ?2 AND ${column} < ?3))`

/** One at a time for each database. */
export class ToldFiles {
  readonly #db: Database
  readonly #told: boolean

  /** @param told whether only an index tells of them; else they were read just now */
  constructor(db: Database, {told}: {told: boolean}) {
    this.#db = db
    this.#told = told
    db.exec(`
      CREATE TEMP TABLE IF NOT EXISTS told_files (
        directory BLOB NOT NULL, name BLOB NOT NULL, size INTEGER NOT NULL, blake3 BLOB, original BLOB,
        offline INTEGER NOT NULL, PRIMARY KEY (directory, name)
      ) WITHOUT ROWID;
      DELETE FROM temp.told_files`)
  }

  /** @returns the first that was told of before, otherwise than now */
  add(files: readonly ToldFile[]): RawPath | undefined {
    return this.#db.transaction(() => files.find((file) => !this.#put(file))?.path)
  }

  #put({path, size, blake3, original, offline}: ToldFile): boolean {
    const place = [toBytes(dirname(path)), toBytes(basename(path))] as const
    const hash = blake3 === undefined ? null : Buffer.from(blake3, 'hex')
    const before = original === undefined ? null : toBytes(original)
    const {changes} = this.#db
      .query('INSERT OR IGNORE INTO temp.told_files VALUES (?, ?, ?, ?, ?, ?)')
      .run(...place, size, hash, before, offline ? 1 : 0)
    if (changes > 0) return true
    const same = this.#db.query(
      'SELECT 1 FROM temp.told_files WHERE directory = ? AND name = ? AND size = ? AND blake3 IS ?',
    )
    return same.get(...place, size, hash) !== undefined
  }

  /** The first file that the index knows with another content. */
  contradiction(): Contradiction | undefined {
    const row = this.#db
      .query(
        `SELECT t.directory, t.name, t.size, t.blake3, f.size, f.hash FROM ${JOINED} ON ${SAME_PLACE}
         WHERE f.size <> t.size OR (f.algorithm = 'blake3' AND t.blake3 IS NOT NULL AND f.hash <> t.blake3)
         ORDER BY t.directory, t.name LIMIT 1`,
      )
      .get()
    return row && contradictionOf(row)
  }

  /** @param directory of a volume */
  overlap(directory: RawPath): Overlap {
    const count = (sql: string) => toNumber(this.#db.query(sql).get(...subtree(directory))?.[0])
    return {
      told: count(`SELECT count(*) FROM temp.told_files t WHERE ${below('t.directory')}`),
      known: count(
        `SELECT count(*) FROM directories d JOIN files f ON f.directory = d.id WHERE ${below('d.path')}`,
      ),
      common: count(
        `SELECT count(*) FROM ${JOINED} ON ${SAME_PLACE}
         WHERE ${below('t.directory')} AND f.size = t.size AND (f.hash = t.blake3 OR f.algorithm IS NOT 'blake3')`,
      ),
    }
  }

  /** Forgets what an earlier index told of a directory, and nothing that was ever read. */
  forgetTold(directory: RawPath): void {
    this.#db
      .query(
        `DELETE FROM files WHERE told = 1 AND directory IN (SELECT d.id FROM directories d WHERE ${below('d.path')})`,
      )
      .run(...subtree(directory))
  }

  /**
   * Makes rows of those that the index does not know by their content yet; what it knows stays, and learns where it came
   * from. Times of zero make the next crawl read a file that is there.
   */
  take(): {files: number; known: number; offline: number} {
    const all = this.#count('temp.told_files t')
    const known = this.#count(`${JOINED} ON ${SAME_PLACE} WHERE f.hash IS NOT NULL`)
    this.#db.exec(`
      INSERT OR IGNORE INTO directories (path) SELECT DISTINCT directory FROM temp.told_files;
      INSERT INTO files
        SELECT d.id, t.name, t.size, 0, 0, 0, t.blake3, iif(t.blake3 IS NULL, NULL, 'blake3'), t.original, t.offline,
          ${this.#told ? 1 : 0}
        FROM temp.told_files t JOIN directories d ON d.path = t.directory WHERE true
        ON CONFLICT (directory, name) DO UPDATE SET
          original = coalesce(original, excluded.original),
          mtime_ns = iif(hash IS NULL, 0, mtime_ns),
          told = iif(hash IS NULL, excluded.told, told),
          algorithm = iif(hash IS NULL, excluded.algorithm, algorithm),
          hash = coalesce(hash, excluded.hash);
      DELETE FROM temp.told_files`)
    return {files: all.files - known.files, known: known.files, offline: all.offline - known.offline}
  }

  #count(from: string): {files: number; offline: number} {
    const row = this.#db.query(`SELECT count(*), coalesce(sum(t.offline), 0) FROM ${from}`).get()
    return {files: toNumber(row?.[0]), offline: toNumber(row?.[1])}
  }
}

function contradictionOf([directory, name, size, blake3, knownSize, hash]: SqlRow): Contradiction {
  const path = join(fromBytes(directory as Uint8Array), fromBytes(name as Uint8Array))
  return {
    path,
    told: {size: toNumber(size), hash: hex(blake3)},
    known: {size: toNumber(knownSize), hash: hex(hash)},
  }
}

function hex(hash: SqlRow[number] | undefined): string | undefined {
  return hash instanceof Uint8Array ? Buffer.from(hash).toString('hex') : undefined
}
