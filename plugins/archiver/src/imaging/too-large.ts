/** What to do about a volume of which an image would not fit its medium. */
import type {VolumeRow, VolumeTarget} from 'mediastruct'
import {ARCHIVE_INDEX_ON_DISC} from '../bag/model.ts'
import {BLOCK_BYTES} from './blocks.ts'
import type {ImageContent} from './content.ts'

export interface TooLarge {
  readonly volume: Pick<VolumeRow, 'id' | 'state' | 'filledBy'>
  readonly target: Pick<VolumeTarget, 'name' | 'capacityBytes'>
  readonly contents: readonly Pick<ImageContent, 'path' | 'size'>[]
  /** Of the medium that is there. */
  readonly capacitySectors: number
}

/** Sectors of an image that a medium takes. */
export function sectorsOf({capacityBytes}: Pick<VolumeTarget, 'capacityBytes'>): number {
  return Math.floor(capacityBytes / BLOCK_BYTES)
}

/** @param sectors that the image would have @returns whole sentences */
export function tooLarge({volume, target, contents, capacitySectors}: TooLarge, sectors: number): string {
  const {id, state, filledBy} = volume
  const index = contents.find(({path}) => path === ARCHIVE_INDEX_ON_DISC)
  if (index && sectors - Math.ceil(index.size / BLOCK_BYTES) <= capacitySectors)
    return `The index of the whole archive, which grows with the archive, has no room there. Make an image without it: mediastruct volumes image ${id} -o FILE --no-archive-index; then burn that (--image FILE).`
  if (sectors <= sectorsOf(target)) return `Put in a medium of ${sectors} sectors or more.`
  const told = `The plugin of the medium "${target.name}" tells how large it is: if that is too small, mend it, and make the image again.`
  const last = filledBy.at(-1)
  if (state !== 'unburned' || last === undefined) return told
  const missing = (sectors - capacitySectors) * BLOCK_BYTES
  return `${told} Else take out again what was archived last (mediastruct undo ${last}), and archive it with ${missing} bytes more in reserve (--reserve).`
}
