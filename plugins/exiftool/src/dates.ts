/** The capture date among the tags that ExifTool found, by the same precedence as the built-in sources have. */
import {
  type CaptureDate,
  clockSeconds,
  type DatableFile,
  fromUtc,
  type ParsedDate,
  parseDate,
  parseOffset,
  refusal,
  toIso,
  toUtc,
  utcClock,
} from 'mediastruct'
import type {Tags} from './exiftool.ts'

/** Where a date stands: the tag itself, and those that hold the rest of it. */
interface Field {
  readonly date: string
  readonly time?: string
  readonly subsec?: string
  readonly offset?: string
}

/** What the camera's clock showed, from the shutter's date down. */
const WALL_CLOCK: readonly Field[] = [
  {date: 'EXIF:DateTimeOriginal', subsec: 'EXIF:SubSecTimeOriginal', offset: 'EXIF:OffsetTimeOriginal'},
  // Raw formats of their own, without EXIF, count as notes of the camera's maker.
  {date: 'MakerNotes:DateTimeOriginal'},
  {date: 'EXIF:CreateDate', subsec: 'EXIF:SubSecTimeDigitized', offset: 'EXIF:OffsetTimeDigitized'},
  {date: 'QuickTime:CreationDate'},
  {date: 'XML:CreationDateValue'},
  {date: 'QuickTime:DateTimeOriginal'},
  {date: 'QuickTime:ContentCreateDate'},
  {date: 'H264:DateTimeOriginal'},
  {date: 'RIFF:DateTimeOriginal'},
  {date: 'RIFF:DateCreated'},
  {date: 'XMP:DateTimeOriginal'},
  {date: 'XMP:DateCreated'},
  {date: 'XMP:CreateDate'},
  {date: 'IPTC:DateCreated', time: 'IPTC:TimeCreated'},
]

/** UTC by specification, whether ExifTool writes a `Z` behind it or not. */
const INSTANTS: readonly string[] = ['QuickTime:CreateDate', 'Matroska:DateTimeOriginal', 'ASF:CreationDate']

/** Names of tags that are asked for in whatever group they stand. */
const NAMES = [
  ...['DateTimeOriginal', 'SubSecTimeOriginal', 'OffsetTimeOriginal'],
  ...['CreateDate', 'SubSecTimeDigitized', 'OffsetTimeDigitized'],
  ...['CreationDate', 'CreationDateValue', 'ContentCreateDate', 'DateCreated', 'TimeCreated'],
  ...['Make', 'Model', 'MIMEType'],
]

/** Made up by ExifTool out of other tags, which are asked for themselves. */
const MADE_UP = 'Composite:'

/**
 * What ExifTool is asked, without the file. `-fast` leaves out the picture itself; `-fast2` would leave out all that
 * stands behind it, and with it the header of most films.
 */
export const ARGUMENTS: readonly string[] = [
  '-json',
  '-n',
  '-a',
  '-G0',
  '-fast',
  ...NAMES.map((name) => `-${name}`),
]

/** A date as it stands in the file. */
interface Written {
  readonly text: string
  readonly parsed: ParsedDate | undefined
  /** It names a moment everywhere, and not what a clock showed. */
  readonly isInstant: boolean
}

type Asked = Pick<DatableFile, 'timezone' | 'localClocks' | 'refuse'>

/** @returns the first date that can be believed; what was refused before it is told to the host */
export function dateAmong(tags: Tags, file: Asked): CaptureDate | undefined {
  const isLocal = isLocalClock(tags, file.localClocks)
  for (const {text, parsed, isInstant} of writtenIn(tags)) {
    const date =
      parsed && (isInstant && !isLocal ? converted(parsed, file.timezone) : trusted(parsed, 'high'))
    if (typeof date === 'object') return date
    file.refuse(text, date ?? NO_DATE)
  }
  return undefined
}

