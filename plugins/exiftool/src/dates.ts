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
  'MIMEType',
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
  readonly parsed: ParsedDate | undefined
  /** It names a moment everywhere, and not what a clock showed. */
  readonly isInstant: boolean
}

/** @returns the first date that can be believed */
export function dateAmong(tags: Tags, {timezone}: Pick<DatableFile, 'timezone'>): CaptureDate | undefined {
  for (const {parsed, isInstant} of writtenIn(tags)) {
    const answer = parsed && (isInstant ? converted(parsed, timezone) : trusted(parsed, 'high'))
    if (answer) return answer
  }
  return undefined
}

/** All that is written, from what is believed first to what is believed last. */
function* writtenIn(tags: Tags): Generator<Written> {
  const isMedia = MEDIA.test(textOf(tags['File:MIMEType']) ?? '')
  for (const field of WALL_CLOCK) {
    if (isMedia || !field.date.endsWith(':CreateDate')) yield {parsed: gather(tags, field), isInstant: false}
  }
  yield* others(tags, /:DateTimeOriginal$/)
  for (const date of INSTANTS) {
    if (date !== FILM_HEADER || isFilm(tags)) yield {parsed: gather(tags, {date}), isInstant: true}
  }
  if (isMedia) yield* others(tags, /:(?:CreateDate|CreationDate)$/)
}

/** A document's creation is no capture. */
const MEDIA = /^(?:image|video|audio)\/|photoshop$/

/** In a still picture of that family it tells when the file was encoded. */
const FILM_HEADER = 'QuickTime:CreateDate'

function isFilm(tags: Tags): boolean {
  return textOf(tags['File:MIMEType'])?.startsWith('video/') ?? false
}

/** In formats that are not named above, a date in UTC is taken for an instant: no camera's clock is meant. */
function* others(tags: Tags, pattern: RegExp): Generator<Written> {
  const known = [...INSTANTS, ...WALL_CLOCK.map(({date}) => date)]
  for (const date of Object.keys(tags)) {
    if (!pattern.test(date) || known.includes(date) || date.startsWith(MADE_UP)) continue
    const parsed = gather(tags, {date})
    yield {parsed, isInstant: parsed?.offset === 'Z' || parsed?.offset === '+00:00'}
  }
}

/** Puts a date together; sub-seconds and offset count only where they are well-formed. */
function gather(tags: Tags, {date, time, subsec, offset}: Field): ParsedDate | undefined {
  const text = [date, ...(time === undefined ? [] : [time])]
    .flatMap((tag) => textOf(tags[tag]) ?? [])
    .join(' ')
  const parsed = parseDate(text)
  if (parsed?.local.hour === undefined) return parsed
  const digits = subsec && /^\d{1,9}/.exec(textOf(tags[subsec])?.trim() ?? '')?.[0]
  const local = digits ? {...parsed.local, subsec: digits} : parsed.local
  return {local, offset: parseOffset((offset && textOf(tags[offset])) || '') ?? parsed.offset}
}

/** ExifTool writes as a number what looks like one, and loses nothing by it. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? textOf(value[0]) : undefined
}

/** The zeros of counters are told by their UTC value: in another zone they fall on the evening before. */
function converted({local, offset}: ParsedDate, timezone: string): CaptureDate | undefined {
  const utcSeconds = offset === undefined ? clockSeconds(local) : toUtc(local, offset)
  if (refusal(utcClock(utcSeconds), nowSeconds()) !== undefined) return undefined
  const parsed = fromUtc(utcSeconds, timezone)
  return parsed && trusted(parsed, 'medium')
}

function trusted(
  {local, offset}: ParsedDate,
  confidence: CaptureDate['confidence'],
): CaptureDate | undefined {
  if (refusal(local, nowSeconds()) !== undefined) return undefined
  return {local: toIso(local), confidence, ...(offset !== undefined && {offset})}
}

function nowSeconds(): number {
  return Date.now() / 1000
}
