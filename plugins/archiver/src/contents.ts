/** What lies on volumes, as the index knows it, and how much of a medium that takes. */
import {
  type Catalog,
  type CatalogFile,
  dirname,
  join,
  type ManifestAlgorithm,
  type RawPath,
  relativeTo,
  type VolumeRow,
  type VolumeTarget,
} from 'mediastruct'
import {archiveRowBytes} from './archive-index.ts'
import {sectorsOfFile, sectorsOfFolder, volumeOverheadSectors} from './packing/sectors.ts'
import type {VolumeRecord} from './volume.ts'

/** The directory that holds a volume's payload. */
export function payloadOf({path}: Pick<VolumeRow, 'path'>): RawPath {
  return join(path, 'data' as RawPath)
}

/** Files of a volume that are payload; what lies beside `data/` is ours. */
export function filesOf(catalog: Catalog, volume: Pick<VolumeRow, 'path'>): IterableIterator<CatalogFile> {
  return catalog.filesUnder(payloadOf(volume))
}

/** More bytes of a row than its file alone tells: which volume it will be on. */
const ROW_TO_COME = 40

/** At most how many bytes the archive's index takes for these files: an image carries it along. */
export function archiveIndexBytes(
  files: Iterable<{path: RawPath; size: number; original?: RawPath | undefined}>,
): number {
  let bytes = 0
  for (const file of files) bytes += archiveRowBytes(file, '') + ROW_TO_COME
  return bytes
}

export type Measures = Pick<VolumeRecord, 'usedBytes' | 'payloadBytes' | 'files' | 'folders'>

/**
 * How full a volume is. Without its target (no plugin offers that medium any more), `usedBytes` stays as it was.
 * @param indexBytes room to be kept for the archive's index, counted as used
 */
export function measure(
  volume: Pick<VolumeRow, 'path' | 'usedBytes'>,
  files: Iterable<CatalogFile>,
  target: VolumeTarget | undefined,
  indexBytes = 0,
  manifests: readonly ManifestAlgorithm[] = [],
): Measures {
  const data = payloadOf(volume)
  const folders = new Set<RawPath>()
  let [count, payloadBytes] = [0, 0]
  let sectors = target === undefined ? 0 : volumeOverheadSectors(target, indexBytes)
  for (const {path, size, original} of files) {
    const below = relativeTo(data, path)
    const folder = dirname(below)
    count++
    payloadBytes += size
    if (target === undefined) {
      folders.add(folder)
      continue
    }
    if (!folders.has(folder)) sectors += sectorsOfFolder(folder, target)
    folders.add(folder)
    sectors += sectorsOfFile({path: below, size, original}, target, manifests)
  }
  const usedBytes = target === undefined ? volume.usedBytes : Math.ceil(sectors * target.sectorBytes)
  return {usedBytes, payloadBytes, files: count, folders: [...folders].sort()}
}

/** The record of a volume without what only the catalog remembers of it. */
export function recordOf({
  id,
  path,
  state,
  medium,
  capacityBytes,
  usedBytes,
  payloadBytes,
  files,
  folders,
  parts,
}: VolumeRow): VolumeRecord {
  return {id, path, state, medium, capacityBytes, usedBytes, payloadBytes, files, folders, parts}
}
