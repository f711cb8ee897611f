/** The order in which assets are named, so that counters follow the camera. */
import type {RawPath} from 'mediastruct'
import {compareNaturally} from './natural-order.ts'

export interface Captured {
  /** Wall clock, ISO 8601 without zone; undefined where it is not known: those come last. */
  readonly local?: string | undefined
  /** The name that it had in the drop. */
  readonly name: RawPath
}

/** Negative where `a` was taken first: by date with its sub-seconds, then as a person counts the names. */
export function compareCaptures(a: Captured, b: Captured): number {
  const [left, right] = [keyOf(a), keyOf(b)]
  if (left === right) return compareNaturally(a.name, b.name)
  if (left === undefined || right === undefined) return left === undefined ? 1 : -1
  return left < right ? -1 : 1
}

/** ISO 8601 sorts as text, but for zeros at the end of a fraction. */
function keyOf({local}: Captured): string | undefined {
  return local?.replace(/(\.\d*?)0+$/, '$1')
}
