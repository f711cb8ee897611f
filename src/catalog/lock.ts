/** One writer at a time: an exclusive lock on a small database beside the catalog, which dies with its process. */
import {statSync} from 'node:fs'
import {MediaStructError, messageOf} from '../errors.ts'
import {Database} from './database.ts'
import {isBusy} from './failure.ts'
import {makeParents} from './parents.ts'

/** The database whose exclusive lock is the writer's. */
export function lockFileOf(catalogFile: string): string {
  return `${catalogFile}.lock`
}

/**
 * Holds `file` until the database is closed, or its process ends, however it ends.
 * @param patienceMs for who holds it to let go; by default a few seconds
 * @throws Error, `isBusy` where it is held
 */
export function lockExclusively(file: string | Buffer, patienceMs?: number): Database {
  const db = new Database(file)
  try {
    if (patienceMs !== undefined) db.exec(`PRAGMA busy_timeout = ${patienceMs}`)
    db.exec('BEGIN EXCLUSIVE')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function unwritable(catalogFile: string, cause: unknown): MediaStructError {
  return new MediaStructError(
    'CATALOG_UNWRITABLE',
    `${lockFileOf(catalogFile)}, the lock of the catalog, can't be taken: ${messageOf(cause)}.`,
    {
      hint: 'Check that it and its directory may be written to; one that is no database may be put aside. Or name another catalog with --catalog.',
      cause,
    },
  )
}

export class WriterLock {
  readonly #db: Database
  readonly #file: string

  private constructor(db: Database, file: string) {
    this.#db = db
    this.#file = file
  }

  /** @throws MediaStructError CATALOG_LOCKED while another process holds it (`holder` says who), CATALOG_UNWRITABLE */
  static acquire(catalogFile: string, holder: () => string | undefined): WriterLock {
    const file = lockFileOf(catalogFile)
    try {
      makeParents(catalogFile)
      return new WriterLock(lockExclusively(file), file)
    } catch (error) {
      if (!isBusy(error)) throw unwritable(catalogFile, error)
      const who = holder()
      throw new MediaStructError(
        'CATALOG_LOCKED',
        `The catalog ${catalogFile} is being written by another run${who === undefined ? '' : ` (${who})`}.`,
        {hint: 'Wait until that run has ended, then type the command again.', cause: error},
      )
    }
  }

  /** Remembers that the catalog was made whole once: from now on an empty one is a broken one. */
  confirm(): void {
    if (statSync(this.#file).size > 0) return
    this.#db.exec('CREATE TABLE IF NOT EXISTS confirmed (x); COMMIT; BEGIN EXCLUSIVE')
  }

  release(): void {
    this.#db.close()
  }
}
