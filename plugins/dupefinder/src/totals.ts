import type {DecidedGroup} from 'mediastruct'

export interface Totals {
  groups: number
  files: number
  redundantFiles: number
  /** Bytes. */
  redundantBytes: number
}

export function emptyTotals(): Totals {
  return {groups: 0, files: 0, redundantFiles: 0, redundantBytes: 0}
}

export function addGroup(totals: Totals, {size, files}: DecidedGroup): void {
  const redundant = files.filter(({keep}) => !keep).length
  totals.groups++
  totals.files += files.length
  totals.redundantFiles += redundant
  totals.redundantBytes += redundant * size
}
