/**
 * What is copied to a medium that takes files is held against its capacity, as an image would be: the medium may be a part
 * of something larger, and the index of the whole archive grows with every run after the one that planned the volume.
 */
import {EXIT, formatBytes, MediaStructError, type VolumeTarget} from 'mediastruct'
import {ARCHIVE_INDEX_ON_DISC} from '../bag/model.ts'
import type {ImageContent} from '../imaging/content.ts'
import {withTagManifests} from '../imaging/volume-contents.ts'
import {sectorsOfImage} from '../packing/sectors.ts'

/**
 * @param leftOut is told where the index of the archive has no room any more
 * @throws MediaStructError OVER_CAPACITY
 */
export async function fitting(
  contents: readonly ImageContent[],
  target: VolumeTarget,
  leftOut: () => void,
): Promise<readonly ImageContent[]> {
  const bytesOf = (files: readonly ImageContent[]) => sectorsOfImage(files, target) * target.sectorBytes
  if (bytesOf(contents) <= target.capacityBytes) return contents
  const without = await withTagManifests(contents, false)
  const bytes = bytesOf(without)
  if (bytes > target.capacityBytes) throw overCapacity(bytes, target)
  if (contents.some(({path}) => path === ARCHIVE_INDEX_ON_DISC)) leftOut()
  return without
}

function overCapacity(bytes: number, {name, capacityBytes}: VolumeTarget): MediaStructError {
  return new MediaStructError(
    'OVER_CAPACITY',
    `The copy would take ${formatBytes(bytes)}; ${name} has ${formatBytes(capacityBytes)}.`,
    {
      hint: 'Nothing was written. Was its medium given a smaller capacity since the volume was planned?',
      exitCode: EXIT.refused,
    },
  )
}
