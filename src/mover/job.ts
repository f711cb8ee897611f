/** One move on its way, and what everyone in the mover needs to carry it out. */
import type {Catalog} from '../catalog/catalog.ts'
import type {RunHeader, Runs, StoredMove} from '../catalog/runs.ts'
import type {HashPool} from '../hash/pool.ts'
import type {RawPath} from '../paths/bytes.ts'
import type {Identity} from '../paths/identity.ts'
import type {LeftCode} from '../plan/move.ts'
import type {Journal} from './journal.ts'
import type {Keeper} from './keepers.ts'

/** A file as it was hashed immediately before the move. */
export interface Fingerprint extends Identity {
  readonly size: number
  readonly mtimeNs: bigint
  /** Lower-case hex. */
  readonly blake3: string
}

/** A move that passed its checks. */
export interface Job {
  readonly move: StoredMove
  readonly source: Fingerprint
  /** The copy that justifies that the source leaves. */
  readonly keeper: Keeper | undefined
  /** The name taken. */
  to: RawPath
  made: readonly RawPath[]
  /** How it got there: another name of the same file, or a copy; `undefined` while it did not. */
  arrival: 'linked' | 'renamed' | 'copied' | undefined
  /** Whether an empty file of ours may hold the name. */
  announced: boolean
  /** What lies under `to` now. */
  target: Identity | undefined
}

/**
 * Why a move is not carried out: left on purpose, or failed. `undecided`: it failed, and something of it is still there
 * that could not be taken away; the next run recovers it.
 */
export type Refusal =
  | {readonly kind: 'left'; readonly code: LeftCode; readonly reason: string}
  | {readonly kind: 'failed' | 'undecided'; readonly code: string; readonly reason: string}

/** The code of a file whose wished name another one has. */
export const TARGET_TAKEN = 'TARGET_TAKEN'

export interface Books {
  readonly catalog: Catalog
  readonly runs: Runs
  readonly run: string
  readonly journal: Journal
  readonly hashes: HashPool
  readonly isUndo: boolean
  /** Whether a file gets the name that is wished, or none: it has one, and stays. */
  readonly isExact: boolean
  /** The run that this one reverses. */
  readonly undoes: string | undefined
}

/** What a run's command makes of its moves. */
export function mannersOf({command}: Pick<RunHeader, 'command'>): Pick<Books, 'isUndo' | 'isExact'> {
  return {isUndo: command === 'undo', isExact: command === 'refile'}
}

/** An undo of a copy takes the copy away, while the original is whole; it moves nothing. */
export function isRemoval(books: Pick<Books, 'isUndo'>, move: Pick<StoredMove, 'copy'>): boolean {
  return books.isUndo && move.copy === true
}

/** Whether the original stays where it is. */
export function keepsSource(books: Pick<Books, 'isUndo'>, move: Pick<StoredMove, 'copy'>): boolean {
  return !books.isUndo && move.copy === true
}
