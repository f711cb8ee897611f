/**
 * PNG chunks: `eXIf`, and texts that hold XMP or a profile (PNG third edition §11.3; XMP part 3 §1.1.5). `tIME`, and the
 * dates that ImageMagick writes as texts, tell of files, not of pictures.
 */
import {addBlocks, BLOCK_BYTES, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u8, u32} from './bytes.ts'
import {inMemory} from './in-memory.ts'
import {inflated} from './inflate.ts'
import {iptcDates} from './iptc.ts'
import {resourceBlocks} from './photoshop.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

const SIGNATURE_BYTES = 8
/** Picture data comes in chunks of some KiB: a large picture has many. */
const MAX_CHUNKS = 40_000

/** @throws only what `file.read` throws */
export function pngBlocks(file: Readable): Blocks {
  const blocks = noBlocks()
  let position = SIGNATURE_BYTES
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const header = file.read(position, 8)
    const length = u32(header, 0)
    const type = latin1(header, 4, 8)
    if (header.length < 8 || type === 'IEND') break
    if (length <= BLOCK_BYTES && CHUNKS.has(type)) addChunk(blocks, type, file.read(position + 8, length))
    position += 12 + length
  }
  return blocks
}

const CHUNKS: ReadonlySet<string> = new Set(['eXIf', 'iTXt', 'tEXt', 'zTXt'])

function addChunk(blocks: Blocks, type: string, payload: Uint8Array): void {
  if (type === 'eXIf') {
    addExif(blocks, payload)
    return
  }
  const end = payload.indexOf(0)
  const keyword = latin1(payload, 0, Math.max(0, end))
  const profile = /^Raw profile type (exif|app1|iptc|8bim|xmp)$/i.exec(keyword)?.[1]?.toLowerCase()
  if (profile === undefined && keyword !== 'XML:com.adobe.xmp') return
  const text = textBehind(type, payload.subarray(end + 1))
  if (text === undefined) return
  if (profile === undefined) blocks.xmp.push(xmlText(text))
  else addProfile(blocks, profile, unhex(text))
}

/** Some writers put JPEG's name of the block before it, against the specification. */
function addExif(blocks: Blocks, payload: Uint8Array): void {
  blocks.tiff.push(latin1(payload, 0, 6) === 'Exif\0\0' ? payload.subarray(6) : payload)
}

/**
 * What stands behind the keyword's NUL: bare in `tEXt`, behind a method and compressed in `zTXt`; in `iTXt` behind
 * `compressed? method language 0 translated-keyword 0`.
 */
function textBehind(type: string, rest: Uint8Array): Uint8Array | undefined {
  if (type === 'tEXt') return rest
  if (type === 'zTXt') return inflated(rest.subarray(1))
  const translated = rest.indexOf(0, 2) + 1
  const text = rest.subarray(rest.indexOf(0, translated) + 1)
  return u8(rest, 0) === 1 ? inflated(text) : text
}

/** ImageMagick's profiles: a line that names it, its length, and the block in hexadecimal. */
function unhex(text: Uint8Array): Buffer {
  const hex = /^\s*[^\n]+\n\s*\d+\s+([\da-f\s]+)$/i.exec(latin1(text))?.[1] ?? ''
  return Buffer.from(hex.replace(/\s+/g, ''), 'hex')
}

const XMP_NAME = 'http://ns.adobe.com/xap/1.0/\0'

/** `APP1` is what stands in JPEG's segment of this name: Exif or XMP. IPTC lies in Photoshop's resources, or bare. */
function addProfile(blocks: Blocks, profile: string, block: Uint8Array): void {
  const isXmp = latin1(block, 0, XMP_NAME.length) === XMP_NAME
  if (isXmp || profile === 'xmp') blocks.xmp.push(xmlText(block.subarray(isXmp ? XMP_NAME.length : 0)))
  else if (profile === 'exif' || profile === 'app1') addExif(blocks, block)
  else if (latin1(block, 0, 4) === '8BIM') addBlocks(blocks, resourceBlocks(inMemory(block)))
  else blocks.iptc.push(...iptcDates(block))
}
