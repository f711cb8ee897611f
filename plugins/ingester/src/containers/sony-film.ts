/** What Sony's cameras write into films: a document in XML, or, in the first years, entries of their own. */
import {parseDate} from 'mediastruct/basics'
import {u16, u32, utf8} from './bytes.ts'
import {addCamera, type Found, textCandidate} from './found.ts'
import {type Box, boxesIn, childrenOf, findBox, payloadOf} from './isobmff.ts'
import type {Movie} from './movie.ts'
import type {Readable} from './readable.ts'

const DOCUMENT_BYTES = 2 ** 20

/** NonRealTimeMeta: what the clock showed, with its offset, and the device. */
export function addSonyDocument(found: Found, file: Readable, meta: Box): void {
  const box = findBox(file, 'xml ', childrenOf(file, meta))
  const payload = payloadOf(file, box, DOCUMENT_BYTES)
  const text = payload === undefined ? '' : utf8(payload)
  if (!text.includes('NonRealTimeMeta')) return
  const written = /<CreationDate\s+value="([^"]{1,40})"/.exec(text)?.[1]
  if (written !== undefined) {
    found.candidates.push(textCandidate({source: 'quicktime', field: 'Sony CreationDate'}, written))
  }
  const device = /<Device\s[^>]{0,400}/.exec(text)?.[0] ?? ''
  addCamera(
    found,
    /\bmanufacturer="([^"]{1,60})"/.exec(device)?.[1],
    /\bmodelName="([^"]{1,60})"/.exec(device)?.[1],
  )
}

/** `USMT` and what Sony puts behind its names. */
const USER_METADATA = '55534d5421d24fcebb88695cfac9c740'
const PRODUCTION_DATE = 0x03
const UTF16 = 1

/** `2006/01/15 13:41:27` in the box `MTDT` of the film or of a track: entries of a size, a number, a language, an encoding, and the text. */
export function addSonyMetadata(found: Found, {file, moov}: Movie): void {
  const tracks = [...boxesIn(file, moov.start, moov.end)].filter(({type}) => type === 'trak')
  for (const within of [moov, ...tracks.slice(0, 8)]) {
    for (const box of boxesIn(file, within.start, within.end)) {
      if (box.uuid !== USER_METADATA) continue
      const entries = payloadOf(file, findBox(file, 'MTDT', box), 2 ** 16)
      if (entries !== undefined) addEntries(found, entries)
    }
  }
}

function addEntries(found: Found, entries: Uint8Array): void {
  let at = 2
  for (let left = u16(entries, 0); left > 0 && at + 10 <= entries.length; left--) {
    const size = Math.max(10, u16(entries, at))
    if (u32(entries, at + 2) === PRODUCTION_DATE) {
      const text = textOf(entries.subarray(at + 10, at + size), u16(entries, at + 8))
      const parsed = parseDate(text.replace(/^(\d{4})\/(\d{2})\//, '$1-$2-'))
      found.candidates.push(textCandidate({source: 'quicktime', field: 'Sony ProductionDate'}, text, parsed))
    }
    at += size
  }
}

/** In UTF-16 its bytes are big-endian. */
function textOf(bytes: Uint8Array, encoding: number): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length & ~1))
  const text = encoding === UTF16 ? even.swap16().toString('utf16le') : utf8(bytes)
  return text.replace(/\0.*$/s, '').trim()
}
