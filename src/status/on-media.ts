/** What lies on enough copies that were read back whole. */
import type {CatalogFile} from '../catalog/catalog.ts'
import type {Volumes} from '../catalog/volumes.ts'
import {dirname, type RawPath} from '../paths/bytes.ts'

export class OnMedia {
  readonly #volumes: Volumes
  /** By the volume's directory: whether a file below it is on its media. */
  readonly #safe: ReadonlyMap<RawPath, (file: RawPath) => boolean>

  /** @param copies how many verified copies are enough */
  constructor(volumes: Volumes, copies: number) {
    this.#volumes = volumes
    this.#safe = new Map(volumes.safe(copies).map((volume) => [volume.path, volumes.isOnMedia(volume)]))
  }

  get isEmpty(): boolean {
    return this.#safe.size === 0
  }

  /** Whether a file of the archive is on them. */
  holds(file: RawPath): boolean {
    for (
      let directory = dirname(file);
      directory !== '/' && directory !== '';
      directory = dirname(directory)
    ) {
      const isOnMedia = this.#safe.get(directory)
      if (isOnMedia) return isOnMedia(file)
    }
    return false
  }

  /**
   * Whether they hold the content that was measured just now, under the name of this file of the archive. What an index told
   * of since they were read is not on them.
   */
  holdsContent({path, hash, algorithm, told}: CatalogFile, blake3: string): boolean {
    return (
      told !== true &&
      this.holds(path) &&
      (algorithm === 'blake3' ? hash : this.#volumes.measuredBlake3(path)) === blake3
    )
  }
}
