/** A small medium, and rows as the catalog would give them. */
import {type CatalogFile, fromText, type RawPath, type VolumeTarget} from 'mediastruct'

export const SECTOR_BYTES = 2048

export const TARGET: VolumeTarget = {
  name: 'test-disc',
  description: 'a disc of 10 MB',
  capacityBytes: 5000 * SECTOR_BYTES,
  sectorBytes: SECTOR_BYTES,
  overhead: {fixedSectors: 100, sectorsPerFile: 1.5, sectorsPerDirectory: 5},
  limits: {nameBytes: 254, fileBytes: 5000 * SECTOR_BYTES},
  imager: 'genisoimage',
  writer: 'xorriso',
}

/** A small disk that takes files. */
export const DISK: VolumeTarget = {
  name: 'test-disk',
  description: 'a directory of 10 MB',
  capacityBytes: 10_000_000,
  sectorBytes: 4096,
  overhead: {fixedSectors: 1, sectorsPerFile: 0.25, sectorsPerDirectory: 1},
  limits: {nameBytes: 255, fileBytes: 4_294_967_295},
}

export function row(path: string | RawPath, more: Partial<CatalogFile> = {}): CatalogFile {
  return {
    path: fromText(path),
    size: 1000,
    mtimeNs: 1_546_300_800_000_000_000n,
    ctimeNs: 1_546_300_800_000_000_000n,
    inode: 1n,
    hash: 'ab'.repeat(32),
    algorithm: 'blake3',
    original: undefined,
    offline: false,
    ...more,
  }
}
