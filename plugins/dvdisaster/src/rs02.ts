/**
 * How large RS02 makes an image, and how much redundancy that is: so as dvdisaster lays it out, to the sector
 * (manual of dvdisaster, appendix "RS02"; the tests ask the program itself).
 *
 * A codeword has 255 bytes, one of each layer; `roots` of them are error correction. Behind the data come a header of two
 * sectors, the CRCs of the data's sectors, and the layers of error correction, with further copies of the header between.
 */

export interface Layout {
  /** Of the whole image. */
  readonly sectors: number
  readonly roots: number
  /** Error correction in percent of what it corrects. */
  readonly redundancyPercent: number
}

const CODEWORD = 255
const FEWEST_ROOTS = 8
const MOST_ROOTS = 170
const SECTOR_BYTES = 2048
const CRC_BYTES = 4
const HEADER_SECTORS = 2
/** Copies of the header lie at multiples of a power of two from this one on, so that there are not more than some 40. */
const FEWEST_BETWEEN_HEADERS = 32
const MOST_HEADERS = 40

/** With as much redundancy as fits; none where not even the least does. */
export function largestWithin(dataSectors: number, capacitySectors: number): Layout | undefined {
  const crcSectors = Math.ceil((CRC_BYTES * dataSectors) / SECTOR_BYTES)
  const protectedSectors = dataSectors + HEADER_SECTORS + crcSectors
  const free = capacitySectors - protectedSectors
  if (dataSectors < 1 || free <= 0) return undefined
  const first = Math.min(MOST_ROOTS, Math.floor((CODEWORD * free) / capacitySectors))
  const between = betweenHeaders(correctionSectors(protectedSectors, first))
  for (let roots = first; roots >= FEWEST_ROOTS; roots--) {
    const correction = correctionSectors(protectedSectors, roots)
    const sectors = protectedSectors + correction + headerSectors(protectedSectors, correction, between)
    if (sectors > capacitySectors) continue
    return {sectors, roots, redundancyPercent: (100 * roots) / (CODEWORD - roots)}
  }
  return undefined
}

function correctionSectors(protectedSectors: number, roots: number): number {
  return roots * Math.ceil(protectedSectors / (CODEWORD - roots))
}

function betweenHeaders(correction: number): number {
  let between = FEWEST_BETWEEN_HEADERS
  while (Math.floor(correction / between) > MOST_HEADERS) between *= 2
  return between
}

function headerSectors(protectedSectors: number, correction: number, between: number): number {
  const firstCopy = Math.ceil(protectedSectors / between) * between
  const behindIt = correction + protectedSectors - firstCopy
  // Where error correction ends before the first copy, dvdisaster finds that nothing fits.
  if (behindIt < 0) return Number.POSITIVE_INFINITY
  return HEADER_SECTORS * (Math.floor(behindIt / (between - HEADER_SECTORS)) + 1)
}
