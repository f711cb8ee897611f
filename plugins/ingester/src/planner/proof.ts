/**
 * Whether two files that the index's hash calls equal are equal. The built-in BLAKE3 is proof; any other algorithm is a
 * plugin's, which may be weak or broken: its word is checked by reading both files with the built-in one, lest a new
 * file be taken for one that is held.
 */
import type {HashPool, RawPath} from 'mediastruct'

const PROVEN = 'blake3'
/** Hashes that are remembered, lest a file with many namesakes be read for each of them. */
const REMEMBERED = 4096

export class Proof {
  readonly #algorithm: string
  readonly #hashes: Pick<HashPool, 'hashFiles'>
  readonly #known = new Map<RawPath, string | undefined>()

  /**
   * @param algorithm the index's
   * @param hashes with the built-in BLAKE3
   */
  constructor(algorithm: string, hashes: Pick<HashPool, 'hashFiles'>) {
    this.#algorithm = algorithm
    this.#hashes = hashes
  }

  /** Of two files of one hash. What can't be read is equal to nothing. */
  async areEqual(one: RawPath, other: RawPath): Promise<boolean> {
    if (this.#algorithm === PROVEN) return true
    const content = await this.#contentOf(one)
    return content !== undefined && content === (await this.#contentOf(other))
  }

  async #contentOf(path: RawPath): Promise<string | undefined> {
    if (!this.#known.has(path)) {
      if (this.#known.size >= REMEMBERED) this.#known.clear()
      const [result] = await this.#hashes.hashFiles([path])
      this.#known.set(path, result?.ok ? `${result.hash}:${result.size}` : undefined)
    }
    return this.#known.get(path)
  }
}
