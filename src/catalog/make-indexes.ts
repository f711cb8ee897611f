/** Makes the indexes of a filled catalog in a thread of its own: it takes seconds, in which the main thread stays awake. */
import {isMainThread, Worker, workerData} from 'node:worker_threads'
import {Database} from './database.ts'

/** Bytes of a catalog below which a thread takes longer to start than the indexes to make. */
const SMALL_BYTES = 16 << 20

/** Nobody else may write meanwhile. @throws Error of SQLite */
export async function makeIndexes(db: Database, statements: string): Promise<void> {
  if (db.bytes() < SMALL_BYTES) return db.exec(statements)
  const worker = new Worker(new URL(import.meta.url), {workerData: {indexesOf: db.file, statements}})
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => resolve())
  })
}

function makeHere(file: string, statements: string): void {
  const db = new Database(file)
  db.exec(`PRAGMA synchronous = NORMAL; ${statements}`)
  db.close()
}

if (!isMainThread) {
  const {indexesOf, statements} = (workerData ?? {}) as {indexesOf?: string; statements?: string}
  if (indexesOf !== undefined && statements !== undefined) makeHere(indexesOf, statements)
}
