/**
 * What a watch has read already: of files that stay in a drop (copied, undated, held), each round asks the hash again,
 * and only what changed is read again. What moves is read once more before it does, by the mover.
 */
import {lstatSync} from 'node:fs'
import {type HashPool, type HashResult, type RawPath, toBytes} from 'mediastruct'

type Hashes = Pick<HashPool, 'hashFiles' | 'provider'>
type Measured = Extract<HashResult, {ok: true}>

/** Files that are remembered; of a larger drop, some are read in each round. */
const MOST = 500_000

export class RememberedHashes {
  #known = new Map<RawPath, Measured>()
  #met = new Map<RawPath, Measured>()

  /** The same hashes, of which only those are computed that are not known. */
  over(pool: Hashes): Hashes {
    const hashFiles = async (paths: readonly RawPath[]) => {
      const known = paths.map((path) => this.#recall(path))
      const unknown = paths.filter((_, index) => known[index] === undefined)
      const read = await pool.hashFiles(unknown)
      const results = new Map(unknown.map((path, index) => [path, read[index]]))
      return paths.flatMap((path, index) => this.#remember(path, known[index] ?? results.get(path)))
    }
    return {provider: pool.provider, hashFiles}
  }

  /** What this round did not meet is forgotten. */
  endRound(): void {
    this.#known = this.#met
    this.#met = new Map()
  }

  #recall(path: RawPath): Measured | undefined {
    const known = this.#known.get(path)
    return known && isStill(path, known) ? known : undefined
  }

  #remember(path: RawPath, result: HashResult | undefined): HashResult[] {
    if (result?.ok && this.#met.size < MOST) this.#met.set(path, result)
    return result === undefined ? [] : [result]
  }
}

function isStill(path: RawPath, {size, mtimeNs, ctimeNs, inode, device}: Measured): boolean {
  try {
    const stats = lstatSync(toBytes(path), {bigint: true})
    const isSameFile = stats.isFile() && stats.ino === inode && stats.dev === device
    const isUntouched = stats.mtimeNs === mtimeNs && stats.ctimeNs === ctimeNs
    return isSameFile && isUntouched && stats.size === BigInt(size)
  } catch {
    return false
  }
}
