/** What several rounds of one measurement say together. */

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
  /** In the order of the rounds. */
  readonly samples: readonly number[]
}

/** @returns `undefined` where there is nothing to sum up */
export function spreadOf(samples: readonly number[]): Spread | undefined {
  const [least, most] = [Math.min(...samples), Math.max(...samples)]
  return samples.length === 0 ? undefined : {median: medianOf(samples), least, most, samples}
}

/** The middle one; between the two middle ones where their number is even. */
function medianOf(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const [below = 0, above = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (below + above) / 2
}
