/**
 * How many sectors a volume will have on its medium: as the imager itself reckons where there is one, else a close bound.
 */
import {existsSync} from 'node:fs'
import {makeScratch, type VolumeTarget} from 'mediastruct'
import {discFiles, type SizedFile, type UnreadDisc} from './bag/sizes.ts'
import {BLOCK_BYTES} from './imaging/blocks.ts'
import {layOutGhosts} from './imaging/content.ts'
import {chooseImager, type Imager} from './imaging/imagers.ts'
import {printedSectors} from './imaging/run.ts'
import {sectorsOfImage} from './packing/sectors.ts'
import {takesFiles} from './target-kind.ts'

/** Files that an imager is asked about at once; beyond them the bound must do, which is as close as 1 %. */
export const MOST_GHOSTS = 50_000
/** In memory, where the system has such a place: files without content need no disk. */
const MEMORY = '/dev/shm'

export class ImageSizes {
  readonly #target: VolumeTarget
  readonly #signal: AbortSignal | undefined

  constructor(target: VolumeTarget, signal?: AbortSignal) {
    this.#target = target
    this.#signal = signal
  }

  /** Sectors of the target that the whole image takes. */
  async sectors(disc: UnreadDisc): Promise<number> {
    const files = discFiles(disc)
    const bound = sectorsOfImage(files, this.#target)
    const imager = this.#imagerFor(files)
    if (!imager) return bound
    return (await this.#asked(imager, files, disc.id)) ?? bound
  }

  #imagerFor(files: readonly SizedFile[]): Imager | undefined {
    if (takesFiles(this.#target) || this.#target.sectorBytes !== BLOCK_BYTES) return undefined
    if (files.length > MOST_GHOSTS) return undefined
    try {
      return chooseImager(
        this.#target,
        files.map(({path}) => path),
      )
    } catch {
      return undefined
    }
  }

  /** Nothing where it is not there, or could not say. */
  async #asked(imager: Imager, files: readonly SizedFile[], label: string): Promise<number | undefined> {
    const scratch = makeScratch(existsSync(MEMORY) ? MEMORY : undefined)
    try {
      const tree = layOutGhosts(scratch, files)
      return await printedSectors(imager, tree, label, {home: scratch.path, signal: this.#signal})
    } catch {
      return undefined
    } finally {
      scratch.remove()
    }
  }
}
