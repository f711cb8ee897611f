/**
 * Digital video as it lay on tape (IEC 61834-2, SMPTE 314M), in files of its own and in AVI: beside each picture stands
 * when it was recorded.
 */
import {parseDate} from 'mediastruct/basics'
import {latin1, u8} from './bytes.ts'
import {type Found, nothingFound, textCandidate} from './found.ts'
import type {Readable} from './readable.ts'

/** A frame begins with a header block of a sequence for 60 or for 50 fields. */
const FRAME = /^\x1f\x07\0[\x3f\xbf]/s
/** Blocks of a sequence; a frame has ten or more of these, and each tells the same clock. */
const SEQUENCE_BLOCKS = 150
const BLOCK_BYTES = 80

/** @throws only what `file.read` throws */
export function dv(file: Readable): Found {
  const found = nothingFound()
  addTapeClock(found, file, 0)
  return found
}

/** Adds when a frame was recorded, if one begins here. */
export function addTapeClock(found: Found, file: Readable, position: number): void {
  if (!FRAME.test(latin1(file.read(position, 4)))) return
  const packs = packsIn(file.read(position, SEQUENCE_BLOCKS * BLOCK_BYTES))
  const [date, time] = [packs.get(REC_DATE), packs.get(REC_TIME)]
  if (date === undefined || time === undefined) return
  const [, day, month, year] = digits(date, DATE_BITS)
  const [, second, minute, hour] = digits(time, TIME_BITS)
  const century = Number(year) < FIRST_YEAR ? '20' : '19'
  const written = `${century}${year}-${month}-${day} ${hour}:${minute}:${second}`
  found.candidates.push(textCandidate({source: 'avchd', field: 'DV tape clock'}, written, parseDate(written)))
}

/** Years have two digits; there was no such tape before 1990. */
const FIRST_YEAR = 90

/** Auxiliary data of the picture, by the first half of a block's first byte. */
const VAUX = 5
const PACKS = 15
const PACK_BYTES = 5
const REC_DATE = 0x62
const REC_TIME = 0x63

/** Behind a block's name of three bytes, packs of a number and four bytes. */
function packsIn(sequence: Uint8Array): Map<number, Uint8Array> {
  const packs = new Map<number, Uint8Array>()
  for (let block = 0; block + BLOCK_BYTES <= sequence.length; block += BLOCK_BYTES) {
    if (u8(sequence, block) >> 4 !== VAUX) continue
    for (let index = 0; index < PACKS; index++) {
      const at = block + 3 + index * PACK_BYTES
      packs.set(u8(sequence, at), sequence.subarray(at + 1, at + PACK_BYTES))
    }
  }
  return packs
}

/** Other bits say the zone, the day of the week, and the frame. */
const DATE_BITS = [0xff, 0x3f, 0x1f, 0xff] as const
const TIME_BITS = [0xff, 0x7f, 0x7f, 0x3f] as const

/** Decimal digits, two in a byte. */
function digits(bytes: Uint8Array, bits: readonly number[]): string[] {
  return bits.map((mask, index) => (u8(bytes, index) & mask).toString(16).padStart(2, '0'))
}
