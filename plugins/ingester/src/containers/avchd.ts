/**
 * Films of AVCHD camcorders (MTS, M2TS): the clock and the maker stand in the video, once in each group of pictures,
 * as packs of a digital tape (IEC 61834-4), which are called MDPM, modified digital video pack metadata.
 */
import {parseDate} from 'mediastruct/basics'
import {latin1, u8, u16} from './bytes.ts'
import {addCamera, type Found, nothingFound, textCandidate} from './found.ts'
import {userData} from './h264-sei.ts'
import type {Readable} from './readable.ts'
import {videoStreams} from './transport-stream.ts'

const NAME = `${Buffer.from('17ee8c60f84d11d98cd60800200c9a66', 'hex').toString('latin1')}MDPM`
const PACK_BYTES = 5

/** Zone, century, year, month. */
const DATE = 0x18
/** Day, hour, minute, second. */
const TIME = 0x19
const MAKER = 0xe0

const MAKERS: ReadonlyMap<number, string> = new Map([
  [0x0103, 'Panasonic'],
  [0x0108, 'Sony'],
  [0x1011, 'Canon'],
  [0x1104, 'JVC'],
])

/** @throws only what `file.read` throws */
export function avchd(file: Readable): Found {
  const found = nothingFound()
  for (const stream of videoStreams(file)) {
    for (const data of userData(stream)) {
      const packs = packsIn(data)
      const [date, time] = [packs.get(DATE), packs.get(TIME)]
      if (date === undefined || time === undefined) continue
      addClock(found, date, time)
      addCamera(found, MAKERS.get(u16(packs.get(MAKER) ?? new Uint8Array(), 0)) ?? '', '')
      return found
    }
  }
  return found
}

/** A count, and packs of a number and four bytes. */
function packsIn(data: Uint8Array): Map<number, Uint8Array> {
  const packs = new Map<number, Uint8Array>()
  if (latin1(data, 0, NAME.length) !== NAME) return packs
  const first = NAME.length + 1
  for (let index = 0; index < u8(data, NAME.length); index++) {
    const pack = data.subarray(first + index * PACK_BYTES, first + (index + 1) * PACK_BYTES)
    if (pack.length === PACK_BYTES) packs.set(u8(pack, 0), pack.subarray(1))
  }
  return packs
}

/** All parts of the clock are decimal digits, two in a byte. */
function addClock(found: Found, date: Uint8Array, time: Uint8Array): void {
  const [, century, year, month] = digits(date)
  const [day, hour, minute, second] = digits(time)
  const text = `${century}${year}-${month}-${day} ${hour}:${minute}:${second}`
  const zone = u8(date, 0)
  const written = `${text}${hoursOf(zone)}${isSummer(zone) ? ' DST' : ''}`
  const parsed = parseDate(isClear(zone) ? text + hoursOf(zone) : text)
  found.candidates.push(textCandidate({source: 'avchd', field: 'AVCHD MDPM'}, written, parsed))
}

function digits(bytes: Uint8Array): string[] {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
}

const UNKNOWN_ZONE = 0xff

/** Bit 5 is the sign (west), bits 4–1 the hours, bit 0 half an hour. */
function hoursOf(zone: number): string {
  if (zone === UNKNOWN_ZONE) return ''
  const hours = String((zone >> 1) & 15).padStart(2, '0')
  return `${zone & 0x20 ? '-' : '+'}${hours}:${zone & 1 ? '30' : '00'}`
}

function isSummer(zone: number): boolean {
  return zone !== UNKNOWN_ZONE && (zone & 0x40) !== 0
}

/** Makers don't agree whether summer's hour is counted, and write 0 where nobody set a zone. */
function isClear(zone: number): boolean {
  return zone !== UNKNOWN_ZONE && (zone & 0x3f) !== 0 && !isSummer(zone)
}
