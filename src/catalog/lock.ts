/** One writer at a time: an exclusive lock on a small database beside the catalog, which dies with its process. */
import {MediaStructError} from '../errors.ts'
import {Database} from './database.ts'

/** The database whose exclusive lock is the writer's. */
export function lockFileOf(catalogFile: string): string {
  return `${catalogFile}.lock`
}

export class WriterLock {
  readonly #db: Database

  private constructor(db: Database) {
    this.#db = db
  }

  /** @throws MediaStructError CATALOG_LOCKED while another process holds it; `holder` says who. */
  static acquire(catalogFile: string, holder: () => string | undefined): WriterLock {
    const db = new Database(lockFileOf(catalogFile))
    try {
      db.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      db.close()
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
