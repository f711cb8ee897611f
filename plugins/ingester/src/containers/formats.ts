/**
 * THE table of formats: what the first bytes say that a file is, and who reads it. A reader gives blocks of metadata that
 * all formats share (Exif, XMP, IPTC), or dates of its own. The first row that matches holds.
 */
import {asf} from './asf.ts'
import {avchd} from './avchd.ts'
import type {Blocks} from './blocks.ts'
import {typeByBrand} from './brands.ts'
import {latin1} from './bytes.ts'
import {ciff} from './ciff.ts'
import {dv} from './dv.ts'
import {film} from './film.ts'
import type {Found} from './found.ts'
import {gifBlocks} from './gif.ts'
import {isobmffBlocks} from './isobmff-blocks.ts'
import {jpeg} from './jpeg.ts'
import {matroska} from './matroska.ts'
import {mrwBlocks} from './mrw.ts'
import {psdBlocks} from './photoshop.ts'
import {pngBlocks} from './png.ts'
import {rafBlocks} from './raf.ts'
import type {Readable} from './readable.ts'
import {riff} from './riff.ts'
import {rw2Blocks} from './rw2.ts'
import {webpBlocks} from './webp.ts'
import {x3f} from './x3f.ts'
import {xmpFile} from './xmp-file.ts'

export interface Format {
  /** Of the first `MAGIC_BYTES` as latin1; with the flag `s`, for a line feed is a byte like any other. */
  readonly magic: RegExp
  /** Lower-case extension; a function where the first bytes don't tell alone. */
  readonly type?: string | ((file: Readable) => string | undefined)
  readonly blocks?: (file: Readable) => Blocks
  /** What the format tells in a way of its own, beside the blocks that it has. */
  readonly found?: (file: Readable) => Found
  /** The whole file is a TIFF structure. */
  readonly isTiff?: boolean
}

/** `mp3` by its tag only: its frames begin with bits that other formats' first bytes have as well. */
const FORMATS: readonly Format[] = [
  {magic: /^\xff\xd8\xff/s, type: 'jpg', found: jpeg},
  {magic: /^\x89PNG\r\n\x1a\n/s, type: 'png', blocks: pngBlocks},
  {magic: /^GIF8[79]a/s, type: 'gif', blocks: gifBlocks},
  {magic: /^RIFF.{4}WEBP/s, type: 'webp', blocks: webpBlocks},
  {magic: /^RIFF.{4}AVI /s, type: 'avi', found: riff},
  {magic: /^(?:RIFF|RF64).{4}WAVE/s, type: 'wav', found: riff},
  {magic: /^BM.{4}\0{4}.{4}[\x0c\x28\x38\x40\x6c\x7c]\0{3}/s, type: 'bmp'},
  {magic: /^8BPS\0[\x01\x02]/s, type: 'psd', blocks: psdBlocks},

  {magic: /^II\*\0.{4}CR\x02/s, type: 'cr2', isTiff: true},
  {magic: /^IIU\0/s, type: 'rw2', isTiff: true, blocks: rw2Blocks},
  {magic: /^(?:IIR[OS]|MMOR)/s, type: 'orf', isTiff: true},
  {magic: /^(?:II[*+]\0|MM\0[*+])/s, type: 'tif', isTiff: true},
  {magic: /^II\xbc\x01/s, type: 'jxr', isTiff: true},
  {magic: /^II.{4}HEAPCCDR/s, type: 'crw', found: ciff},
  {magic: /^FUJIFILMCCD-RAW /s, type: 'raf', blocks: rafBlocks},
  {magic: /^\0MR[MI]/s, type: 'mrw', blocks: mrwBlocks},
  {magic: /^FOVb/s, type: 'x3f', found: x3f},

  {magic: /^.{4}ftyp/s, type: typeByBrand, blocks: isobmffBlocks, found: film},
  {magic: /^\0{3}\x0cjP {2}\r\n\x87\n/s, type: 'jp2', blocks: isobmffBlocks},
  {magic: /^\0{3}\x0cJXL \r\n\x87\n/s, type: 'jxl', blocks: isobmffBlocks},
  {magic: /^\xff\x0a/s, type: 'jxl'},
  {magic: /^.{4}(?:moov|mdat|wide|free|skip|pnot)/s, type: 'mov', blocks: isobmffBlocks, found: film},

  {magic: /^\x1a\x45\xdf\xa3.{0,64}\x42\x82.{1,8}webm/s, type: 'webm', found: matroska},
  {magic: /^\x1a\x45\xdf\xa3.{0,64}\x42\x82.{1,8}matroska/s, type: 'mkv', found: matroska},
  {magic: /^\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c/s, type: 'asf', found: asf},
  {magic: /^\x47.{187}\x47.{187}\x47/s, type: 'mts', found: avchd},
  {magic: /^.{4}\x47.{191}\x47.{191}\x47/s, type: 'mts', found: avchd},
  {magic: /^\x1f\x07\0[\x3f\xbf]/s, type: 'dv', found: dv},
  {magic: /^\0\0\x01[\xba\xb3]/s, type: 'mpg'},

  {magic: /^(?:\xef\xbb\xbf)?\s*<\?xpacket\b/s, type: 'xmp', blocks: xmpFile},
  {magic: /^(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?)?<(?:x:xmpmeta|rdf:RDF)\b/s, type: 'xmp', blocks: xmpFile},
  {magic: /^(?:\xff\xfe|(?:\0\0)?\xfe\xff)/s, blocks: xmpFile},

  {magic: /^%PDF-/s, type: 'pdf'},
  {magic: /^PK(?:\x03\x04|\x05\x06)/s, type: 'zip'},
  {magic: /^ID3[\x02-\x04]/s, type: 'mp3'},
  {magic: /^fLaC/s, type: 'flac'},
  {magic: /^OggS\0/s, type: 'ogg'},
]

/** Enough for four packets of a transport stream, and for an XML declaration with comments. */
export const MAGIC_BYTES = 1024

/** Of the file's first bytes; undefined for what is not known. @throws only what `file.read` throws */
export function formatOf(file: Readable): Format | undefined {
  const magic = latin1(file.read(0, MAGIC_BYTES))
  return FORMATS.find((format) => format.magic.test(magic))
}
