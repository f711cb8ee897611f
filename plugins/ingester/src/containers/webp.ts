/** WebP chunks `EXIF` and `XMP ` (RFC 9649 §2.7.1.5). */
import {BLOCK_BYTES, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u32le} from './bytes.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

const MAX_CHUNKS = 10_000

export function webpBlocks(file: Readable): Blocks {
  const blocks = noBlocks()
  let position = 12
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const header = file.read(position, 8)
    if (header.length < 8) break
    const type = latin1(header, 0, 4)
    const length = u32le(header, 4)
    if (length <= BLOCK_BYTES && (type === 'EXIF' || isXmp(type))) {
      addChunk(blocks, type, file.read(position + 8, length))
    }
    position += 8 + length + (length % 2)
  }
  return blocks
}

/** Some writers put JPEG's `Exif\0\0` before the block, against the specification. */
function addChunk(blocks: Blocks, type: string, payload: Uint8Array): void {
  if (isXmp(type)) blocks.xmp.push(xmlText(payload))
  else blocks.tiff.push(latin1(payload, 0, 6) === 'Exif\0\0' ? payload.subarray(6) : payload)
}

/** Some writers end the name with a NUL. */
function isXmp(type: string): boolean {
  return type === 'XMP ' || type === 'XMP\0'
}
