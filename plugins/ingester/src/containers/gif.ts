/** GIF pictures: XMP in an application extension (GIF89a §26; XMP part 3 §1.1.2). */
import {BLOCK_BYTES, type Blocks, noBlocks} from './blocks.ts'
import {latin1, u8} from './bytes.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

const EXTENSION = 0x21
const APPLICATION = 0xff
const IMAGE = 0x2c
const XMP = 'XMP DataXMP'

/** How far into the file the blocks are walked, in bytes: an animation may go on for long, the packet stands early. */
const SEARCHED_BYTES = 16 * 2 ** 20

/** @throws only what `file.read` throws */
export function gifBlocks(file: Readable): Blocks {
  const blocks = noBlocks()
  const header = file.read(0, 13)
  if (!/^GIF8[79]a/.test(latin1(header))) return blocks
  const bytes = new Window(file)
  let at = 13 + colours(u8(header, 10))
  while (at < bytes.end) {
    const block = bytes.at(at)
    if (block === EXTENSION) {
      const start = at + 2
      at = bytes.behindSubBlocks(start)
      if (bytes.at(start - 1) === APPLICATION) addXmp(blocks, file, start, at)
    } else if (block === IMAGE) {
      at = bytes.behindSubBlocks(at + 10 + colours(bytes.at(at + 9)) + 1)
    } else break
  }
  return blocks
}

/** Bytes of a table of colours, by the flags that announce it. */
function colours(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)
}

/** What ends the packet: numbers so arranged that readers of sub-blocks, who take the text for lengths, find the end. */
const TRAILER = '\x01\xff\xfe'

/** The packet lies bare behind the name, not in sub-blocks. */
function addXmp(blocks: Blocks, file: Readable, start: number, end: number): void {
  const first = start + 1 + XMP.length
  if (latin1(file.read(start + 1, XMP.length)) !== XMP || end - first > BLOCK_BYTES) return
  const packet = file.read(first, end - first)
  const trailer = latin1(packet).lastIndexOf(TRAILER)
  blocks.xmp.push(xmlText(trailer < 0 ? packet : packet.subarray(0, trailer)))
}

const WINDOW_BYTES = 64 * 2 ** 10

/** Single bytes of a file, read in larger pieces. */
class Window {
  readonly end: number
  readonly #file: Readable
  #start = 0
  #bytes: Uint8Array = new Uint8Array()

  constructor(file: Readable) {
    this.#file = file
    this.end = Math.min(file.size, SEARCHED_BYTES)
  }

  /** 0 beyond the end. */
  at(position: number): number {
    const isInside = position >= this.#start && position < this.#start + this.#bytes.length
    if (!isInside && position < this.end) {
      this.#start = position
      this.#bytes = this.#file.read(position, WINDOW_BYTES)
    }
    return u8(this.#bytes, position - this.#start)
  }

  /** The position behind sub-blocks, each a length and so many bytes, the last of length 0. */
  behindSubBlocks(start: number): number {
    let position = start
    while (position < this.end) {
      const length = this.at(position)
      position += 1 + length
      if (length === 0) break
    }
    return position
  }
}
