/** What a container keeps for all formats alike: blocks of metadata, found without reading the picture. */

export interface Blocks {
  /** Each a TIFF structure: an Exif block, or a part of one. */
  readonly tiff: Uint8Array[]
  /** XMP packets as text. */
  readonly xmp: string[]
  readonly iptc: IptcDate[]
}

/** A date of an IPTC record (`CCYYMMDD`), and its time (`HHMMSS±HHMM`); empty where it has none. */
export interface IptcDate {
  readonly field: 'DateCreated' | 'DigitalCreationDate'
  readonly date: string
  readonly time: string
}

/** No block of metadata is taken that is larger, in bytes. */
export const BLOCK_BYTES = 4 * 2 ** 20

export function noBlocks(): Blocks {
  return {tiff: [], xmp: [], iptc: []}
}

/** Adds what `more` holds. */
export function addBlocks(to: Blocks, more: Blocks): void {
  to.tiff.push(...more.tiff)
  to.xmp.push(...more.xmp)
  to.iptc.push(...more.iptc)
}
