/**
 * JPEGs as a camera writes them, but for what they show: EXIF in front, then a real baseline picture in grey whose blocks
 * are plain random tones. Every block is coded in one byte, so that a picture of any size is made without an encoder.
 */
import {exif} from '../plugins/demo/src/media/exif.ts'
import {bytesFrom} from './random.ts'

const CAMERA = {make: 'MediaStruct', model: 'Bench 1'}
/** Blocks in a row, of 8 by 8 pixels. */
const ROW = 512

/**
 * @param size bytes of the picture behind the header; a multiple of 512 is filled exactly
 * @param taken wall clock: `2024-05-04T10:20:30`
 */
export function* jpeg(size: number, seed: number, taken: string): Generator<Buffer> {
  const rows = Math.max(1, Math.round(size / ROW))
  yield header(rows, taken)
  for (const noise of bytesFrom(seed, rows * ROW)) yield tones(noise)
  yield Buffer.from([0xff, 0xd9])
}

function header(rows: number, taken: string): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(rows * 8, 1)
  frame.writeUInt16BE(ROW * 8, 3)
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, exif({...CAMERA, local: taken})),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 8)])),
    segment(0xc0, frame),
    segment(0xc4, codeTable(0x00, 6)),
    segment(0xc4, codeTable(0x10, 0)),
    segment(0xda, Buffer.from([1, 1, 0x00, 0, 63, 0])),
  ])
}

function segment(marker: number, payload: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(payload.length + 2, 2)
  return Buffer.concat([head, payload])
}

/** A Huffman table of one code, the single bit 0, that stands for `symbol`. @param id class and number of the table */
function codeTable(id: number, symbol: number): Buffer {
  return Buffer.from([id, 1, ...Array<number>(15).fill(0), symbol])
}

/**
 * A block is the bit 0 (a tone of six bits follows), the six bits, and the bit 0 (no more than a tone). Every second block
 * takes back what the one before it added, for tones are differences and must not run away. No byte is 0xff.
 */
function tones(noise: Buffer): Buffer {
  for (let at = 0; at + 1 < noise.length; at += 2) {
    const tone = (noise[at] ?? 0) & 0x7e
    noise[at] = tone
    noise[at + 1] = tone ^ 0x7e
  }
  return noise
}
