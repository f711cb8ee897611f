/** Photoshop's image resources (Adobe Photoshop file formats specification): in PSD files, in JPEG's APP13, in TIFF's tag 34377. */
import {BLOCK_BYTES, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u8, u16, u32} from './bytes.ts'
import {iptcDates} from './iptc.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

const IPTC = 0x0404
const EXIF = 0x0422
const XMP = 0x0424

/** A document has some hundred; more than this is not one. */
const MAX_RESOURCES = 5000
/** A signature, a number, a name of up to 256 bytes with its padding, and a size. */
const RESOURCE_HEADER = 4 + 2 + 256 + 4

/** PSD and PSB files: a header, a table of colours with its length, the resources with theirs. @throws only what `file.read` throws */
export function psdBlocks(file: Readable): Blocks {
  const head = file.read(0, 30)
  if (latin1(head, 0, 4) !== '8BPS') return noBlocks()
  const lengthAt = 30 + u32(head, 26)
  const start = lengthAt + 4
  return resourceBlocks(file, start, Math.min(start + u32(file.read(lengthAt, 4), 0), file.size))
}

/** EXIF, XMP and IPTC in the resources between two positions: `8BIM number name size data`, names and data padded to even lengths. */
export function resourceBlocks(file: Readable, start = 0, end = file.size): Blocks {
  const blocks = noBlocks()
  let position = start
  for (let count = 0; count < MAX_RESOURCES && position + 12 <= end; count++) {
    const header = file.read(position, RESOURCE_HEADER)
    if (latin1(header, 0, 4) !== '8BIM') break
    const nameBytes = 1 + u8(header, 6)
    const sizeAt = 6 + nameBytes + (nameBytes % 2)
    const size = u32(header, sizeAt)
    const first = position + sizeAt + 4
    const length = Math.min(size, end - first)
    if (length > 0 && length <= BLOCK_BYTES)
      addResource(blocks, u16(header, 4), () => file.read(first, length))
    position = first + size + (size % 2)
  }
  return blocks
}

function addResource(blocks: Blocks, number: number, read: () => Uint8Array): void {
  if (number === EXIF) blocks.tiff.push(read())
  else if (number === XMP) blocks.xmp.push(xmlText(read()))
  else if (number === IPTC) blocks.iptc.push(...iptcDates(read()))
}
