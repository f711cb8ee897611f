/** How long the archive's index on a disc is, from what the catalog knows and what a run will add. */
import {type Catalog, fromText, join, type RawPath, relativeTo, Volumes} from 'mediastruct'
import {archiveRowBytes, BARE_INDEX} from './archive-index.ts'
import {PAYLOAD} from './bag/model.ts'
import type {UnreadDisc, UnreadFile} from './bag/sizes.ts'
import {filesOf, payloadOf, recordOf} from './contents.ts'
import {discRow} from './disc.ts'
import type {VolumeRecord} from './volume.ts'

const BETWEEN_ROWS = ',\n'.length

/**
 * @param planned volumes as a run will leave them; the others are as the catalog knows them
 * @param coming by planned volume: files that will come into it
 */
export function indexOnDisc(
  catalog: Catalog,
  archive: RawPath,
  planned: readonly VolumeRecord[] = [],
  coming: readonly (readonly UnreadFile[])[] = [],
): UnreadDisc['archiveIndex'] {
  const volumes = new Map<string, VolumeRecord>()
  for (const volume of new Volumes(catalog.db).of(archive)) volumes.set(volume.id, recordOf(volume))
  for (const volume of planned) volumes.set(volume.id, volume)
  let bytes = BARE_INDEX
  for (const volume of volumes.values()) {
    bytes += Buffer.byteLength(discRow(archive, volume)) + BETWEEN_ROWS
    for (const {path, size, original} of filesOf(catalog, volume))
      bytes += archiveRowBytes({path: relativeTo(archive, path), size, original}, volume.id)
  }
  for (const [at, {id}] of planned.entries()) {
    const root = join(fromText(id), PAYLOAD)
    for (const {path, size, original} of coming[at] ?? [])
      bytes += archiveRowBytes({path: join(root, path), size, original}, id)
  }
  return {bytes, volumes: volumes.size}
}

/** What lies in a volume already. */
export function unreadFilesOf(catalog: Catalog, volume: Pick<VolumeRecord, 'path'>): UnreadFile[] {
  const root = payloadOf(volume)
  return [...filesOf(catalog, volume)].map(({path, size, original}) => ({
    path: relativeTo(root, path),
    size,
    original,
  }))
}
