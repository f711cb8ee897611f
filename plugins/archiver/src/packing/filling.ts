/** Fillings: which item goes into which volume, as numbers alone, so that several can be tried and the best one taken. */

/** What there is to be filled. */
export interface Load {
  /** Sectors of each item, in the order of dates; none above the capacity. */
  readonly weights: readonly number[]
  /** Sectors that one volume has for items. */
  readonly capacity: number
  /** Sectors that are used already, of each volume that an earlier run left open. */
  readonly used: readonly number[]
}

export interface Filling {
  /** By item: the number of its volume. Those that were open already come first, then the new ones as they are opened. */
  readonly volumeOf: Int32Array
  /** How many volumes there are, with those that were open already. */
  readonly volumes: number
}

/** The one with the fewest volumes; of equal ones the first. */
export function fewest(first: Filling, ...others: readonly Filling[]): Filling {
  return others.reduce((best, other) => (other.volumes < best.volumes ? other : best), first)
}
