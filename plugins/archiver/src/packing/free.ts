/** Fills as few volumes as it can, whatever dates they hold. */
import {type Filling, fewest, type Load} from './filling.ts'
import {tightly} from './tight.ts'

/**
 * First-fit decreasing, or tighter where that wastes a volume.
 * @param enough no filling could use fewer volumes
 */
export function fillFreely(load: Load, enough: number): Filling {
  const decreasing = firstFitDecreasing(load)
  return decreasing.volumes <= enough ? decreasing : fewest(decreasing, ...tightly(load))
}

/** Items from the heaviest on; equal ones in their order. */
export function heaviestFirst(weights: readonly number[]): Int32Array {
  return Int32Array.from(weights, (_, item) => item).sort(
    (a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b,
  )
}

/** The heaviest first, each into the first volume with room. */
export function firstFitDecreasing({weights, capacity, used}: Load): Filling {
  const volumeOf = new Int32Array(weights.length)
  const room = new FirstRoom(used.length + weights.length)
  for (const [volume, sectors] of used.entries()) room.set(volume, capacity - sectors)
  let volumes = used.length
  for (const item of heaviestFirst(weights)) {
    const weight = weights[item] ?? 0
    let volume = room.first(weight)
    if (volume === undefined) {
      volume = volumes++
      room.set(volume, capacity)
    }
    room.set(volume, room.of(volume) - weight)
    volumeOf[item] = volume
  }
  return {volumeOf, volumes}
}

/** Finds the first volume with enough room: each node of a binary tree knows the most room of what is below it. */
class FirstRoom {
  readonly #leaves: number
  readonly #most: Float64Array

  constructor(volumes: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, volumes)))
    this.#most = new Float64Array(2 * this.#leaves).fill(-1)
  }

  of(volume: number): number {
    return this.#most[this.#leaves + volume] ?? 0
  }

  set(volume: number, room: number): void {
    let node = this.#leaves + volume
    this.#most[node] = room
    for (node >>= 1; node > 0; node >>= 1)
      this.#most[node] = Math.max(this.#most[2 * node] ?? 0, this.#most[2 * node + 1] ?? 0)
  }

  first(weight: number): number | undefined {
    if ((this.#most[1] ?? 0) < weight) return undefined
    let node = 1
    while (node < this.#leaves) node = (this.#most[2 * node] ?? 0) >= weight ? 2 * node : 2 * node + 1
    return node - this.#leaves
  }
}
