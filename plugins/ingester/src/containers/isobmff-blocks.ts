/** Exif and XMP in HEIC, AVIF, CR3, JPEG XL, JPEG 2000, MP4 and QuickTime files. */
import {BLOCK_BYTES, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u32} from './bytes.ts'
import {itemPayload, itemsOf} from './heif-items.ts'
import {unbrotli} from './inflate.ts'
import {iptcDates} from './iptc.ts'
import {type Box, boxesIn, findBox, payloadOf} from './isobmff.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac'
/** `JpgTiffExif->JP2` */
const EXIF_UUID = '4a706754696666457869662d3e4a5032'
/** Of ExifTool, and of Adobe's plug-in for JPEG 2000. */
const IPTC_UUIDS = ['33c7a4d2b81d4723a0baf1a3e097ad38', '09a14e97c0b442e0bebf36df6f0ce36f']
const CANON_UUID = '85c0b687820f11e08111f4ce462b6a48'

export function isobmffBlocks(file: Readable): Blocks {
  const blocks = noBlocks()
  for (const box of boxesIn(file, 0, file.size)) {
    if (box.type === 'meta') addItems(file, box, blocks)
    else if (box.type === 'moov') addFilm(file, box, blocks)
    else if (box.type === 'Exif') addExif(blocks, payloadOf(file, box, BLOCK_BYTES))
    else if (box.type === 'xml ' || box.uuid === XMP_UUID) addXmp(blocks, payloadOf(file, box, BLOCK_BYTES))
    else if (box.type === 'brob') addCompressed(blocks, payloadOf(file, box, BLOCK_BYTES))
    else if (IPTC_UUIDS.includes(box.uuid))
      blocks.iptc.push(...iptcDates(payloadOf(file, box, BLOCK_BYTES) ?? new Uint8Array()))
    else if (box.uuid === EXIF_UUID) addTiff(blocks, payloadOf(file, box, BLOCK_BYTES))
  }
  return blocks
}

function addItems(file: Readable, meta: Box, blocks: Blocks): void {
  for (const item of itemsOf(file, meta)) {
    const payload = itemPayload(file, item)
    if (item.type === 'Exif') addExif(blocks, payload)
    else addXmp(blocks, payload)
  }
}

/** A box's type, and its payload in Brotli (ISO/IEC 18181-2). */
function addCompressed(blocks: Blocks, payload: Uint8Array | undefined): void {
  const type = payload === undefined ? '' : latin1(payload, 0, 4)
  if (payload === undefined || !['Exif', 'xml '].includes(type)) return
  const plain = unbrotli(payload.subarray(4))
  if (type === 'Exif') addExif(blocks, plain)
  else addXmp(blocks, plain)
}

/** Adobe's XMP in `udta`, and Canon's Exif directories, each a TIFF structure of its own. */
function addFilm(file: Readable, moov: Box, blocks: Blocks): void {
  addXmp(blocks, payloadOf(file, findBox(file, 'udta/XMP_', moov), BLOCK_BYTES))
  for (const box of boxesIn(file, moov.start, moov.end)) {
    if (box.uuid === XMP_UUID) addXmp(blocks, payloadOf(file, box, BLOCK_BYTES))
    if (box.uuid !== CANON_UUID) continue
    for (const part of boxesIn(file, box.start, box.end)) {
      if (/^CMT[12]$/.test(part.type)) addTiff(blocks, payloadOf(file, part, BLOCK_BYTES))
    }
  }
}

/**
 * An Exif item begins with the distance to its TIFF header (ISO/IEC 23008-12 annex A.2.1). Where that is wrong, the header
 * is not far.
 */
function addExif(blocks: Blocks, payload: Uint8Array | undefined): void {
  if (payload === undefined) return
  const told = 4 + u32(payload, 0)
  const isThere = TIFF.test(latin1(payload, told, told + 4))
  addTiff(blocks, payload.subarray(isThere ? told : latin1(payload, 0, 32).search(/II\*\0|MM\0\*/)))
}

const TIFF = /^(?:II\*\0|MM\0\*)/

function addTiff(blocks: Blocks, payload: Uint8Array | undefined): void {
  if (payload !== undefined && TIFF.test(latin1(payload, 0, 4))) blocks.tiff.push(payload)
}

function addXmp(blocks: Blocks, payload: Uint8Array | undefined): void {
  if (payload !== undefined) blocks.xmp.push(xmlText(payload))
}
