/** XMP in a file of its own (XMP part 1 §7.3: UTF-8, or UTF-16 or UTF-32 with a byte order mark). */
import {type Blocks, noBlocks} from './blocks.ts'
import {latin1, utf8} from './bytes.ts'
import type {Readable} from './readable.ts'

/** With masks and brushes, such files reach some MiB. */
const PACKET_BYTES = 16 * 2 ** 20

export function xmpFile(file: Readable): Blocks {
  return {...noBlocks(), xmp: [textOf(file.read(0, PACKET_BYTES))]}
}

function textOf(bytes: Uint8Array): string {
  const mark = latin1(bytes, 0, 2)
  if (mark === '\xff\xfe') return Buffer.from(bytes).toString('utf16le')
  if (mark === '\xfe\xff')
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le')
  return utf8(bytes)
}
