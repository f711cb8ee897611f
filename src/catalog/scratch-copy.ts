/** A copy of the catalog that a dry run may write to. */
import {existsSync} from 'node:fs'
import {basename, join} from 'node:path'
import type {ScratchDirectory} from '../own/scratch.ts'
import {lockFileOf, WriterLock} from './lock.ts'
import {checkHeader, hasLog, neverFinished, openDatabase} from './open.ts'

/**
 * A consistent copy in `scratch`, where there is a catalog at all. At rest it is copied as a file, under the writer's
 * lock: even a reader of SQLite would leave its `-wal` and `-shm` beside it. While another process writes, SQLite copies.
 */
export function copyInto(scratch: ScratchDirectory, file: string): string {
  const copy = join(scratch.path, basename(file))
  if (!existsSync(file) || neverFinished(file)) return copy
  checkHeader(file)
  const lock = hasLog(file) ? undefined : tryLock(file)
  try {
    if (lock) return scratch.copyOf(file)
    const db = openDatabase(file, 'read')
    db.query('VACUUM INTO ?').run(copy)
    db.close()
    return copy
  } finally {
    lock?.release()
  }
}

function tryLock(file: string): WriterLock | undefined {
  try {
    return existsSync(lockFileOf(file)) ? WriterLock.acquire(file, () => undefined) : undefined
  } catch {
    return undefined
  }
}
