/** What SQLite's errors mean for a user: a broken file, a full disk, another program in the way; each with the way out. */
import {MediaStructError, messageOf} from '../errors.ts'

/** What to do about a catalog that can't be used any more. */
export function wayOut(file: string): string {
  return `Put ${file} (and its -wal and -shm) aside, then "mediastruct crawl" builds it anew. No file of yours is touched by that.`
}

/** @param what completes the sentence "The catalog FILE …" */
export function broken(file: string, what: string, cause?: unknown): MediaStructError {
  return new MediaStructError('CATALOG_BROKEN', `The catalog ${file} ${what}.`, {hint: wayOut(file), cause})
}

interface Kind {
  readonly code: string
  readonly what: string
  readonly hint: string
}

const BUSY: Kind = {
  code: 'CATALOG_LOCKED',
  what: 'is held by another program',
  hint: 'Wait until that program has let go of it, then type the command again.',
}
const UNWRITABLE: Kind = {
  code: 'CATALOG_UNWRITABLE',
  what: "can't be written",
  hint: 'Check that it and its directory may be written to, or name another catalog with --catalog.',
}
const FULL: Kind = {
  code: 'CATALOG_FULL',
  what: 'has no room left on its disk',
  hint: 'Make room there, or name a catalog on another disk with --catalog; then type the command again.',
}
const UNREADABLE: Kind = {
  code: 'CATALOG_IO',
  what: "can't be read or written",
  hint: 'Check its disk, then type the command again.',
}

/** By SQLite's primary result codes (sqlite.org/rescode.html). */
const KINDS: ReadonlyMap<number, Kind> = new Map([
  [5, BUSY],
  [6, BUSY],
  [8, UNWRITABLE],
  [10, UNREADABLE],
  [13, FULL],
  [14, {...UNWRITABLE, what: "can't be opened"}],
])

/** What an error of SQLite says of the catalog `file`; `undefined` for any other error. */
export function catalogFailure(file: string, error: unknown): MediaStructError | undefined {
  const primary = resultCodeOf(error)
  if (primary === undefined) return undefined
  const kind = lacksSharedMemory(error) ? FULL : KINDS.get(primary)
  if (!kind) return broken(file, `can't be read: ${messageOf(error)}`, error)
  const {code, what, hint} = kind
  return new MediaStructError(code, `The catalog ${file} ${what}: ${messageOf(error)}.`, {hint, cause: error})
}

/** Whether it could not be opened, or not made ready for readers beside it: as in a directory that may not be written to. */
export function cantOpen(error: unknown): boolean {
  return resultCodeOf(error) === 14
}

/** Whether another process holds what was asked for. */
export function isBusy(error: unknown): boolean {
  return resultCodeOf(error) === 5
}

/** SQLITE_IOERR_SHMSIZE: there is no room for what the readers of a WAL share. */
function lacksSharedMemory(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 4874
}

/** An extended result code has the primary one in its lowest byte. */
function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return error.errcode & 0xff
}
