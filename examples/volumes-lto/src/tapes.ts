/** What fits on an LTO tape that is formatted with LTFS (ISO/IEC 20919): plain data. */
import type {OverheadModel, VolumeTarget} from 'mediastruct'

const TB = 1e12

/**
 * Native capacities, as the LTO Program gives them for each generation (https://www.lto.org/roadmap/): what drives claim
 * beyond that is compression, and pictures don't compress. LTO-10 came with 30 TB; the cartridge of 40 TB is a longer tape
 * for the same drives (LTO Program, November 2025).
 *
 * Less is usable: LTFS keeps a partition for its index, and writes the whole index anew, every five minutes, among the data
 * (`LTFS_SYNC_PERIOD_DEFAULT` in https://github.com/LinearTapeFileSystem/ltfs). A tape without room for its last index can't
 * be mounted again. The makers of Canister have measured what a tape offers (2.45, 5.73, 11.7, 17.5 TB), and leave 5 %
 * of it free for that (https://docs.hedge.video/canister/erasing): theirs are the figures for LTO-6 to LTO-9. For
 * LTO-10 there is none yet; it gets the poorest share of those, LTO-7's nine tenths.
 */
const CARTRIDGES = {
  'lto-6': {native: 2.5, usable: 2.3},
  'lto-7': {native: 6, usable: 5.4},
  'lto-8': {native: 12, usable: 11.1},
  'lto-9': {native: 18, usable: 16.7},
  'lto-10': {native: 30, usable: 27},
  'lto-10-40': {native: 40, usable: 36},
} as const

/** `LTFS_MIN_BLOCKSIZE`. The last block of a file may be shorter than others (ISO/IEC 20919, 6.2.2): rounding up is to spare. */
const BLOCK_BYTES = 4096

/**
 * In the index, a file or directory is an XML element: its name, of at most 255 characters, five dates, and where it lies.
 * That is below 2 KB; a block each has room for twice as much. 32 MiB are for labels, file marks, and the first and last index.
 */
const OVERHEAD: OverheadModel = {fixedSectors: 8192, sectorsPerFile: 1, sectorsPerDirectory: 1}

/** `LTFS_FILENAME_MAX` counts characters; taken for bytes here, as the file systems count that files are read from. */
const NAME_BYTES = 255

function tape(name: string, native: number, usable: number): VolumeTarget {
  const capacityBytes = Math.floor((usable * TB) / BLOCK_BYTES) * BLOCK_BYTES
  return {
    name,
    description: `${name.toUpperCase()}, ${native} TB native, with LTFS`,
    capacityBytes,
    sectorBytes: BLOCK_BYTES,
    overhead: OVERHEAD,
    // LTFS has no limit but the tape.
    limits: {nameBytes: NAME_BYTES, fileBytes: capacityBytes},
    // Mounted with LTFS, a tape is a directory.
    imager: 'directory',
    writer: 'directory',
  }
}

/** Every tape, by the names that `--medium` takes. */
export const TAPES: readonly VolumeTarget[] = Object.entries(CARTRIDGES).map(([name, {native, usable}]) =>
  tape(name, native, usable),
)
