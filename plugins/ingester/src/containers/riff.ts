/** AVI films and WAV memos: dates in the header, in the list `INFO`, and in what the camera's maker left. */
import {BLOCK_BYTES} from './blocks.ts'
import {field, latin1} from './bytes.ts'
import {addTapeClock} from './dv.ts'
import {addCamera, addDirectory, type Found, nothingFound, textCandidate} from './found.ts'
import {addCameraRecord, addPentaxNotes} from './maker-records.ts'
import {addNikonChunk} from './nikon-tags.ts'
import type {Readable} from './readable.ts'
import {type Chunk, chunksIn} from './riff-chunks.ts'
import {parseRiffDate} from './riff-date.ts'
import {xmlText} from './text.ts'

/** @throws only what `file.read` throws */
export function riff(file: Readable): Found {
  const found = nothingFound()
  if (!/^(?:RIFF|RF64)....(?:AVI |WAVE)/s.test(latin1(file.read(0, 12)))) return found
  const chunks = new Collected()
  collect(chunks, file, 12, file.size, 0)
  for (const movie of chunks.movies.slice(0, 1)) addTape(found, file, movie)
  addTexts(found, chunks.of('IDIT'), 'RIFF IDIT')
  for (const chunk of chunks.of('nctg')) addNikonChunk(found, chunk)
  for (const chunk of [...chunks.of('hymn'), ...chunks.of('mknt')]) addPentaxNotes(found, 'riff', chunk)
  for (const chunk of [...chunks.of('strd'), ...chunks.of('JUNK')]) addMaker(found, chunk)
  for (const chunk of chunks.of('olym')) addOlympusMemo(found, chunk)
  for (const chunk of chunks.of('bext')) addBroadcast(found, chunk)
  addTexts(found, chunks.of('DTIM'), 'RIFF DTIM')
  addInfo(found, chunks)
  found.blocks.xmp.push(...chunks.of('_PMX').map(xmlText))
  return found
}

/** Lists that may hold dates: the header, its streams, what cameras say of themselves; never the picture (`movi`). */
const LISTS = new Set(['hdrl', 'strl', 'INFO', 'INF0', 'exif', 'ncdt', 'hydt', 'pntx'])
/** Lists lie in lists: a stream's in the header's. */
const MAX_DEPTH = 3

/** Longest payload that is read of each chunk, in bytes; a longer one is cut. */
const CHUNKS: ReadonlyMap<string, number> = new Map([
  ...['IDIT', 'DTIM', 'ICRD', 'etim', 'ecor', 'emdl'].map((id): [string, number] => [id, 256]),
  ...['bext', 'olym', 'nctg', 'hymn', 'mknt', 'strd', 'JUNK'].map((id): [string, number] => [
    id,
    64 * 2 ** 10,
  ]),
  ['_PMX', BLOCK_BYTES],
])
/** More of one kind, and of all kinds together, than any file has outside of its picture. */
const MAX_ALIKE = 32
const MAX_CHUNKS = 10_000

/** Payloads by the name of their chunk. */
class Collected {
  /** Chunks that may still be looked at. */
  left = MAX_CHUNKS
  /** Lists of pictures and sounds. */
  readonly movies: Chunk[] = []
  readonly #payloads = new Map<string, Uint8Array[]>()

  of(id: string): readonly Uint8Array[] {
    return this.#payloads.get(id) ?? []
  }

  text(id: string): string {
    const [payload] = this.of(id)
    return payload === undefined ? '' : field(payload, 0, payload.length)
  }

  add(id: string, payload: Uint8Array): void {
    this.#payloads.set(id, [...this.of(id), payload])
  }
}

