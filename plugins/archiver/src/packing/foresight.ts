/**
 * Fills within a window with the items to come in sight: many fillings are carried on at once (a beam search), each item
 * goes in each of them wherever the window lets it, and those that have wasted least go on. Which ones is decided by
 * numbers alone: the same items give the same filling on every machine.
 */
import type {Filling, Load} from './filling.ts'

/**
 * How much one volume with much room is worth more than several with a little: nothing, which is best where many folders
 * fill a volume, and something, which is best where two or three do. Both are tried.
 */
const HOPES = [0, 0.05]
/** Fillings that are carried on at once, at most. */
const MOST_FILLINGS = 512
/** Slots of all fillings at all items, of one search: what bounds time (half a second or so) and memory. */
const BUDGET = 750_000
/** Fewer see no further than one alone. */
const FEWEST_FILLINGS = 8

/** Choices of a filling: the slot that an item goes into, and whether a new volume takes that slot. */
const NEW_VOLUME = 128

/** Fillings side by side: those that are there, or those that follow from them. */
interface Generation {
  /** How many. */
  count: number
  /** By filling and slot: sectors of the open volume there. */
  readonly fill: Float64Array
  /** By filling: slots that hold a volume. */
  readonly open: Uint8Array
  /** By filling: volumes that were opened. */
  readonly opened: Int32Array
  /** By filling: sectors left free in volumes that were closed. */
  readonly wasted: Float64Array
}

/** Nothing where there is too much to look ahead. */
export function foresee(size: number, load: Load): Filling[] {
  const {weights, used} = load
  if (weights.length === 0) return []
  const width = Math.min(MOST_FILLINGS, Math.floor(BUDGET / (weights.length * size)))
  if (width < FEWEST_FILLINGS) return []
  return HOPES.map((hope) => new Foresight({size, width, hope}, load).filling(used.length))
}

class Foresight {
  readonly #size: number
  readonly #width: number
  readonly #hope: number
  readonly #load: Load
  /** By item and filling: the filling that it came from, and what was chosen for the item. */
  readonly #parents: Int32Array
  readonly #choices: Uint8Array
  #now: Generation
  #next: Generation
  readonly #candidates: Candidates

  constructor({size, width, hope}: {size: number; width: number; hope: number}, load: Load) {
    this.#size = size
    this.#width = width
    this.#hope = hope
    this.#load = load
    this.#parents = new Int32Array(load.weights.length * width)
    this.#choices = new Uint8Array(load.weights.length * width)
    this.#now = generation(size, width)
    this.#next = generation(size, width)
    this.#candidates = new Candidates(2 * size * width)
    const used = load.used.slice(-size)
    this.#now.fill.set(used)
    this.#now.open[0] = used.length
    this.#now.count = 1
  }

