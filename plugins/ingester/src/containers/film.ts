/** What films say of themselves: MP4, MOV, 3GP and M4V (ISO/IEC 14496-12; QuickTime File Format, "Metadata" and "User Data"). */
import {parseDate, toIso, utcClock} from 'mediastruct'
import type {Camera, Candidate, Position} from '../examine/examination.ts'
import {latin1, u8, u16, u32, u64, utf8} from './bytes.ts'
import {type Box, boxesIn, childrenOf, findBox, isFilm, payloadOf} from './isobmff.ts'
import type {Readable} from './readable.ts'

/** Largest box of textual metadata that is read, in bytes. */
const TEXT_BYTES = 64 * 2 ** 10
/** More keys than any program writes. */
const MAX_KEYS = 1000

const APPLE = 'com.apple.quicktime.'
const ANDROID = 'com.android.'

export interface Film {
  readonly candidates: readonly Candidate[]
  readonly camera: Camera
  readonly position?: Position | undefined
  readonly contentId?: string | undefined
}

/** @throws only what `file.read` throws */
export function filmFacts(file: Readable): Film | undefined {
  const moov = isFilm(file) ? findBox(file, 'moov') : undefined
  if (moov === undefined) return undefined
  const keys = keyedTexts(file, moov)
  const texts = userDataTexts(file, moov)
  const place = keys.get(`${APPLE}location.ISO6709`) ?? texts.get('\xa9xyz') ?? ''
  return {
    candidates: [...textualDates(keys, texts), ...headerDate(file, moov)],
    camera: {
      make: keys.get(`${APPLE}make`) ?? keys.get(`${ANDROID}manufacturer`) ?? texts.get('\xa9mak'),
      model: keys.get(`${APPLE}model`) ?? keys.get(`${ANDROID}model`) ?? texts.get('\xa9mod'),
    },
    position: iso6709(place),
    contentId: keys.get(`${APPLE}content.identifier`),
  }
}

/** What the phone's clock showed, with its offset: Apple's key, then the older texts. */
function textualDates(keys: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>): Candidate[] {
  const written: [string, string | undefined][] = [
    [`${APPLE}creationdate`, keys.get(`${APPLE}creationdate`)],
    ['udta ©day', texts.get('\xa9day')],
    ['udta date', texts.get('date')],
  ]
  return written.flatMap(([field, text]) => {
    if (text === undefined) return []
    const parsed = parseDate(text)
    const when = parsed && {local: toIso(parsed.local), offset: parsed.offset}
    return [{source: 'quicktime', field: `QuickTime ${field}`, written: text, ...when} as const]
  })
}

/** `keys` lists names, `ilst` holds a box for each value, whose type is the name's number, counted from 1. */
function keyedTexts(file: Readable, moov: Box): Map<string, string> {
  const texts = new Map<string, string>()
  const meta = findBox(file, 'meta', moov)
  const children = meta && childrenOf(file, meta)
  const values = children && findBox(file, 'ilst', children)
  if (children === undefined || values === undefined) return texts
  const names = keyNames(payloadOf(file, findBox(file, 'keys', children), TEXT_BYTES))
  for (const box of boxesIn(file, values.start, values.end)) {
    const name = names[u32(Buffer.from(box.type, 'latin1'), 0) - 1]
    const text = name === undefined ? undefined : dataText(file, box)
    if (name !== undefined && text !== undefined) texts.set(name, text)
  }
  return texts
}

/** Entries `size namespace name` behind a version and a count. */
function keyNames(keys: Uint8Array = new Uint8Array()): string[] {
  const names: string[] = []
  let position = 8
  while (position + 8 <= keys.length && names.length < MAX_KEYS) {
    const size = u32(keys, position)
    names.push(latin1(keys, position + 8, position + size))
    position += Math.max(8, size)
  }
  return names
}

/** The text in a value's `data` box, behind its type and locale. */
function dataText(file: Readable, value: Box): string | undefined {
  const data = payloadOf(file, findBox(file, 'data', value), TEXT_BYTES)
  return data === undefined ? undefined : utf8(data.subarray(8)).trim()
}

/** `udta`'s texts: those whose names begin with © with a length and a language before them, `date` bare. */
function userDataTexts(file: Readable, moov: Box): Map<string, string> {
  const texts = new Map<string, string>()
  const userData = findBox(file, 'udta', moov)
  if (userData === undefined) return texts
  for (const box of boxesIn(file, userData.start, userData.end)) {
    if (texts.has(box.type) || !/^(?:\xa9(?:day|mak|mod|xyz)|date)$/.test(box.type)) continue
    const payload = payloadOf(file, box, TEXT_BYTES)
    if (payload === undefined) continue
    const text = box.type === 'date' ? payload : payload.subarray(4, 4 + u16(payload, 0))
    texts.set(box.type, utf8(text).replace(/\0+$/, '').trim())
  }
  return texts
}

/** From the zero of QuickTime's clock to that of Unix. */
const SECONDS_1904_TO_1970 = 2_082_844_800

/** The film's header: seconds since 1904 UTC (ISO/IEC 14496-12 §8.2.2), 64 bits in version 1, 32 in version 0. */
function headerDate(file: Readable, moov: Box): Candidate[] {
  const header = payloadOf(file, findBox(file, 'mvhd', moov), 1024)
  if (header === undefined) return []
  const seconds = u8(header, 0) === 1 ? u64(header, 4) : u32(header, 4)
  const utcSeconds = seconds - SECONDS_1904_TO_1970
  return [
    {
      source: 'mvhd',
      field: 'QuickTime mvhd creation time',
      written: `${toIso(utcClock(utcSeconds))}Z`,
      utcSeconds,
    },
  ]
}

/** `+48.8577+002.295/`, `+4851.5-00217.7+035.2/`: degrees, or degrees and minutes, or with seconds too (ISO 6709 annex H). */
export function iso6709(text: string): Position | undefined {
  const [, latitude, longitude] = /^([+-]\d{2,6}(?:\.\d+)?)([+-]\d{3,7}(?:\.\d+)?)/.exec(text) ?? []
  if (latitude === undefined || longitude === undefined) return undefined
  return positionOf(degrees(latitude, 2), degrees(longitude, 3))
}

function degrees(text: string, digits: 2 | 3): number {
  const [, whole = '', fraction = ''] = /^[+-](\d+)(\.\d+)?$/.exec(text) ?? []
  const parts = [whole.slice(0, digits), whole.slice(digits, digits + 2), whole.slice(digits + 2)]
  const used = parts.filter((part) => part !== '')
  const value = used.reduce((sum, part, index) => {
    const isLast = index === used.length - 1
    return sum + Number(isLast ? part + fraction : part) / 60 ** index
  }, 0)
  return text.startsWith('-') ? -value : value
}

/** Undefined for what is no place on earth, and for 0,0, which receivers without a fix write. */
export function positionOf(latitude: number, longitude: number): Position | undefined {
  const isPlace =
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0)
  return isPlace ? {latitude, longitude} : undefined
}
