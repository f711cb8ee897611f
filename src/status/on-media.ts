/** What lies on enough copies that were read back whole. */
import type {CatalogFile} from '../catalog/catalog.ts'
import type {Volumes} from '../catalog/volumes.ts'
import {isWithin, type RawPath} from '../paths/bytes.ts'

export class OnMedia {
  readonly #volumes: Volumes
  readonly #safe: readonly {readonly path: RawPath; readonly holds: (file: RawPath) => boolean}[]

  /** @param copies how many verified copies are enough */
  constructor(volumes: Volumes, copies: number) {
    this.#volumes = volumes
    this.#safe = volumes.safe(copies).map((volume) => ({path: volume.path, holds: volumes.isOnMedia(volume)}))
  }

  get isEmpty(): boolean {
    return this.#safe.length === 0
  }

  /** Whether a file of the archive is on them. */
  holds(file: RawPath): boolean {
    return this.#safe.some(({path, holds}) => isWithin(file, path) && holds(file))
  }

  /** Whether they hold the content that was measured just now, under the name of this file of the archive. */
  holdsContent({path, hash, algorithm}: CatalogFile, blake3: string): boolean {
    return this.holds(path) && (algorithm === 'blake3' ? hash : this.#volumes.measuredBlake3(path)) === blake3
  }
}
