/** In a worker thread: what takes the catalog seconds, or waits for the disk, while the main thread stays awake. */
import type {Heeded} from '../hash/heed.ts'
import {Database} from './database.ts'

export interface UpkeepTask {
  /** Of the database. Nobody else writes to it meanwhile. */
  file: string
  /** SQL. */
  statements: string
}

export default function keepUp({file, statements}: UpkeepTask): Heeded<void> {
  const db = new Database(file)
  try {
    db.exec(`PRAGMA synchronous = NORMAL; ${statements}`)
  } finally {
    db.close()
  }
  return {answer: undefined, strays: []}
}
