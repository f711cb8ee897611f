/** How a catalog is opened: to be read, to be written by one, or as a copy that vanishes. */
import {makeScratch} from '../own/scratch.ts'
import type {Database} from './database.ts'
import {WriterLock} from './lock.ts'
import {openDatabase} from './open.ts'
import {copyInto} from './scratch-copy.ts'

/** `read` takes no lock; `write` is the only writer; `scratch` is a copy that vanishes, for dry runs. */
export type CatalogMode = 'read' | 'write' | 'scratch'

interface Opened {
  readonly db: Database
  /** Closes it, and gives back what was taken with it. */
  close(): void
}

/** @throws MediaStructError NO_CATALOG, CATALOG_BROKEN, CATALOG_NEWER, CATALOG_LOCKED */
export function openIn(mode: CatalogMode, file: string): Opened {
  if (mode === 'write') return openForWriting(file)
  if (mode === 'scratch') return openScratch(file)
  const db = openDatabase(file, 'read')
  return {db, close: () => db.close()}
}

/** The lock comes first: nothing is made or migrated under another writer's hands. */
function openForWriting(file: string): Opened {
  const lock = WriterLock.acquire(file, () => readHolder(file))
  try {
    const db = openDatabase(file, 'write')
    lock.confirm()
    db.query('INSERT OR REPLACE INTO meta VALUES (?, ?)').run('holder', `process ${process.pid}`)
    const close = () => {
      db.close()
      lock.release()
    }
    return {db, close}
  } catch (error) {
    lock.release()
    throw error
  }
}

/** A copy in the temporary directory: a dry run may refresh and plan in it and leaves no trace. */
function openScratch(file: string): Opened {
  const scratch = makeScratch()
  try {
    const db = openDatabase(copyInto(scratch, file), 'write', file)
    db.exec('PRAGMA synchronous = OFF')
    const close = () => {
      db.close()
      scratch.remove()
    }
    return {db, close}
  } catch (error) {
    scratch.remove()
    throw error
  }
}

/** Who wrote last, which is who writes now while the lock is taken. */
function readHolder(file: string): string | undefined {
  try {
    const db = openDatabase(file, 'read')
    const holder = db.query('SELECT value FROM meta WHERE key = ?').get('holder')?.[0]
    db.close()
    return typeof holder === 'string' ? holder : undefined
  } catch {
    return undefined
  }
}
