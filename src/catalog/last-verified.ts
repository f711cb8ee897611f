/** When a copy was last read back whole, as the events of its volume tell. */
import type {VolumeEventRow} from './volume-events.ts'

/**
 * Parts count when all of them were read: then as of the oldest. A new medium under the same name, or damage, begins anew.
 * @param events of one volume, oldest first
 * @returns ms since 1970
 */
export function lastVerifiedMs(events: readonly VolumeEventRow[], copy: string): number | undefined {
  let whole: number | undefined
  const parts = new Map<number, Map<number, number>>()
  for (const {copy: name, event, state, check, atMs} of events) {
    if (name !== copy) continue
    const isNew = event === 'imaged' || (event === 'burned' && state === 'burned')
    if (isNew || check?.result === 'damaged') {
      whole = undefined
      parts.clear()
    } else if (check?.subset) {
      const {part, of} = check.subset
      parts.set(of, (parts.get(of) ?? new Map<number, number>()).set(part, atMs))
    } else if (check) whole = atMs
  }
  const rounds = [...parts]
    .filter(([of, read]) => read.size === of)
    .map(([, read]) => Math.min(...read.values()))
  const all = whole === undefined ? [] : [whole, ...rounds]
  return all.length === 0 ? undefined : Math.max(...all)
}
