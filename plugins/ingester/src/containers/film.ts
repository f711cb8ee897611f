/** What films say of themselves: MP4, MOV, 3GP and M4V (ISO/IEC 14496-12; QuickTime File Format, "Metadata" and "User Data"). */
import {parseOffset, toIso, utcClock} from 'mediastruct/basics'
import type {Candidate} from '../examine/examination.ts'
import {whenOf} from '../examine/written.ts'
import {latin1, u8, u16, u32, u64, utf8} from './bytes.ts'
import {addMakers} from './film-makers.ts'
import {addCamera, type Found, nothingFound} from './found.ts'
import {type Box, boxesIn, childrenOf, findBox, isFilm, payloadOf} from './isobmff.ts'
import {type Movie, movieOf} from './movie.ts'
import {iso6709} from './position.ts'
import type {Readable} from './readable.ts'

/** Largest box of textual metadata that is read, in bytes. */
const TEXT_BYTES = 64 * 2 ** 10
/** More keys than any program writes. */
const MAX_KEYS = 1000

const APPLE = 'com.apple.quicktime.'
const ANDROID = 'com.android.'
/** `+0900`: how far the phone's clock was from UTC. */
const SAMSUNG_OFFSET = 'com.samsung.android.utc_offset'

/** @throws only what `file.read` throws */
export function film(file: Readable): Found {
  const found = nothingFound()
  const movie = isFilm(file) ? movieOf(file) : undefined
  if (movie === undefined) return found
  const keys = keyedTexts(movie)
  const texts = userDataTexts(movie)
  addCamera(
    found,
    first(keys, [`${APPLE}make`, `${ANDROID}manufacturer`]) ?? first(texts, MAKES),
    first(keys, [`${APPLE}model`, `${ANDROID}model`]) ?? first(texts, MODELS),
  )
  found.position = iso6709(
    keys.get(`${APPLE}location.ISO6709`) ?? texts.get('\xa9xyz') ?? texts.get('@xyz') ?? '',
  )
  found.contentId = keys.get(`${APPLE}content.identifier`)
  found.candidates.push(...textualDates(keys, texts))
  addMakers(found, file, movie)
  found.candidates.push(...headerDate(movie, keys.get(SAMSUNG_OFFSET)))
  return found
}

/** What the phone's clock showed, with its offset: Apple's key, then the older texts. */
function textualDates(keys: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>): Candidate[] {
  const written: [string, string | undefined][] = [
    [`${APPLE}creationdate`, keys.get(`${APPLE}creationdate`)],
    ['udta ©day', texts.get('\xa9day') ?? texts.get('@day')],
    ['udta date', texts.get('date')],
  ]
  return written.flatMap(([field, text]) =>
    text === undefined ? [] : [{source: 'quicktime', field: `QuickTime ${field}`, ...whenOf(text)} as const],
  )
}

function first(texts: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  return names.map((name) => texts.get(name)).find(Boolean)
}

/** `keys` lists names, `ilst` holds a box for each value, whose type is the name's number, counted from 1. */
function keyedTexts({file, moov}: Movie): Map<string, string> {
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

const MAKES = ['\xa9mak', '@mak']
const MODELS = ['\xa9mod', '@mod', '\xa9mdl']
const USER_TEXT = /^(?:\xa9(?:day|mak|mod|mdl|xyz)|@(?:day|mak|mod|xyz)|date)$/

/** `udta`'s texts: most with a length and a language before them, `date` bare. */
function userDataTexts({file, moov}: Movie): Map<string, string> {
  const texts = new Map<string, string>()
  const userData = findBox(file, 'udta', moov)
  if (userData === undefined) return texts
  for (const box of boxesIn(file, userData.start, userData.end)) {
    if (texts.has(box.type) || !USER_TEXT.test(box.type)) continue
    const payload = payloadOf(file, box, TEXT_BYTES)
    if (payload === undefined) continue
    const text = box.type === 'date' ? payload : payload.subarray(4, 4 + u16(payload, 0))
    texts.set(box.type, utf8(text).replace(/\0+$/, '').trim())
  }
  return texts
}

/** From the zero of QuickTime's clock to that of Unix. */
const SECONDS_1904_TO_1970 = 2_082_844_800

/**
 * The film's header: seconds since 1904 UTC (ISO/IEC 14496-12 §8.2.2), 64 bits in version 1, 32 in version 0.
 * @param offset of the phone's clock, where it stands elsewhere in the film
 */
function headerDate({file, moov}: Movie, offset = ''): Candidate[] {
  const header = payloadOf(file, findBox(file, 'mvhd', moov), 1024)
  if (header === undefined) return []
  const seconds = u8(header, 0) === 1 ? u64(header, 4) : u32(header, 4)
  const utcSeconds = seconds - SECONDS_1904_TO_1970
  return [
    {
      source: 'mvhd',
      field: 'QuickTime mvhd creation time',
      written: `${toIso(utcClock(utcSeconds))}Z`,
      offset: parseOffset(offset),
      utcSeconds,
    },
  ]
}
