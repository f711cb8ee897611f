/** The tags that Nikon's cameras put into films: dates as EXIF writes them. */
import type {Candidate} from '../examine/examination.ts'
import {field, u16, u16le, u32} from './bytes.ts'
import {addCamera, type Found, textCandidate} from './found.ts'

interface Numbers {
  readonly source: Candidate['source']
  readonly make: number
  readonly model: number
  /** In the order in which they are believed: taken, then digitised. */
  readonly dates: readonly number[]
}

const AVI: Numbers = {source: 'riff', make: 0x03, model: 0x04, dates: [0x13, 0x14]}
const QUICKTIME: Numbers = {source: 'quicktime', make: 0x01, model: 0x02, dates: [0x12, 0x11]}

/** EXIF's number for text. */
const ASCII = 2
/** Bytes of a value of each EXIF type, by its number. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

/** The chunk `nctg` of AVI: number and length in 16 bits each, little-endian. */
export function addNikonChunk(found: Found, bytes: Uint8Array): void {
  const texts = new Map<number, string>()
  for (let at = 0; at + 4 <= bytes.length; at += 4 + u16le(bytes, at + 2)) {
    texts.set(u16le(bytes, at), field(bytes, at + 4, u16le(bytes, at + 2)))
  }
  addTexts(found, texts, AVI)
}

/** The box `NCTG` of QuickTime: number in 32 bits, EXIF type and count in 16 each, big-endian. */
export function addNikonBox(found: Found, bytes: Uint8Array): void {
  const texts = new Map<number, string>()
  for (let at = 0; at + 8 <= bytes.length; ) {
    const [type, count] = [u16(bytes, at + 4), u16(bytes, at + 6)]
    if (type === ASCII) texts.set(u32(bytes, at), field(bytes, at + 8, count))
    at += 8 + count * (TYPE_BYTES[type] ?? bytes.length)
  }
  addTexts(found, texts, QUICKTIME)
}

function addTexts(found: Found, texts: ReadonlyMap<number, string>, numbers: Numbers): void {
  addCamera(found, texts.get(numbers.make), texts.get(numbers.model))
  for (const number of numbers.dates) {
    const written = texts.get(number)
    if (written)
      found.candidates.push(textCandidate({source: numbers.source, field: 'Nikon DateTime'}, written))
  }
}
