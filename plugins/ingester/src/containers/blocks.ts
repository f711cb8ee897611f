/** Where a file keeps its metadata: the blocks that the date sources parse, found without reading the picture. */
import type {DatableFile} from 'mediastruct'
import {latin1, utf8} from './bytes.ts'
import {isobmffBlocks} from './isobmff-blocks.ts'
import {jpegBlocks} from './jpeg.ts'
import {pngBlocks} from './png.ts'
import {webpBlocks} from './webp.ts'

/** What a source of metadata needs of a file. */
export type Readable = Pick<DatableFile, 'read' | 'size'>

export interface Blocks {
  /** Each a TIFF structure: an Exif block, or a whole TIFF-based file. */
  readonly tiff: Uint8Array[]
  /** XMP packets as text. */
  readonly xmp: string[]
  /** IPTC date (2:55, `CCYYMMDD`) and time (2:60, `HHMMSS±HHMM`). */
  readonly iptc: {date: string; time: string}[]
}

/** No block of metadata is taken that is larger, in bytes. */
export const BLOCK_BYTES = 4 * 2 ** 20

export function noBlocks(): Blocks {
  return {tiff: [], xmp: [], iptc: []}
}

/** @throws only what `file.read` throws */
export async function findBlocks(file: Readable): Promise<Blocks> {
  const magic = latin1(await file.read(0, 16))
  if (magic.startsWith('\xff\xd8')) return await jpegBlocks(file, 0)
  if (magic.startsWith('\x89PNG')) return await pngBlocks(file)
  if (/^RIFF....WEBP/s.test(magic)) return await webpBlocks(file)
  if (/^....(?:ftyp|jP {2}|JXL |moov|mdat|wide|free|skip|pnot)/s.test(magic)) return await isobmffBlocks(file)
  if (/^(?:\xef\xbb\xbf)?\s*<(?:\?xpacket|\?xml|x:xmpmeta|rdf:RDF)/.test(magic)) {
    return {...noBlocks(), xmp: [utf8(await file.read(0, BLOCK_BYTES))]}
  }
  return noBlocks()
}

/** Whether the file is itself a TIFF structure, as most raw formats are. */
export async function isTiff(file: Readable): Promise<boolean> {
  return /^(?:II[*UR]|MM\0\*)/.test(latin1(await file.read(0, 4)))
}
