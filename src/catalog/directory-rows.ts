/** What the index holds of one directory after another, for worker threads that compare it with the disk. */
import {fromText, type RawPath, toBytes} from '../paths/bytes.ts'
import type {Database} from './database.ts'
import {openDatabase} from './open.ts'

/**
 * A file as it was when it was indexed, in a row as it comes, for there are millions: its name, size, mtime, ctime and inode,
 * and 1n where what is known of it is enough as long as nothing changed.
 */
export type IndexedStat = readonly [
  name: string,
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
   * By name; `undefined` where a name is not UTF-8, for names come as text: as BLOBs they would cost as much as all the rest.
   * @param algorithm whose hash a file should have
   * @param pendingIsKnown whether a file without a hash will do
   */
  of(directory: RawPath, algorithm: string, pendingIsKnown: boolean): Map<RawPath, IndexedStat> | undefined {
    const rows = this.#db
      .query(
        `SELECT CAST(f.name AS TEXT), f.size, f.mtime_ns, f.ctime_ns, f.inode,
           f.offline = 0 AND CASE WHEN f.hash IS NULL THEN ?3 ELSE f.algorithm = ?2 END
         FROM directories d JOIN files f ON f.directory = d.id WHERE d.path = ?1`,
      )
      .all(toBytes(directory), algorithm, pendingIsKnown ? 1 : 0)
    const files = new Map<RawPath, IndexedStat>()
    for (const row of rows as unknown as IndexedStat[]) {
      if (row[0].includes('\ufffd')) return undefined
      files.set(fromText(row[0]), row)
    }
    return files
  }
}
