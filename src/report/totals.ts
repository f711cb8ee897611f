/** What a run of moves came to. */
import type {MoveState} from '../plan/move.ts'

export interface MoveTotals {
  moved: number
  /** Bytes. */
  movedBytes: number
  failed: number
  left: number
  errors: number
}

export function noTotals(): MoveTotals {
  return {moved: 0, movedBytes: 0, failed: 0, left: 0, errors: 0}
}

/**
 * Counts a move; a planned one only where planning was all that was asked.
 * @returns whether it counts as moved
 */
export function countMove(
  totals: MoveTotals,
  {state, size}: {readonly state: MoveState; readonly size: number},
  planning: boolean,
): boolean {
  if (state === 'failed') totals.failed++
  if (state === 'failed' || (state === 'planned' && !planning)) return false
  totals.moved++
  totals.movedBytes += size
  return true
}
