/** What Exif says (Exif 3.0 §4.6): dates, camera, place, and Apple's id of a Live Photo. */

import {positionOf} from '../containers/position.ts'
import {GPS_TAG, TAG, type TiffParts} from '../containers/tiff.ts'
import {tiffBlock} from '../containers/tiff-block.ts'
import {appleContentId} from './apple.ts'
import type {Camera, Candidate, Position} from './examination.ts'
import {gather} from './written.ts'

/** Tags by number, as exifr gives them. */
type Tags = Readonly<Record<string, unknown>>

export interface ExifFacts {
  readonly candidates: readonly Candidate[]
  readonly camera: Camera
  readonly position?: Position | undefined
  readonly contentId?: string | undefined
}

/** exifr is told to keep strings: a `Date` of its making would depend on the process's time zone. */
const OPTIONS = {
  tiff: true,
  ifd0: {pick: Object.values(TAG)},
  exif: {pick: Object.values(TAG)},
  gps: {pick: Object.values(GPS_TAG)},
  ifd1: false,
  xmp: false,
  iptc: false,
  interop: false,
  icc: false,
  makerNote: false,
  userComment: false,
  reviveValues: false,
  translateKeys: false,
  translateValues: false,
  mergeOutput: false,
}

/** What dates the picture, with the sub-seconds and the offset that belong to each. */
const DATES = [
  ['exif', 'DateTimeOriginal', TAG.dateTimeOriginal, TAG.subSecTimeOriginal, TAG.offsetTimeOriginal],
  ['exif-digitized', 'DateTimeDigitized', TAG.createDate, TAG.subSecTimeDigitized, TAG.offsetTimeDigitized],
  ['exif-modify', 'DateTime', TAG.modifyDate, TAG.subSecTime, TAG.offsetTime],
] as const

export async function exifFacts(parts: TiffParts): Promise<ExifFacts> {
  const {exif, ifd0, gps} = await parsed(tiffBlock(parts))
  const directories = [exif, ifd0].filter(isTags)
  return {
    candidates: directories.flatMap((tags) => datesIn(tags, isTags(exif) ? exif : {})),
    camera: {make: nameIn(directories, TAG.make), model: nameIn(directories, TAG.model)},
    position: isTags(gps) ? placeIn(gps) : undefined,
    contentId: parts.makerNote && appleContentId(parts.makerNote),
  }
}

type Parse = (block: Uint8Array, options: typeof OPTIONS) => Promise<unknown>

let parser: Promise<Parse> | undefined

/** Most files of a drop have EXIF; of one that has none, nothing is loaded. */
function exifParser(): Promise<Parse> {
  parser ??= import('exifr').then(({default: {parse}}) => parse)
  // As of the sources: it may only have failed for a moment.
  parser.catch(() => {
    parser = undefined
  })
  return parser
}

/** Empty where exifr can make nothing of it: it throws whatever its reading of a broken block leads to. */
async function parsed(block: Uint8Array): Promise<Record<string, unknown>> {
  const parse = await exifParser()
  try {
    const output: unknown = await parse(block, OPTIONS)
    return isTags(output) ? {...output} : {}
  } catch {
    return {}
  }
}

/** @param exif which holds the sub-seconds and the offset also of `DateTime`, that stands in the main directory */
function datesIn(tags: Tags, exif: Tags): Candidate[] {
  return DATES.flatMap(([source, name, dateTag, subsecTag, offsetTag]) => {
    const date = textOf(tags[dateTag])
    if (date === undefined) return []
    const [subsec, offset] = [subsecTag, offsetTag].map((tag) => textOf(tags[tag] ?? exif[tag]))
    return [{source, field: `EXIF ${name}`, ...gather({date, subsec, offset})}]
  })
}

function nameIn(directories: readonly Tags[], tag: number): string | undefined {
  for (const tags of directories) {
    const name = textOf(tags[tag])?.replace(/\0.*$/s, '').trim()
    if (name) return name
  }
  return undefined
}

function placeIn(tags: Tags): Position | undefined {
  const latitude = degrees(tags[GPS_TAG.latitude])
  const longitude = degrees(tags[GPS_TAG.longitude])
  if (latitude === undefined || longitude === undefined) return undefined
  const isSouth = /^s/i.test(textOf(tags[GPS_TAG.latitudeRef]) ?? '')
  const isWest = /^w/i.test(textOf(tags[GPS_TAG.longitudeRef]) ?? '')
  return positionOf(isSouth ? -latitude : latitude, isWest ? -longitude : longitude)
}

/** Degrees, minutes, seconds. */
function degrees(value: unknown): number | undefined {
  if (!Array.isArray(value)) return undefined
  const [whole = NaN, minutes = 0, seconds = 0] = value.map(Number)
  const sum = whole + minutes / 60 + seconds / 3600
  return Number.isFinite(sum) ? sum : undefined
}

function isTags(value: unknown): value is Tags {
  return typeof value === 'object' && value !== null
}

/** A tag's text: some writers store numbers, or several values. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? textOf(value[0]) : undefined
}
