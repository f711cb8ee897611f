/** Room that is kept on a medium when volumes are packed: beside each image, a useful error correction is to fit. */
import {type Ecc, formatBytes, MediaStructError, printable, type VolumeTarget} from 'mediastruct'
import {BLOCK_BYTES} from '../imaging/blocks.ts'
import {largestImage, percent} from './room.ts'

export interface KeptRoom {
  readonly name: string
  /** Redundancy that there is room for at least, in percent. */
  readonly leastPercent: number
  /** Of each medium, beside what is reserved. */
  readonly bytes: number
}

/** @param reservedBytes that stay free besides @throws MediaStructError NO_ECC_ROOM */
export function roomForEcc(ecc: Ecc, {name, capacityBytes}: VolumeTarget, reservedBytes: number): KeptRoom {
  const sectors = Math.floor((capacityBytes - reservedBytes) / BLOCK_BYTES)
  const largest = largestImage(ecc, sectors)
  const {leastPercent} = ecc.room(largest, sectors)
  if (largest === 0) {
    throw new MediaStructError(
      'NO_ECC_ROOM',
      `With ${percent(leastPercent)} of error correction by "${ecc.name}", nothing is left of ${name} for files.`,
      {hint: 'Reserve less, let its plugin be content with less, or do without (--ecc none).'},
    )
  }
  return {name: ecc.name, leastPercent, bytes: capacityBytes - reservedBytes - largest * BLOCK_BYTES}
}

export function keptLine({name, leastPercent, bytes}: KeptRoom, target: VolumeTarget): string {
  const what = `${formatBytes(bytes)} of each ${target.name} are kept for error correction by ${printable(name)}`
  return `${what}: ${percent(leastPercent)} or more`
}
