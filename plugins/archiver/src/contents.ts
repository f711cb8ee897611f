/** What lies on volumes, as the index knows it, and how much of a medium that takes. */
import {
  type Catalog,
  type CatalogFile,
  dirname,
  join,
  type RawPath,
  relativeTo,
  type VolumeRow,
  type VolumeTarget,
} from 'mediastruct'
import {sectorsOfFile, sectorsOfFolder, volumeOverheadSectors} from './packing/sectors.ts'
import type {VolumeRecord} from './volume.ts'

/** A row of the archive's index beside its path: hash, size, volume and JSON. */
const INDEX_ROW_BYTES = 200

/** The directory that holds a volume's payload. */
export function payloadOf({path}: Pick<VolumeRow, 'path'>): RawPath {
  return join(path, 'data' as RawPath)
}

/** Files of a volume that are payload; what lies beside `data/` is ours. */
export function filesOf(catalog: Catalog, volume: Pick<VolumeRow, 'path'>): IterableIterator<CatalogFile> {
  return catalog.filesUnder(payloadOf(volume))
}

/** Bytes that the archive's index takes for these files: an image carries it along. */
export function archiveIndexBytes(files: Iterable<{path: RawPath}>): number {
  let bytes = 0
  for (const {path} of files) bytes += path.length + INDEX_ROW_BYTES
  return bytes
}

/** What of a volume's `usedBytes` is room kept for the archive's index. */
export function roomForIndex(target: VolumeTarget, indexBytes: number): number {
  return (volumeOverheadSectors(target, indexBytes) - volumeOverheadSectors(target)) * target.sectorBytes
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
    sectors += sectorsOfFile({path: below, size, original}, target)
  }
  const usedBytes = target === undefined ? volume.usedBytes : sectors * target.sectorBytes
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
