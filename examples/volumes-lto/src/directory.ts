/** A directory that may grow to a given size: on a disk, a share, in a rented store. */
import type {VolumeTarget} from 'mediastruct'

/** `NAME_MAX` of Linux. NTFS and exFAT count 255 UTF-16 units: what has no more bytes has no more of these. */
const NAME_BYTES = 255

/**
 * Counted is what `du` shows: whole clusters. A file system keeps names and places beside the data; ext4, in its worst case,
 * takes a cluster for the map of a file in many pieces and, in half-filled directories, 2 × 264 bytes for a name. Two
 * clusters a file cover both, and two a directory its first block and its own entry.
 *
 * @param capacityBytes of all that lies in the directory
 * @param clusterBytes what the file system hands out at least: a file of one byte takes it all
 */
export function directoryTarget(name: string, capacityBytes: number, clusterBytes: number): VolumeTarget {
  return {
    name,
    description: `a directory of at most ${capacityBytes / 1e9} GB`,
    capacityBytes,
    sectorBytes: clusterBytes,
    overhead: {fixedSectors: 1, sectorsPerFile: 2, sectorsPerDirectory: 2},
    limits: {nameBytes: NAME_BYTES, fileBytes: capacityBytes},
  }
}