function collect(chunks: Collected, file: Readable, start: number, end: number, depth: number): void {
  for (const chunk of chunksIn(file, start, end)) {
    if (chunks.left-- <= 0) return
    const {id, list} = chunk
    if (list === 'movi') chunks.movies.push(chunk)
    if (LISTS.has(list) && depth < MAX_DEPTH) collect(chunks, file, chunk.start, chunk.end, depth + 1)
    const limit = CHUNKS.get(id)
    if (limit === undefined || chunks.of(id).length >= MAX_ALIKE) continue
    chunks.add(id, file.read(chunk.start, Math.min(chunk.end - chunk.start, limit)))
  }
}

/** Pictures and sounds alternate. */
const FIRST_CHUNKS = 8

/** What was captured from tape tells when it was recorded, in its pictures. */
function addTape(found: Found, file: Readable, movie: Chunk): void {
  const [first, ...others] = chunksIn(file, movie.start, movie.end).take(FIRST_CHUNKS)
  if (first === undefined) return
  // Some of both may lie in a list of their own.
  const chunks =
    first.list === 'rec ' ? chunksIn(file, first.start, first.end).take(FIRST_CHUNKS) : [first, ...others]
  const picture = [...chunks].find(({id}) => /^\d\d(?:d[bc]|__)$/.test(id))
  if (picture !== undefined) addTapeClock(found, file, picture.start)
}

function addTexts(found: Found, payloads: readonly Uint8Array[], name: string): void {
  for (const payload of payloads) addText(found, name, field(payload, 0, payload.length))
}

function addText(found: Found, name: string, written: string): void {
  if (written === '') return
  found.candidates.push(textCandidate({source: 'riff', field: name}, written, parseRiffDate(written)))
}

/**
 * EXIF directories of Casio (`QVMI`, in padding, whose offsets count from the name) and of others (`AVIF`, beside a stream,
 * whose offsets count from the directory), and records of Olympus and Pentax.
 */
function addMaker(found: Found, chunk: Uint8Array): void {
  const name = latin1(chunk, 0, 18)
  if (name.startsWith('QVMI')) addDirectory(found, chunk, {little: false, big: false, first: 10})
  else if (name.startsWith('AVIF'))
    addDirectory(found, chunk.subarray(8), {little: true, big: false, first: 0})
  else if (/^(?:OLYM|PENT)Digital Camera$/.test(name)) addCameraRecord(found, 'riff', chunk, 18)
}

/** Olympus's recorders: twelve digits, two for each part from the year on. */
function addOlympusMemo(found: Found, chunk: Uint8Array): void {
  const written = field(chunk, 0x26, 12)
  if (written === '') return
  const parsed = parseRiffDate(
    written.replace(/^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '20$1-$2-$3 $4:$5:$6'),
  )
  found.candidates.push(textCandidate({source: 'riff', field: 'Olympus StartTime'}, written, parsed))
}

/** Origination date and time of a broadcast wave file: `2004-06-01`, `10:20:30` (EBU Tech 3285 §2.3). */
function addBroadcast(found: Found, chunk: Uint8Array): void {
  const date = field(chunk, 320, 10)
  if (date === '') return
  const time = field(chunk, 330, 8)
  const dashed = date.replace(/^(\d{4})\D(\d{2})\D(\d{2})$/, '$1-$2-$3')
  const clock = time.replace(/^(\d{2})\D(\d{2})\D(\d{2})$/, '$1:$2:$3')
  const parsed = parseRiffDate(`${dashed} ${clock}`)
  found.candidates.push(
    textCandidate({source: 'riff', field: 'BWF OriginationDate'}, `${date} ${time}`, parsed),
  )
}

/** `ICRD` is a day in most files; its time of day is then `etim`'s, in the list that Exif defines for sound (Exif 2.2, chapter 5). */
function addInfo(found: Found, chunks: Collected): void {
  const [date, time] = [chunks.text('ICRD'), chunks.text('etim')]
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date)
  addText(found, 'RIFF ICRD', isDay ? `${date} ${time}`.trim() : date)
  addCamera(found, chunks.text('ecor'), chunks.text('emdl'))
}
