/** XMP in a file of its own (XMP part 1 §7.3: UTF-8, or UTF-16 or UTF-32 with a byte order mark). */
import {type Blocks, noBlocks} from './blocks.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

/** With masks and brushes, such files reach some MiB. */
const PACKET_BYTES = 16 * 2 ** 20

export function xmpFile(file: Readable): Blocks {
  return {...noBlocks(), xmp: [xmlText(file.read(0, PACKET_BYTES))]}
}