  /** @param before volumes that were open already */
  filling(before: number): Filling {
    for (const [item, weight] of this.#load.weights.entries()) {
      this.#candidates.clear()
      for (let one = 0; one < this.#now.count; one++) this.#choose(one, weight)
      this.#goOn(item, weight)
    }
    return this.#trace(this.#best(), before)
  }

  /** All that one filling can do with an item. */
  #choose(one: number, weight: number): void {
    const {fill, open, wasted} = this.#now
    const {capacity} = this.#load
    const [start, slots, waste] = [one * this.#size, open[one] ?? 0, wasted[one] ?? 0]
    let hoped = 0
    for (let slot = 0; slot < slots; slot++) hoped += this.#worth(capacity - (fill[start + slot] ?? 0))
    const hopedAnew = hoped + this.#worth(capacity - weight)
    if (slots < this.#size) this.#candidates.add(one, slots | NEW_VOLUME, waste, hopedAnew)
    for (let slot = 0; slot < slots; slot++) {
      const free = capacity - (fill[start + slot] ?? 0)
      const others = hoped - this.#worth(free)
      if (weight <= free) this.#candidates.add(one, slot, waste, others + this.#worth(free - weight))
      if (slots === this.#size)
        this.#candidates.add(one, slot | NEW_VOLUME, waste + free, hopedAnew - this.#worth(free))
    }
  }

  /** What free sectors of an open volume count against wasted ones. */
  #worth(free: number): number {
    return (this.#hope * free * free) / this.#load.capacity
  }

  /** The best candidates become the fillings; of those that are alike, one. */
  #goOn(item: number, weight: number): void {
    const {parents, choices, wasted} = this.#candidates
    const met = new Set<number>()
    this.#next.count = 0
    for (const candidate of this.#candidates.bestFirst()) {
      if (this.#next.count === this.#width) break
      const [parent, choice] = [parents[candidate] ?? 0, choices[candidate] ?? 0]
      const likeness = this.#step(parent, choice, weight) + (wasted[candidate] ?? 0)
      if (met.has(likeness)) continue
      met.add(likeness)
      const at = this.#next.count++
      this.#next.wasted[at] = wasted[candidate] ?? 0
      this.#parents[item * this.#width + at] = parent
      this.#choices[item * this.#width + at] = choice
    }
    ;[this.#now, this.#next] = [this.#next, this.#now]
  }

  /** Writes the next filling. @returns a number that fillings with equally full open volumes share */
  #step(parent: number, choice: number, weight: number): number {
    const [now, next, size] = [this.#now, this.#next, this.#size]
    const [from, to, slot] = [parent * size, next.count * size, choice & (NEW_VOLUME - 1)]
    const isNew = choice >= NEW_VOLUME
    const open = Math.max(now.open[parent] ?? 0, slot + 1)
    for (let each = 0; each < open; each++) next.fill[to + each] = now.fill[from + each] ?? 0
    next.fill[to + slot] = (isNew ? 0 : (next.fill[to + slot] ?? 0)) + weight
    next.open[next.count] = open
    next.opened[next.count] = (now.opened[parent] ?? 0) + Number(isNew)
    let likeness = 0
    for (let each = 0; each < open; each++) likeness += scattered(next.fill[to + each] ?? 0)
    return likeness
  }

  /** Fewest volumes; then least waste, which leaves more room in the last ones. */
  #best(): number {
    const {count, opened, wasted} = this.#now
    let best = 0
    for (let one = 1; one < count; one++) {
      const fewer = (opened[one] ?? 0) - (opened[best] ?? 0)
      if (fewer < 0 || (fewer === 0 && (wasted[one] ?? 0) < (wasted[best] ?? 0))) best = one
    }
    return best
  }

  #trace(last: number, before: number): Filling {
    const items = this.#load.weights.length
    const chosen = new Uint8Array(items)
    for (let item = items - 1, one = last; item >= 0; item--) {
      chosen[item] = this.#choices[item * this.#width + one] ?? 0
      one = this.#parents[item * this.#width + one] ?? 0
    }
    let volumes = before
    const slots = Array.from({length: this.#size}, (_, slot) => Math.max(0, before - this.#size) + slot)
    const volumeOf = Int32Array.from(chosen, (choice) => {
      const slot = choice & (NEW_VOLUME - 1)
      if (choice >= NEW_VOLUME) slots[slot] = volumes++
      return slots[slot] ?? 0
    })
    return {volumeOf, volumes}
  }
}

function generation(size: number, width: number): Generation {
  return {
    count: 0,
    fill: new Float64Array(size * width),
    open: new Uint8Array(width),
    opened: new Int32Array(width),
    wasted: new Float64Array(width),
  }
}

/** What could follow from all fillings. */
class Candidates {
  readonly parents: Int32Array
  readonly choices: Uint8Array
  readonly wasted: Float64Array
  readonly #scores: Float64Array
  readonly #keys: Float64Array
  readonly #most: number
  #count = 0

  constructor(most: number) {
    this.parents = new Int32Array(most)
    this.choices = new Uint8Array(most)
    this.wasted = new Float64Array(most)
    this.#scores = new Float64Array(most)
    this.#keys = new Float64Array(most)
    this.#most = most
  }

  clear(): void {
    this.#count = 0
  }

  add(parent: number, choice: number, wasted: number, hoped: number): void {
    const at = this.#count++
    this.parents[at] = parent
    this.choices[at] = choice
    this.wasted[at] = wasted
    this.#scores[at] = wasted - hoped
  }

  /**
   * All of them; equally good ones in the order in which they were added. Score and place make one number, whole and far
   * below 2^53, as scores of one item differ by a few volumes only: numbers alone are sorted many times faster.
   */
  *bestFirst(): Generator<number> {
    const scores = this.#scores.subarray(0, this.#count)
    const least = scores.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
    for (let at = 0; at < this.#count; at++)
      this.#keys[at] = Math.floor((scores[at] ?? 0) - least) * this.#most + at
    for (const key of this.#keys.subarray(0, this.#count).sort()) yield key % this.#most
  }
}

/** Spreads a number over 32 bits, so that sums of different numbers hardly meet. */
function scattered(value: number): number {
  const mixed = Math.imul((value | 0) ^ ((value | 0) >>> 15), 0x9e3779b1)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
