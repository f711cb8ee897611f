/** PNG chunks: `eXIf`, and XMP in `iTXt` (PNG third edition §11.3; XMP part 3 §1.1.5). */
import {inflateSync} from 'node:zlib'
import {BLOCK_BYTES, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u8, u32, utf8} from './bytes.ts'
import type {Readable} from './readable.ts'

const SIGNATURE_BYTES = 8
const XMP_KEYWORD = 'XML:com.adobe.xmp\0'
/** Picture data comes in chunks of some KiB: a large picture has many. */
const MAX_CHUNKS = 100_000

export function pngBlocks(file: Readable): Blocks {
  const blocks = noBlocks()
  let position = SIGNATURE_BYTES
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const header = file.read(position, 8)
    const length = u32(header, 0)
    const type = latin1(header, 4, 8)
    if (header.length < 8 || type === 'IEND') break
    if (length <= BLOCK_BYTES && (type === 'eXIf' || type === 'iTXt' || type === 'zTXt')) {
      addChunk(blocks, type, file.read(position + 8, length))
    }
    position += 12 + length
  }
  return blocks
}

function addChunk(blocks: Blocks, type: string, payload: Uint8Array): void {
  if (type === 'eXIf') blocks.tiff.push(payload)
  else if (type === 'iTXt') addInternationalText(blocks, payload)
  else addRawProfile(blocks, payload)
}

/** `keyword 0 compressed? method language 0 translated-keyword 0 text` */
function addInternationalText(blocks: Blocks, payload: Uint8Array): void {
  if (latin1(payload, 0, XMP_KEYWORD.length) !== XMP_KEYWORD) return
  const language = XMP_KEYWORD.length + 2
  const translated = payload.indexOf(0, language) + 1
  const text = payload.subarray(payload.indexOf(0, translated) + 1)
  const compressed = u8(payload, XMP_KEYWORD.length) === 1
  const plain = compressed ? inflated(text) : text
  if (plain !== undefined) blocks.xmp.push(utf8(plain))
}

/** ImageMagick's `Raw profile type exif`: a name, a length, and the block in hexadecimal. */
function addRawProfile(blocks: Blocks, payload: Uint8Array): void {
  const keyword = latin1(payload, 0, Math.max(0, payload.indexOf(0)))
  if (!/^Raw profile type (?:exif|APP1)$/i.test(keyword)) return
  const plain = inflated(payload.subarray(keyword.length + 2))
  const hex = /^\s*\w+\s+\d+\s+([\da-f\s]+)$/i.exec(plain === undefined ? '' : latin1(plain))?.[1]
  if (hex === undefined) return
  const block = Buffer.from(hex.replace(/\s+/g, ''), 'hex')
  blocks.tiff.push(block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block)
}

/** Undefined for data that is broken, or that would swell to more than a block may have. */
function inflated(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(bytes, {maxOutputLength: BLOCK_BYTES})
  } catch {
    return undefined
  }
}
