/** Which refusals of a round pass by themselves, and how long to wait before it is tried again. */
import {MediaStructError} from 'mediastruct'

/** Somebody else is at work: it is over soon. */
const BUSY = new Set(['CATALOG_LOCKED', 'TARGET_LOCKED'])
/** A disk that is out, or full: somebody has to do something about it. */
const AWAY = new Set([
  'TREE_VANISHED',
  'MISSING_ROOT',
  'CATALOG_VANISHED',
  'LIBRARY_VANISHED',
  'RECOVERY_LOST',
  'RECOVERY_UNREADABLE',
  'NO_SPACE',
  'CATALOG_FULL',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
])

const FIRST_MS = 1000
const BUSY_MOST_MS = 5000
const AWAY_MOST_MS = 60_000

export class Patience {
  #waitMs = 0
  #said: string | undefined

  /** ms until the next try; 0 where the last one went well. */
  get waitMs(): number {
    return this.#waitMs
  }

  /** A round was done. */
  restore(): void {
    this.#waitMs = 0
    this.#said = undefined
  }

  /** @returns what to say, once of each refusal. @throws the error where waiting is of no use */
  lose(error: unknown): string | undefined {
    if (!(error instanceof MediaStructError)) throw error
    const most = mostMs(error)
    if (most === undefined) throw error
    this.#waitMs = Math.min(Math.max(FIRST_MS, this.#waitMs * 2), most)
    if (this.#said === error.message) return undefined
    this.#said = error.message
    return `${error.message} Waiting, and trying again.`
  }
}

function mostMs({code}: MediaStructError): number | undefined {
  if (BUSY.has(code)) return BUSY_MOST_MS
  return AWAY.has(code) ? AWAY_MOST_MS : undefined
}
