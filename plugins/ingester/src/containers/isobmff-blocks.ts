/** Exif and XMP in HEIC, AVIF, CR3, JPEG XL, JPEG 2000, MP4 and QuickTime files. */
import {BLOCK_BYTES, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u32, utf8} from './bytes.ts'
import {itemsOf} from './heif-items.ts'
import {type Box, boxesIn, findBox, payloadOf} from './isobmff.ts'
import type {Readable} from './readable.ts'

const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac'
/** `JpgTiffExif->JP2` */
const EXIF_UUID = '4a706754696666457869662d3e4a5032'
const CANON_UUID = '85c0b687820f11e08111f4ce462b6a48'

export function isobmffBlocks(file: Readable): Blocks {
  const blocks = noBlocks()
  for (const box of boxesIn(file, 0, file.size)) {
    if (box.type === 'meta') addItems(file, box, blocks)
    else if (box.type === 'moov') addFilm(file, box, blocks)
    else if (box.type === 'Exif') addExif(blocks, payloadOf(file, box, BLOCK_BYTES))
    else if (box.type === 'xml ' || box.uuid === XMP_UUID) addXmp(blocks, payloadOf(file, box, BLOCK_BYTES))
    else if (box.uuid === EXIF_UUID) addTiff(blocks, payloadOf(file, box, BLOCK_BYTES))
  }
  return blocks
}

function addItems(file: Readable, meta: Box, blocks: Blocks): void {
  for (const item of itemsOf(file, meta)) {
    const payload = payloadOf(file, item, BLOCK_BYTES)
    if (item.type === 'Exif') addExif(blocks, payload)
    else addXmp(blocks, payload)
  }
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

/** An Exif item begins with the distance to its TIFF header (ISO/IEC 23008-12 annex A.2.1). */
function addExif(blocks: Blocks, payload: Uint8Array | undefined): void {
  if (payload !== undefined) addTiff(blocks, payload.subarray(4 + u32(payload, 0)))
}

function addTiff(blocks: Blocks, payload: Uint8Array | undefined): void {
  if (payload !== undefined && /^(?:II\*\0|MM\0\*)/.test(latin1(payload, 0, 4))) blocks.tiff.push(payload)
}

function addXmp(blocks: Blocks, payload: Uint8Array | undefined): void {
  if (payload !== undefined) blocks.xmp.push(utf8(payload))
}
