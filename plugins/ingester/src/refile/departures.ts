/**
 * The order in which assets leave, where some go to places that others have now: whoever makes room goes first; where
 * they go round in a circle, one of them waits aside under another name.
 */
import type {RawPath} from 'mediastruct'

/** An asset that goes where others lie. */
export interface Departure {
  /** Its files that leave. */
  readonly from: readonly RawPath[]
  /** Files that have to leave first; its own among them where it takes one of its own names. */
  readonly blockers: readonly RawPath[]
}

export interface Step<D> {
  readonly kind: 'goes' | 'steps aside' | 'comes back'
  readonly departure: D
}

/**
 * @param stays whether a file that should make room will not, after all
 * @returns those that have to stay for that, each with the file that it waits for in vain
 */
export function stuck<D extends Departure>(
  departures: readonly D[],
  stays: (path: RawPath) => boolean,
): Map<D, RawPath> {
  const waitingFor = new Map<RawPath, D[]>()
  for (const departure of departures) {
    for (const path of departure.blockers) {
      waitingFor.set(path, [...(waitingFor.get(path) ?? []), departure])
    }
  }
  const found = new Map<D, RawPath>()
  const unmoved = [...waitingFor.keys()].filter(stays)
  for (let path = unmoved.shift(); path !== undefined; path = unmoved.shift()) {
    for (const departure of waitingFor.get(path) ?? []) {
      if (found.has(departure)) continue
      found.set(departure, path)
      unmoved.push(...departure.from)
    }
  }
  return found
}

/** @param departures whose blockers all leave, or have left */
export function* inOrder<D extends Departure>(departures: readonly D[]): Generator<Step<D>, void, undefined> {
  const queue = new Queue(departures)
  for (let next = queue.next(); next !== undefined; next = queue.next()) {
    yield next
    queue.leave(next)
  }
}

class Queue<D extends Departure> {
  /** By file that has not left yet: who waits for it. */
  readonly #waitingFor = new Map<RawPath, D[]>()
  /** How many files each waits for. */
  readonly #blockers = new Map<D, number>()
  readonly #ready: D[] = []
  /** In order, with those that have left by now. */
  readonly #waiting: D[] = []
  readonly #left = new Set<D>()
  readonly #aside = new Set<D>()

  constructor(departures: readonly D[]) {
    for (const {from} of departures) for (const path of from) this.#waitingFor.set(path, [])
    for (const departure of departures) {
      const blockers = [...new Set(departure.blockers)].filter((path) => this.#waitingFor.has(path))
      for (const path of blockers) this.#waitingFor.get(path)?.push(departure)
      this.#blockers.set(departure, blockers.length)
      if (blockers.length === 0) this.#ready.push(departure)
      else this.#waiting.push(departure)
    }
    this.#ready.reverse()
    this.#waiting.reverse()
  }

  next(): Step<D> | undefined {
    const ready = this.#ready.pop()
    if (ready !== undefined) return {kind: this.#aside.has(ready) ? 'comes back' : 'goes', departure: ready}
    for (let first = this.#waiting.pop(); first !== undefined; first = this.#waiting.pop()) {
      if (this.#left.has(first)) continue
      this.#aside.add(first)
      return {kind: 'steps aside', departure: first}
    }
    return undefined
  }

  leave({kind, departure}: Step<D>): void {
    if (kind === 'comes back') return
    this.#left.add(departure)
    for (const path of departure.from) {
      for (const other of this.#waitingFor.get(path) ?? []) {
        const blockers = (this.#blockers.get(other) ?? 1) - 1
        this.#blockers.set(other, blockers)
        if (blockers === 0) this.#ready.push(other)
      }
    }
  }
}
