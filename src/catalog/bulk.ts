/** Writing very many rows: what takes long is done once, at the end, or elsewhere. */
import {jobIn, type Workers} from '../hash/workers.ts'
import {type Database, toNumber} from './database.ts'
import {FILE_INDEXES, NO_FILE_INDEXES, SIZE_INDEX} from './schema.ts'
import type {UpkeepTask} from './upkeep.ts'

/** Executes SQL on the catalog in another thread, while this one writes nothing. */
export type Elsewhere = (statements: string) => Promise<void>

const UPKEEP = jobIn<UpkeepTask, void>('upkeep', import.meta)

/** In one of the worker threads. */
export function inThread(workers: Workers, {file}: Database): Elsewhere {
  return (statements) => workers.run(UPKEEP, {file, statements})
}

/** Bytes of a catalog of which an index is made sooner than another thread is asked. */
const SMALL_BYTES = 4 << 20

/**
 * Does work whose rows could be had again: commits do not wait for the disk meanwhile. Power loss may cost the last of
 * them, never the consistency (sqlite.org/pragma.html#pragma_synchronous: NORMAL in WAL mode). The log grows until
 * `checkpoint` is called.
 */
export async function withoutWaiting<T>(db: Database, work: () => Promise<T>): Promise<T> {
  const before = toNumber(db.query('PRAGMA synchronous').get()?.[0])
  db.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0')
  try {
    return await work()
  } finally {
    db.exec(`PRAGMA synchronous = ${before}; PRAGMA wal_autocheckpoint = 1000`)
  }
}

/** Brings what the log holds to the database's own file; while nobody reads or writes, the log begins anew. */
export async function checkpoint(elsewhere: Elsewhere): Promise<void> {
  await elsewhere('PRAGMA wal_checkpoint(PASSIVE)')
}

/**
 * Fills an empty index: what finds files by content and size is made once, at the end, in half the time that it takes
 * to keep it up row by row.
 */
export async function withIndexesLast<T>(
  db: Database,
  elsewhere: Elsewhere,
  work: () => Promise<T>,
): Promise<T> {
  if (db.query('SELECT 1 FROM files LIMIT 1').get()) return await work()
  db.exec(NO_FILE_INDEXES)
  try {
    return await work()
  } finally {
    await make(FILE_INDEXES, db, elsewhere)
  }
}

/** What finds files by size, while the rest of the index is still to come. */
export async function makeSizeIndex(db: Database, elsewhere: Elsewhere): Promise<void> {
  await make(SIZE_INDEX, db, elsewhere)
}

async function make(indexes: string, db: Database, elsewhere: Elsewhere): Promise<void> {
  if (db.bytes() < SMALL_BYTES) db.exec(indexes)
  else await elsewhere(indexes)
}
