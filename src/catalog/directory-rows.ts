/** What the index holds of one directory after another, for worker threads that compare it with the disk. */
import {fromBytes, fromText, type RawPath, toBytes} from '../paths/bytes.ts'
import type {Database} from './database.ts'
import {openDatabase} from './open.ts'

/**
 * A file as it was when it was indexed, in a row as it comes, for there are millions: its name, size, mtime, ctime and inode,
 * and 1n where what is known of it is enough as long as nothing changed.
 */
export type IndexedStat = readonly [
  name: string | Uint8Array,
  size: bigint,
  mtimeNs: bigint,
  ctimeNs: bigint,
  inode: bigint,
  known: bigint,
]

export class DirectoryRows {
  readonly #db: Database

  /** @param file of the database, which another thread may be writing to */
  constructor(file: string) {
    this.#db = openDatabase(file, 'read')
  }

  /**
   * By name. Names come as text, for as BLOBs they would cost as much as all the rest; where one may not be UTF-8, as BLOBs.
   * @param algorithm whose hash a file should have
   * @param pendingIsKnown whether a file without a hash will do
   */
  of(directory: RawPath, algorithm: string, pendingIsKnown: boolean): Map<RawPath, IndexedStat> {
    const files = new Map<RawPath, IndexedStat>()
    for (const row of this.#rows('CAST(f.name AS TEXT)', directory, algorithm, pendingIsKnown)) {
      const name = row[0] as string
      if (name.includes('\ufffd')) return this.#byBytes(directory, algorithm, pendingIsKnown)
      files.set(fromText(name), row)
    }
    return files
  }

  #byBytes(
    ...asked: [directory: RawPath, algorithm: string, pendingIsKnown: boolean]
  ): Map<RawPath, IndexedStat> {
    return new Map(this.#rows('f.name', ...asked).map((row) => [fromBytes(row[0] as Uint8Array), row]))
  }

  /** @param name how it is asked for */
  #rows(name: string, directory: RawPath, algorithm: string, pendingIsKnown: boolean): IndexedStat[] {
    const rows = this.#db
      .query(
        `SELECT ${name}, f.size, f.mtime_ns, f.ctime_ns, f.inode,
           f.offline = 0 AND CASE WHEN f.hash IS NULL THEN ?3 ELSE f.algorithm = ?2 END
         FROM directories d JOIN files f ON f.directory = d.id WHERE d.path = ?1`,
      )
      .all(toBytes(directory), algorithm, pendingIsKnown ? 1 : 0)
    return rows as unknown as IndexedStat[]
  }
}
