/** Directories as rows: which id a path has, and which path an id, each asked once, for a million files lie in a few thousand. */
import {fromBytes, type RawPath, toBytes} from '../paths/bytes.ts'
import {type Database, toNumber} from './database.ts'

export class Directories {
  readonly #db: Database
  readonly #ids = new Map<RawPath, number>()
  readonly #paths = new Map<number, RawPath>()

  constructor(db: Database) {
    this.#db = db
  }

  /** @returns undefined where the index does not know it */
  idOf(path: RawPath): number | undefined {
    const known = this.#ids.get(path)
    if (known !== undefined) return known
    const row = this.#db.query('SELECT id FROM directories WHERE path = ?').get(toBytes(path))
    const id = row && toNumber(row[0])
    if (id !== undefined) this.#ids.set(path, id)
    return id
  }

  /** Makes it known, if it is not. @returns its id */
  add(path: RawPath): number {
    const known = this.idOf(path)
    if (known !== undefined) return known
    const id = this.#db.query('INSERT INTO directories (path) VALUES (?)').run(toBytes(path)).lastId
    this.#ids.set(path, id)
    return id
  }

  pathOf(id: number): RawPath {
    const known = this.#paths.get(id)
    if (known !== undefined) return known
    const row = this.#db.query('SELECT path FROM directories WHERE id = ?').get(id)
    const path = fromBytes(row?.[0] as Uint8Array)
    this.#paths.set(id, path)
    return path
  }

  /** After rows were changed by other hands, or rolled back. */
  forget(): void {
    this.#ids.clear()
    this.#paths.clear()
  }
}
