/**
 * Files that may leave, gathered in whatever order they are found and looked at directory by directory. There may be a
 * million of them: they lie in a temporary table, which SQLite keeps in a file of its own and takes away with it.
 */
import {basename, dirname, fromBytes, join, type RawPath, toBytes} from '../paths/bytes.ts'
import type {Database} from './database.ts'

/** One that may leave, while its keeper stays. */
export interface LeavingFile {
  readonly path: RawPath
  readonly keeper: RawPath
  readonly reason: string
}

export class LeavingFiles {
  readonly #db: Database

  /** Empty. One at a time for each database. */
  constructor(db: Database) {
    this.#db = db
    db.exec(`
      CREATE TEMP TABLE IF NOT EXISTS leaving (
        directory BLOB NOT NULL, name BLOB NOT NULL, keeper BLOB NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (directory, name)
      ) WITHOUT ROWID;
      DELETE FROM temp.leaving`)
  }

  /** A file that is added twice may leave for the sake of the first keeper. */
  add({path, keeper, reason}: LeavingFile): void {
    this.#db
      .query('INSERT OR IGNORE INTO temp.leaving VALUES (?, ?, ?, ?)')
      .run(toBytes(dirname(path)), toBytes(basename(path)), toBytes(keeper), reason)
  }

  /** Those of one directory together, in byte order. */
  *byDirectory(): Generator<[directory: RawPath, files: LeavingFile[]]> {
    const rows = this.#db.prepare('SELECT * FROM temp.leaving ORDER BY directory, name').iterate()
    let directory: RawPath | undefined
    let files: LeavingFile[] = []
    for (const [parent, name, keeper, reason] of rows) {
      const next = fromBytes(parent as Uint8Array)
      if (directory !== undefined && next !== directory) {
        yield [directory, files]
        files = []
      }
      directory = next
      const path = join(directory, fromBytes(name as Uint8Array))
      files.push({path, keeper: fromBytes(keeper as Uint8Array), reason: String(reason)})
    }
    if (directory !== undefined) yield [directory, files]
  }
}
