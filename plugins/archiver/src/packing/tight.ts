/**
 * Fills one volume after the other with the subset of what is left that leaves least free: the minimum bin slack
 * heuristic (J. N. D. Gupta, J. C. Ho, "A new heuristic algorithm for the one-dimensional bin-packing problem",
 * Production Planning & Control 10, 1999), with the heaviest item always taken, and a bound on the steps.
 */
import type {Filling, Load} from './filling.ts'
import {heaviestFirst} from './free.ts'

/** Steps of all searches together: what bounds the time, to a second or so. */
const BUDGET = 20_000_000
const MOST_ITEMS = 50_000
const MOST_STEPS = 20_000
const FEWEST_STEPS = 200
/** Share of a volume that is not worth looking further for. */
const NEGLIGIBLE = 1e-5

/** Nothing where there is too much to search. */
export function tightly({weights, capacity, used}: Load): Filling[] {
  if (weights.length > MOST_ITEMS) return []
  const volumeOf = new Int32Array(weights.length)
  const left = new Descending(weights)
  const search = new Search(left, capacity * NEGLIGIBLE, stepsFor(weights.length))
  const take = (positions: readonly number[], volume: number) => {
    for (const item of left.take(positions)) volumeOf[item] = volume
  }
  for (const [volume, sectors] of used.entries()) take(search.fullest([], capacity - sectors), volume)
  let volumes = used.length
  while (left.count > 0) take(search.fullest([0], capacity - left.weight(0)), volumes++)
  return [{volumeOf, volumes}]
}

function stepsFor(items: number): number {
  return Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, Math.floor(BUDGET / Math.max(1, items))))
}

/** What is left to be packed, the heaviest first. */
class Descending {
  readonly #weights: readonly number[]
  #items: Int32Array

  constructor(weights: readonly number[]) {
    this.#weights = weights
    this.#items = heaviestFirst(weights)
  }

  get count(): number {
    return this.#items.length
  }

  weight(position: number): number {
    return this.#weights[this.#items[position] ?? -1] ?? 0
  }

  /** The first position, from one on, of what is not heavier than the limit. */
  firstWithin(limit: number, from: number): number {
    let [low, high] = [from, this.count]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.weight(middle) > limit) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Takes out what is at these positions, which ascend. @returns the items */
  take(positions: readonly number[]): number[] {
    const items = positions.map((position) => this.#items[position] ?? 0)
    let [kept, next] = [positions[0] ?? this.count, 0]
    for (let at = kept; at < this.count; at++) {
      if (at === positions[next]) next++
      else this.#items[kept++] = this.#items[at] ?? 0
    }
    this.#items = this.#items.subarray(0, kept)
    return items
  }
}

class Search {
  readonly #left: Descending
  readonly #negligible: number
  readonly #steps: number

  constructor(left: Descending, negligible: number, steps: number) {
    this.#left = left
    this.#negligible = negligible
    this.#steps = steps
  }

  /**
   * The subset that fills the room best, of those that were found within the steps; the heavy ones are tried first, and
   * the first subset takes whatever fits.
   * @param taken positions that belong to it in any case
   */
  fullest(taken: readonly number[], room: number): number[] {
    const [left, path] = [this.#left, [...taken]]
    let [steps, free, least, best] = [this.#steps, room, room, path.slice()]
    let at = left.firstWithin(free, taken.length)
    for (;;) {
      for (; at < left.count; at = left.firstWithin(free, at + 1)) {
        path.push(at)
        free -= left.weight(at)
        steps--
      }
      if (free < least) [least, best] = [free, path.slice()]
      const last = path.length > taken.length ? path.pop() : undefined
      if (last === undefined || steps <= 0 || least <= this.#negligible) return best
      free += left.weight(last)
      at = left.firstWithin(free, last + 1)
    }
  }
}
