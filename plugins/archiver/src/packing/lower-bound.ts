/**
 * How few volumes could possibly do: what a packing is measured against.
 *
 * L1 is the sum over the capacity. L2 sees in addition that two things of more than half a volume never share one:
 * S. Martello, P. Toth, "Lower bounds and reduction procedures for the bin packing problem",
 * Discrete Applied Mathematics 28 (1990).
 */

/** ⌈Σ weights / capacity⌉. */
export function lowerBoundL1(weights: readonly number[], capacity: number): number {
  return Math.ceil(sum(weights) / capacity)
}

/**
 * The largest L(K) over all K from 0 to capacity / 2, where L(K) leaves out what is lighter than K: whatever weighs
 * more than half fills a volume of its own, and the rest must go into what room those leave beside things of K.
 * Only weights themselves need to be tried for K.
 * @param weights none above the capacity
 */
export function lowerBoundL2(weights: readonly number[], capacity: number): number {
  if (weights.length === 0) return 0
  const heaviestFirst = [...weights].sort((a, b) => b - a)
  const sums = prefixSums(heaviestFirst)
  const half = countAbove(heaviestFirst, capacity / 2)
  const total = heaviestFirst.length

  const withoutLighterThan = (threshold: number, end: number) => {
    const alone = countAbove(heaviestFirst, capacity - threshold)
    const roomBeside = (half - alone) * capacity - between(sums, alone, half)
    return half + Math.max(0, Math.ceil((between(sums, half, end) - roomBeside) / capacity))
  }

  let bound = withoutLighterThan(0, total)
  for (let end = half + 1; end <= total; end++) {
    const lightest = heaviestFirst[end - 1] ?? 0
    if (lightest !== heaviestFirst[end]) bound = Math.max(bound, withoutLighterThan(lightest, end))
  }
  return bound
}

/** How many of the weights, which descend, are above a limit. */
function countAbove(descending: readonly number[], limit: number): number {
  let low = 0
  let high = descending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((descending[middle] ?? 0) > limit) low = middle + 1
    else high = middle
  }
  return low
}

function prefixSums(weights: readonly number[]): number[] {
  const sums = [0]
  for (const [index, weight] of weights.entries()) sums.push((sums[index] ?? 0) + weight)
  return sums
}

function between(sums: readonly number[], start: number, end: number): number {
  return (sums[end] ?? 0) - (sums[start] ?? 0)
}

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0)
}
