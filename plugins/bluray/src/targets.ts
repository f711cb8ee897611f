/** What fits on Blu-ray, M-DISC and DVD media: plain data. */
import type {OverheadModel, VolumeTarget} from 'mediastruct'

/** Every optical medium here is divided into sectors of this many bytes. */
const SECTOR_BYTES = 2048

/**
 * An upper bound on what a file system adds, whichever of two imagers writes it; the model that is named beside it is
 * closer.
 *
 * `genisoimage -udf -R` writes two file systems over the same data, in sectors beyond ⌈size / 2048⌉ of each file:
 * - ISO 9660 with Rock Ridge: 190 + 2 a directory + 0.25 a file;
 * - UDF: 241 + 1 a file + for each directory 1 + ⌈(40 + Σ 4⌈(38 + L) / 4⌉) / 2048⌉, where L ≤ 256 is the length of
 *   each name in it. An entry thus takes at most 296 bytes, 0.145 sectors, and rounding up at most one sector.
 *
 * xorriso writes ISO 9660 with Rock Ridge alone, and its checksums and padding stay within 512 sectors, which are
 * left free here for either imager.
 *
 * - fixed: 190 + 241 + 512 = 943, rounded up to 1024;
 * - a file: 0.25 + 1 + 0.145 = 1.395, rounded up to 1.5;
 * - a directory: 2 + 1 + 1 + 40 / 2048 + 0.145 = 4.165, rounded up to 5.
 */
const OVERHEAD: OverheadModel = {
  model: 'udf-bridge',
  fixedSectors: 1024,
  sectorsPerFile: 1.5,
  sectorsPerDirectory: 5,
}

/** A UDF name has 255 bytes, of which the first tells the encoding. */
const NAME_BYTES = 254

/**
 * Sectors that a blank medium offers. For BD-R these are the ones left by the default defect management, because a
 * drive may format a disc without being asked; DVD has no such management. M-DISC presents itself to the drive as
 * an ordinary BD-R, or as a DVD+R.
 */
const MEDIA = {
  'bd-r-25': [11_826_176, 'BD-R, one layer'],
  'bd-r-50': [23_652_352, 'BD-R DL, two layers'],
  'bd-r-100': [47_305_728, 'BDXL, three layers'],
  'bd-r-128': [60_403_712, 'BDXL, four layers'],
  'm-disc-25': [11_826_176, 'M-DISC BD-R, one layer'],
  'm-disc-50': [23_652_352, 'M-DISC BD-R DL, two layers'],
  'm-disc-100': [47_305_728, 'M-DISC BDXL, three layers'],
  'm-disc-dvd': [2_295_104, 'M-DISC DVD'],
  'dvd-r': [2_298_496, 'DVD-R, one layer'],
  'dvd+r': [2_295_104, 'DVD+R, one layer'],
  'dvd-r-dl': [4_171_712, 'DVD-R DL, two layers'],
  'dvd+r-dl': [4_173_824, 'DVD+R DL, two layers'],
} as const satisfies Readonly<Record<string, readonly [sectors: number, description: string]>>

function opticalTarget(name: string, sectors: number, description: string): VolumeTarget {
  const capacityBytes = sectors * SECTOR_BYTES
  return {
    name,
    description,
    capacityBytes,
    sectorBytes: SECTOR_BYTES,
    overhead: OVERHEAD,
    limits: {nameBytes: NAME_BYTES, fileBytes: capacityBytes},
    imager: 'genisoimage',
    writer: 'xorriso',
  }
}

/** Every medium of this plugin, by the names that `--medium` takes. */
export const TARGETS: readonly VolumeTarget[] = Object.entries(MEDIA).map(([name, [sectors, description]]) =>
  opticalTarget(name, sectors, description),
)
