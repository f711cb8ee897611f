/** Where to go on counting: a number that is taken stays so for the whole run. */

/** Shapes that are remembered: what is forgotten is only found anew. */
const REMEMBERED = 4096

export class Counters {
  readonly #next = new Map<string, number>()

  /** The first number that may be free. @param shape what the numbered names have in common */
  next(shape: string): number {
    return this.#next.get(shape) ?? 1
  }

  used(shape: string, counter: number): void {
    if (this.#next.size >= REMEMBERED) this.#next.clear()
    this.#next.set(shape, counter + 1)
  }
}
