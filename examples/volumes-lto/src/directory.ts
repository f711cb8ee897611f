/** A directory that may grow to a given size: on a disk, a share, in a rented store. */
import type {VolumeLimits, VolumeTarget} from 'mediastruct'

/** `NAME_MAX` of Linux. NTFS and exFAT count 255 UTF-16 units: what has no more bytes has no more of these. */
const NAME_BYTES = 255

/** A path below a folder, as programs of Windows take it that know of no longer ones (`MAX_PATH`: 260 with the final NUL). */
const WINDOWS_PATH_BYTES = 240

/**
 * What file systems refuse. FAT32 keeps a file's length in 32 bits ("Microsoft FAT Specification", `DIR_FileSize`); all three
 * of Windows' take none of its special characters, and see no difference between upper and lower case.
 */
const FILE_SYSTEMS = {
  linux: {},
  fat32: {fileBytes: 2 ** 32 - 1, names: 'windows', pathBytes: WINDOWS_PATH_BYTES},
  exfat: {names: 'windows', pathBytes: WINDOWS_PATH_BYTES},
  ntfs: {names: 'windows', pathBytes: WINDOWS_PATH_BYTES},
} as const satisfies Record<string, Partial<VolumeLimits>>

export type FileSystem = keyof typeof FILE_SYSTEMS

/** By the names that options take. */
export const FILE_SYSTEM_NAMES = Object.keys(FILE_SYSTEMS) as [FileSystem, ...FileSystem[]]

/**
 * Counted is what `du` shows: whole clusters. A file system keeps names and places beside the data; ext4, in its worst case,
 * takes a cluster for the map of a file in many pieces and, in half-filled directories, 2 × 264 bytes for a name. Two
 * clusters a file cover both, and two a directory its first block and its own entry.
 *
 * @param capacityBytes of all that lies in the directory
 * @param clusterBytes what the file system hands out at least: a file of one byte takes it all
 */
export function directoryTarget(
  name: string,
  capacityBytes: number,
  clusterBytes: number,
  fileSystem: FileSystem,
): VolumeTarget {
  return {
    name,
    description: `a directory of at most ${capacityBytes / 1e9} GB`,
    capacityBytes,
    sectorBytes: clusterBytes,
    overhead: {fixedSectors: 1, sectorsPerFile: 2, sectorsPerDirectory: 2},
    limits: {nameBytes: NAME_BYTES, fileBytes: capacityBytes, ...FILE_SYSTEMS[fileSystem]},
    imager: 'directory',
    writer: 'directory',
  }
}
