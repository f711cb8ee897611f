/** Dates of films: MP4, MOV, 3GP and M4V. */
import {type CaptureDate, type DatableFile, fromUtc, parseDate, refusal, utcClock} from 'mediastruct'
import type {Readable} from '../containers/blocks.ts'
import {latin1, u8, u16, u32, u64, utf8} from '../containers/bytes.ts'
import {type Box, boxesIn, childrenOf, findBox, isFilm, payloadOf} from '../containers/isobmff.ts'
import {defineSource, nowSeconds, trusted} from './source.ts'

/** Largest box of textual metadata that is read, in bytes. */
const TEXT_BYTES = 64 * 2 ** 10

const CREATION_DATE = 'com.apple.quicktime.creationdate'

/** What the phone's clock showed, with its offset: Apple's key, or the older `date` and `©day` texts. */
export const quicktime = defineSource('quicktime', async (file) => {
  if (!(await isFilm(file))) return undefined
  const moov = await findBox(file, 'moov')
  if (moov === undefined) return undefined
  return textual(await keyedDate(file, moov)) ?? textual(await userDataDate(file, moov))
})

function textual(text: string | undefined): CaptureDate | undefined {
  return text === undefined ? undefined : trusted(parseDate(text), 'high')
}

/** `keys` lists names, `ilst` holds a box for each value, whose type is the name's number, counted from 1. */
async function keyedDate(file: Readable, moov: Box): Promise<string | undefined> {
  const meta = await findBox(file, 'meta', moov)
  if (meta === undefined) return undefined
  const children = await childrenOf(file, meta)
  const keys = await payloadOf(file, await findBox(file, 'keys', children), TEXT_BYTES)
  const values = await findBox(file, 'ilst', children)
  const wanted = keys === undefined ? 0 : numberOf(keys, CREATION_DATE)
  if (wanted === 0 || values === undefined) return undefined
  for await (const box of boxesIn(file, values.start, values.end)) {
    if (u32(Buffer.from(box.type, 'latin1'), 0) === wanted) return await dataText(file, box)
  }
  return undefined
}

/** 0 where no key has this name. */
function numberOf(keys: Uint8Array, name: string): number {
  const count = u32(keys, 4)
  let position = 8
  for (let number = 1; number <= count && position + 8 <= keys.length; number++) {
    const size = u32(keys, position)
    if (latin1(keys, position + 8, position + size) === name) return number
    position += Math.max(8, size)
  }
  return 0
}

/** The text in a value's `data` box, behind its type and locale. */
async function dataText(file: Readable, value: Box): Promise<string | undefined> {
  const data = await payloadOf(file, await findBox(file, 'data', value), TEXT_BYTES)
  return data === undefined ? undefined : utf8(data.subarray(8)).trim()
}

/** `udta`'s texts: `©day` with a length and a language before it, `date` bare. */
async function userDataDate(file: Readable, moov: Box): Promise<string | undefined> {
  const day = await payloadOf(file, await findBox(file, 'udta/\xa9day', moov), TEXT_BYTES)
  if (day !== undefined) return utf8(day.subarray(4, 4 + u16(day, 0)))
  const date = await payloadOf(file, await findBox(file, 'udta/date', moov), TEXT_BYTES)
  return date === undefined ? undefined : utf8(date).trim()
}

/** The film's header: UTC by specification, told in the zone that the user named. */
export const mvhd = defineSource('mvhd', async (file) => {
  if (!(await isFilm(file))) return undefined
  const header = await payloadOf(file, await findBox(file, 'moov/mvhd'), 1024)
  return header === undefined ? undefined : fromInstant(file, creationTime(header) - SECONDS_1904_TO_1970)
})

/** From the zero of QuickTime's clock to that of Unix. */
const SECONDS_1904_TO_1970 = 2_082_844_800

/** Seconds since 1904 UTC (ISO/IEC 14496-12 §8.2.2): 64 bits in version 1, 32 in version 0. */
function creationTime(header: Uint8Array): number {
  return u8(header, 0) === 1 ? u64(header, 4) : u32(header, 4)
}

/** The zeros of counters are told by their UTC value: in another zone they fall on the evening before. */
function fromInstant(file: DatableFile, utcSeconds: number): CaptureDate | undefined {
  if (refusal(utcClock(utcSeconds), nowSeconds()) !== undefined) return undefined
  return trusted(fromUtc(utcSeconds, file.timezone), 'medium')
}
