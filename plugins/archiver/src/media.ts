/** From where a volume can be read: its directory, images of it that are still there, the media that were written. */
import {existsSync} from 'node:fs'
import {
  type Copies,
  type CopyRow,
  isVerified,
  isWritten,
  type RawPath,
  toBytes,
  type VolumeRow,
} from 'mediastruct'

export interface Media {
  readonly volume: VolumeRow
  /** Its directory in the archive; undefined where that is not there. */
  readonly directory: RawPath | undefined
  /** Image files that were made of it and still have their name, newest first. */
  readonly images: readonly RawPath[]
  /** Media that somebody can fetch, those first that were read back. */
  readonly written: readonly CopyRow[]
  /** Media that were found damaged: some of their files may be good. */
  readonly damaged: readonly CopyRow[]
}

export function mediaOf(copies: Copies, volume: VolumeRow): Media {
  const known = copies.of(volume)
  const written = known.filter(({state}) => isWritten(state))
  const images = copies
    .images(volume)
    .flatMap(({file}) => (file !== undefined && isThere(file) ? [file] : []))
  return {
    volume,
    directory: isThere(volume.path) ? volume.path : undefined,
    images: [...new Set(images.reverse())],
    written: written.sort((a, b) => Number(isVerified(b)) - Number(isVerified(a))),
    damaged: known.filter(({state}) => state === 'failed'),
  }
}

/** Whether a disc must be fetched to read it. */
export function isFar({directory, images}: Media): boolean {
  return directory === undefined && images.length === 0
}

function isThere(path: RawPath): boolean {
  return existsSync(toBytes(path))
}
