/** One writer at a time: an exclusive lock on a small database beside the catalog, which dies with its process. */
import {MediaStructError, messageOf} from '../errors.ts'
import {Database} from './database.ts'

/** The database whose exclusive lock is the writer's. */
export function lockFileOf(catalogFile: string): string {
  return `${catalogFile}.lock`
}

/** SQLite's result code SQLITE_BUSY. */
const BUSY = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY
}

function unwritable(catalogFile: string, cause: unknown): MediaStructError {
  return new MediaStructError(
    'CATALOG_UNWRITABLE',
    `The lock of the catalog ${catalogFile} can't be taken: ${messageOf(cause)}.`,
    {hint: 'Check that its directory may be written to, or name another catalog with --catalog.', cause},
  )
}

export class WriterLock {
  readonly #db: Database

  private constructor(db: Database) {
    this.#db = db
  }

  /** @throws MediaStructError CATALOG_LOCKED while another process holds it (`holder` says who), CATALOG_UNWRITABLE */
  static acquire(catalogFile: string, holder: () => string | undefined): WriterLock {
    let db: Database | undefined
    try {
      db = new Database(lockFileOf(catalogFile))
      db.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      db?.close()
      if (!isBusy(error)) throw unwritable(catalogFile, error)
      const who = holder()
      throw new MediaStructError(
        'CATALOG_LOCKED',
        `The catalog ${catalogFile} is being written by another run${who === undefined ? '' : ` (${who})`}.`,
        {hint: 'Wait until that run has ended, then type the command again.', cause: error},
      )
    }
    return new WriterLock(db)
  }

  release(): void {
    this.#db.close()
  }
}