/** All that is written, from what is believed first to what is believed last. */
function* writtenIn(tags: Tags): Generator<Written> {
  const isMedia = MEDIA.test(textOf(tags['File:MIMEType']))
  for (const field of WALL_CLOCK) {
    if (isMedia || !field.date.endsWith(':CreateDate')) yield* written(tags, field, false)
  }
  yield* others(tags, /:DateTimeOriginal$/)
  for (const date of INSTANTS) {
    if (date !== FILM_HEADER || isFilm(tags)) yield* written(tags, {date}, true)
  }
  if (isMedia) yield* others(tags, /:(?:CreateDate|CreationDate)$/)
}

/** A document's creation is no capture. */
const MEDIA = /^(?:image|video|audio)\/|photoshop$/

/** In a still picture of that family it tells when the file was encoded. */
const FILM_HEADER = 'QuickTime:CreateDate'

function isFilm(tags: Tags): boolean {
  return textOf(tags['File:MIMEType']).startsWith('video/')
}

/** In formats that are not named above, a date in UTC is taken for an instant: no camera's clock is meant. */
function* others(tags: Tags, pattern: RegExp): Generator<Written> {
  const known = [...INSTANTS, ...WALL_CLOCK.map(({date}) => date)]
  for (const date of Object.keys(tags)) {
    if (pattern.test(date) && !known.includes(date) && !date.startsWith(MADE_UP)) {
      yield* written(tags, {date}, 'where it says UTC')
    }
  }
}

/** Puts a date together; sub-seconds and offset count only where they are well-formed. Nothing where nothing is written. */
function* written(
  tags: Tags,
  {date, time, subsec, offset}: Field,
  isInstant: boolean | 'where it says UTC',
): Generator<Written> {
  const tag = (name: string | undefined) => (name === undefined ? '' : textOf(tags[name]))
  const text = `${tag(date)} ${tag(time)}`.trim()
  if (text === '') return
  const parsed = parseDate(text)
  const whole = parsed && completed(parsed, tag(subsec), tag(offset))
  const saysUtc = whole?.offset === 'Z' || whole?.offset === '+00:00'
  yield {text, parsed: whole, isInstant: typeof isInstant === 'boolean' ? isInstant : saysUtc}
}

function completed(parsed: ParsedDate, subsec: string, offset: string): ParsedDate {
  if (parsed.local.hour === undefined) return parsed
  const digits = /^\d{1,9}/.exec(subsec.trim())?.[0]
  const local = digits === undefined ? parsed.local : {...parsed.local, subsec: digits}
  return {local, offset: parseOffset(offset) ?? parsed.offset}
}

/** ExifTool writes as a number what looks like one, and loses nothing by it. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? textOf(value[0]) : ''
}

/** Whether the camera is one of those that write local time where a format wants UTC. */
function isLocalClock(tags: Tags, localClocks: readonly string[]): boolean {
  const found = (name: string) =>
    textOf(tags[Object.keys(tags).find((tag) => tag.endsWith(`:${name}`)) ?? ''])
  const camera = `${found('Make')} ${found('Model')}`.trim().toLowerCase()
  return localClocks.some((clock) => clock.trim() !== '' && camera.startsWith(clock.trim().toLowerCase()))
}

const NO_DATE = 'no such day or time'

/** A date, or why it is none. The zeros of counters are told by their UTC value: in another zone they fall on the evening before. */
function converted({local, offset}: ParsedDate, timezone: string): CaptureDate | string {
  const utcSeconds = offset === undefined ? clockSeconds(local) : toUtc(local, offset)
  const parsed = fromUtc(utcSeconds, timezone)
  return refusal(utcClock(utcSeconds), nowSeconds()) ?? (parsed ? trusted(parsed, 'medium') : NO_DATE)
}

/** A date, or why it is none. */
function trusted({local, offset}: ParsedDate, confidence: CaptureDate['confidence']): CaptureDate | string {
  const refused = refusal(local, nowSeconds())
  return refused ?? {local: toIso(local), confidence, ...(offset !== undefined && {offset})}
}

function nowSeconds(): number {
  return Date.now() / 1000
}
