/** What dvdisaster's own reader writes in the place of a sector that it could not read, and recognizes as missing. */

const SECTOR_BYTES = 2048
const BEGINNING =
  'dvdisaster dead sector marker\n' +
  'This sector could not be read from the image.\n' +
  'Its contents have been substituted by the dvdisaster read routine.\n'
const END = 'dvdisaster dead sector end marker\n'
/** The two last bytes are zeros. */
const END_AT = SECTOR_BYTES - 2 - END.length

/** In the form of version 0.70 and before, which tells nothing of the medium, and which all versions know. */
export function deadSector(): Uint8Array {
  const sector = Buffer.alloc(SECTOR_BYTES)
  sector.write(BEGINNING, 0, 'latin1')
  sector.write(END, END_AT, 'latin1')
  return sector
}
