/** What the index holds of one directory after another, for worker threads that compare it with the disk. */
import {fromText, type RawPath, toBytes} from '../paths/bytes.ts'
import type {Database} from './database.ts'
import {openDatabase} from './open.ts'

/** A file as it was when it was indexed. */
export interface IndexedStat {
  size: bigint
  mtimeNs: bigint
  ctimeNs: bigint
  inode: bigint
  /** Whether what is known of it is enough, where nothing changed. */
  known: boolean
}

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
    for (const [text, size, mtimeNs, ctimeNs, inode, known] of rows) {
      const name = text as string
      if (name.includes('\ufffd')) return undefined
      files.set(fromText(name), {
        size: size as bigint,
        mtimeNs: mtimeNs as bigint,
        ctimeNs: ctimeNs as bigint,
        inode: inode as bigint,
        known: known === 1n,
      })
    }
    return files
  }
}
