/** Which images a copy may be of, and whether it has to be one of them. */
import type {Copies, ImageFacts, VolumeRow} from 'mediastruct'

export interface KnownImages {
  readonly images: readonly ImageFacts[]
  /** `must`: it was written from the one that is named. `may`: images were made that this catalog never saw. */
  readonly holds: 'must' | 'should' | 'may'
}

/**
 * The image that we wrote to the copy; else all that we ever made, for others may have written one of them. What an index
 * tells of an image proves nothing; but it tells that there were others, one of which a good disc may be of.
 */
export function imagesOf(copies: Copies, volume: VolumeRow, copy: string): KnownImages {
  const events = copies.events.of(volume)
  const own = events.filter(({adopted}) => !adopted)
  const all = own.flatMap(({image}) => (image ? [image] : []))
  const burned = own.findLast((event) => event.copy === copy && event.event === 'burned')?.burnedImage
  const written = all.filter(({sha256}) => sha256 === burned)
  if (written.length > 0) return {images: written, holds: 'must'}
  const isFromElsewhere = isToldOf(volume) || events.length > own.length
  return {images: all, holds: isFromElsewhere ? 'may' : 'should'}
}

/** Also once a copy was read: what no run of this catalog filled was closed before it knew of it. */
function isToldOf({told, filledBy}: VolumeRow): boolean {
  return told !== undefined || filledBy.length === 0
}
