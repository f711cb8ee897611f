/** Compares a medium as a whole with the image that was written to it: exactly so many sectors, and not one more. */
import {createHash} from 'node:crypto'
import {type ImageFacts, messageOf} from 'mediastruct'
import type {Readable} from '../imaging/blocks.ts'

const CHUNK_BYTES = 1 << 20

export interface SectorCheck {
  /** The image whose bytes these are; undefined: of none. */
  readonly image: ImageFacts | undefined
  /** Sectors that were read. */
  readonly sectors: number
  /** Why it could not be read to its end, as a sentence without its subject. */
  readonly problem: string | undefined
}

export interface SectorOptions {
  /** Is told of bytes that were read. */
  readonly read?: ((bytes: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Images of a volume differ in length: what is read is the shortest that it can be, then on to the next. */
export async function compareSectors(
  source: Readable,
  images: readonly ImageFacts[],
  {read, signal}: SectorOptions = {},
): Promise<SectorCheck> {
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(CHUNK_BYTES)
  let done = 0
  const sectors = () => Math.floor(done / (images[0]?.sectorBytes ?? 1))
  for (const image of [...images].sort((a, b) => bytesOf(a) - bytesOf(b))) {
    const end = bytesOf(image)
    while (done < end && !signal?.aborted) {
      let bytesRead: number
      try {
        ;({bytesRead} = await source.read(buffer, 0, Math.min(CHUNK_BYTES, end - done), done))
      } catch (error) {
        const problem = `sector ${sectors()} can't be read: ${messageOf(error)}`
        return {image: undefined, sectors: sectors(), problem}
      }
      if (bytesRead === 0) {
        const problem = `it ends after ${sectors()} of ${image.sectors} sectors`
        return {image: undefined, sectors: sectors(), problem}
      }
      hash.update(buffer.subarray(0, bytesRead))
      read?.(bytesRead)
      done += bytesRead
    }
    if (hash.copy().digest('hex') === image.sha256) return {image, sectors: sectors(), problem: undefined}
  }
  return {image: undefined, sectors: sectors(), problem: undefined}
}

export function bytesOf({sectors, sectorBytes}: ImageFacts): number {
  return sectors * sectorBytes
}
