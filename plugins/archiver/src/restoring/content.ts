/** What a file must hold: by the index's hash, whatever algorithm that is of. */
import {
  type CatalogFile,
  chooseHash,
  EXIT,
  type HashPool,
  type Host,
  MediaStructError,
  type RawPath,
  type Volumes,
} from 'mediastruct'
import {knownBlake3} from '../finish.ts'

export interface Content {
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly hash: string
  readonly algorithm: string
}

/** BLAKE3 where it is known; undefined where the index has no hash yet. */
export function contentOf(volumes: Volumes, file: CatalogFile): Content | undefined {
  const {size, hash, algorithm} = file
  const blake3 = knownBlake3(volumes, file)
  if (blake3 !== undefined) return {size, hash: blake3, algorithm: 'blake3'}
  return hash === undefined || algorithm === undefined ? undefined : {size, hash, algorithm}
}

export function contentKey({size, hash, algorithm}: Content): string {
  return `${algorithm} ${hash} ${size}`
}

/** Compares files with what they should hold. */
export class Hashes {
  readonly #host: Host
  readonly #pools = new Map<string, Promise<HashPool>>()

  constructor(host: Host) {
    this.#host = host
  }

  /** @throws MediaStructError UNKNOWN_NAME where the plugin of the algorithm is not there */
  async isIt(path: RawPath, {size, hash, algorithm}: Content): Promise<boolean> {
    const [result] = await (await this.#pool(algorithm)).hashFiles([path])
    return result?.ok === true && result.size === size && result.hash === hash
  }

  /** @throws MediaStructError DIFFERS */
  async assertIs(path: RawPath, content: Content): Promise<void> {
    if (await this.isIt(path, content)) return
    throw new MediaStructError('DIFFERS', 'its content differs', {exitCode: EXIT.findings})
  }

  #pool(algorithm: string): Promise<HashPool> {
    const known = this.#pools.get(algorithm) ?? this.#make(algorithm)
    this.#pools.set(algorithm, known)
    return known
  }

  async #make(algorithm: string): Promise<HashPool> {
    if (algorithm === 'blake3') return await this.#host.hashPool()
    return await this.#host.hashPool(chooseHash(await this.#host.plugins(), algorithm))
  }
}
