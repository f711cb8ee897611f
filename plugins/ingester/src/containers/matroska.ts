/** Matroska and WebM films (RFC 9559): when the file was written, and the tags that a recording carries. */
import type {Candidate} from '../examine/examination.ts'
import {utf8} from './bytes.ts'
import {type Element, elementAt, elementsIn, numberIn} from './ebml.ts'
import {type Found, instantCandidate, nothingFound, textCandidate} from './found.ts'
import {inMemory} from './in-memory.ts'
import type {Readable} from './readable.ts'

const ID = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  dateUtc: 0x4461,
  cluster: 0x1f43b675,
  tags: 0x1254c367,
  tag: 0x7373,
  simpleTag: 0x67c8,
  tagName: 0x45a3,
  tagString: 0x4487,
} as const

/** @throws only what `file.read` throws */
export function matroska(file: Readable): Found {
  const found = nothingFound()
  if (elementAt(file, 0, file.size)?.id !== ID.ebml) return found
  // More segments, where there are any, go on with the same recording.
  const segment = elementsIn(file, 0, file.size).find(({id}) => id === ID.segment)
  if (segment !== undefined) found.candidates.push(...datesOf(file, partsOf(file, segment)))
  return found
}

/** The parts of a segment that are looked at. */
const PARTS: ReadonlySet<number> = new Set([ID.seekHead, ID.info, ID.tags])
/** More of them than any file has. */
const MAX_PARTS = 64

/** What stands before the clusters, which hold picture and sound, and what the seek heads find behind them. */
function partsOf(file: Readable, segment: Element): Element[] {
  const parts = new Map<number, Element>()
  const take = (part: Element | undefined) => {
    if (part?.isSized && PARTS.has(part.id) && parts.size < MAX_PARTS) parts.set(part.at, part)
  }
  let hasSeekHead = false
  for (const part of elementsIn(file, segment.start, segment.end)) {
    if (part.id === ID.cluster && (hasSeekHead || !part.isSized)) break
    hasSeekHead ||= part.id === ID.seekHead
    take(part)
  }
  // The map grows while it is walked: a seek head may point to another.
  for (const part of parts.values()) {
    if (part.id !== ID.seekHead) continue
    for (const at of targetsOf(file, part, segment))
      if (!parts.has(at)) take(elementAt(file, at, segment.end))
  }
  return [...parts.values()]
}

/** Positions in a seek head count from the segment's first byte (RFC 9559 §5.1.1). */
function targetsOf(file: Readable, seekHead: Element, segment: Element): number[] {
  return all(payloadOf(file, seekHead), ID.seek).flatMap((seek) =>
    all(seek, ID.seekPosition).map((position) => segment.start + numberIn(position)),
  )
}

/** Tags of a recording, from the strongest. Apple's is what a phone's film keeps when it is converted. */
const DATE_TAGS = ['COM.APPLE.QUICKTIME.CREATIONDATE', 'DATE_RECORDED', 'DATE_DIGITIZED']

/** Tags first: what a program writes as the file's date may be the day of a conversion. */
function datesOf(file: Readable, parts: readonly Element[]): Candidate[] {
  const payloads = (id: number) => parts.filter((part) => part.id === id).map((part) => payloadOf(file, part))
  const texts = payloads(ID.tags).flatMap(tagsIn)
  const tagged = DATE_TAGS.flatMap((name) => texts.filter((tag) => tag.name === name).map(tagDate))
  return [...tagged, ...payloads(ID.info).flatMap(writingDates)]
}

interface Tag {
  readonly name: string
  readonly text: string
}

/** Names are written in capitals, but not by all. */
function tagsIn(payload: Uint8Array): Tag[] {
  const simple = all(payload, ID.tag).flatMap((tag) => all(tag, ID.simpleTag))
  return simple.flatMap((tag) => {
    const text = (id: number) => utf8(all(tag, id)[0] ?? new Uint8Array()).split('\0', 1)[0] ?? ''
    return [{name: text(ID.tagName).toUpperCase(), text: text(ID.tagString)}]
  })
}

function tagDate({name, text}: Tag): Candidate {
  return textCandidate({source: 'matroska', field: `Matroska ${name}`}, text)
}

/** From the zero of Matroska's clock, 2001-01-01 UTC, to that of Unix. */
const SECONDS_1970_TO_2001 = 978_307_200

/** Nanoseconds (RFC 9559 §5.1.2.11); a zero was never set. */
function writingDates(info: Uint8Array): Candidate[] {
  return all(info, ID.dateUtc).flatMap((payload) => {
    if (payload.length !== 8) return []
    const nanoseconds = Buffer.from(payload).readBigInt64BE()
    if (nanoseconds === 0n) return []
    const seconds = Number(nanoseconds / 1_000_000_000n) + SECONDS_1970_TO_2001
    return [instantCandidate({source: 'matroska', field: 'Matroska DateUTC'}, seconds)]
  })
}

/** Largest part that is read, in bytes; a larger one is cut. */
const PART_BYTES = 2 ** 20

function payloadOf(file: Readable, {start, end}: Element): Uint8Array {
  return file.read(start, Math.min(end - start, PART_BYTES))
}

/** Payloads of the elements of one kind. */
function all(payload: Uint8Array, id: number): Uint8Array[] {
  const elements = [...elementsIn(inMemory(payload), 0, payload.length)]
  return elements.filter((element) => element.id === id).map(({start, end}) => payload.subarray(start, end))
}
