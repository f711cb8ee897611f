/**
 * TIFF directories (TIFF 6.0 §2; BigTIFF for those beyond 4 GiB), in files and in Exif blocks, wherever they lie. Only the
 * tags that are asked for are read: a file of gigabytes costs a few reads.
 */

import type {IptcDate} from './blocks.ts'
import {latin1, uint, uintLe} from './bytes.ts'
import {iptcDates} from './iptc.ts'
import type {Readable} from './readable.ts'
import {xmlText} from './text.ts'

/** Tags by number (Exif 3.0 §4.6). */
export const TAG = {
  make: 0x010f,
  model: 0x0110,
  modifyDate: 0x0132,
  xmp: 0x02bc,
  iptc: 0x83bb,
  exif: 0x8769,
  gps: 0x8825,
  dateTimeOriginal: 0x9003,
  createDate: 0x9004,
  offsetTime: 0x9010,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  makerNote: 0x927c,
  subSecTime: 0x9290,
  subSecTimeOriginal: 0x9291,
  subSecTimeDigitized: 0x9292,
  dngVersion: 0xc612,
} as const

/** Those of a GPS directory that say where it was (Exif 3.0 §4.6.7). */
export const GPS_TAG = {latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4} as const

export interface TiffEntry {
  readonly tag: number
  readonly type: number
  readonly count: number
  /** In the file's byte order. */
  readonly value: Uint8Array
}

export interface TiffParts {
  readonly little: boolean
  readonly main: readonly TiffEntry[]
  readonly exif: readonly TiffEntry[]
  readonly gps: readonly TiffEntry[]
  readonly xmp: readonly string[]
  readonly iptc: readonly IptcDate[]
  readonly makerNote?: Uint8Array | undefined
  readonly isDng: boolean
}

/** Largest value of an ordinary tag, in bytes: dates and names are shorter. */
const VALUE_BYTES = 1024
const LARGE_BYTES: Readonly<Record<number, number>> = {
  [TAG.xmp]: 4 * 2 ** 20,
  [TAG.iptc]: 2 ** 18,
  [TAG.makerNote]: 2 ** 18,
}

/** More entries than any camera writes: a broken directory. */
const MAX_ENTRIES = 2000

/** Bytes of a value by its type; 0 for a type that there is not. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8]

export interface Layout {
  readonly little: boolean
  /** BigTIFF: 64-bit counts and offsets. */
  readonly big: boolean
  /** Where the main directory lies. */
  readonly first: number
}

const WANTED = new Set<number>(Object.values(TAG))
const WANTED_OF_GPS = new Set<number>(Object.values(GPS_TAG))

/** Of a file whose Exif directory lies behind its end, a copy in the main one is not believed either. */
const SHUTTER_TAGS = new Set<number>([TAG.dateTimeOriginal, TAG.createDate])

/**
 * Undefined where there is no TIFF header.
 * @param layout of directories without a header
 * @throws only what `file.read` throws
 */
export function tiffParts(
  file: Readable,
  layout: Layout | undefined = layoutOf(file.read(0, 16)),
): TiffParts | undefined {
  if (layout === undefined) return undefined
  const main = entriesAt(file, layout, layout.first, WANTED)
  const exif = directoryOf(file, layout, main, TAG.exif, WANTED)
  const all = [...exif, ...main]
  const values = (tag: number) => all.filter((entry) => entry.tag === tag).map(({value}) => value)
  const isCut = pointerIn(main, TAG.exif, layout.little) >= file.size
  return {
    little: layout.little,
    main: main.filter((entry) => isSmall(entry) && !(isCut && SHUTTER_TAGS.has(entry.tag))),
    exif: exif.filter(isSmall),
    gps: gpsEntries(file, layout, main),
    xmp: values(TAG.xmp).map(xmlText),
    iptc: values(TAG.iptc).flatMap(iptcDates),
    makerNote: values(TAG.makerNote)[0],
    isDng: values(TAG.dngVersion).length > 0,
  }
}

/** `II` or `MM`, then 42, 43 for BigTIFF, or what Panasonic (`U`), Olympus (`RO`, `RS`) and JPEG XR write instead. */
function layoutOf(header: Uint8Array): Layout | undefined {
  const magic = latin1(header, 0, 4)
  if (!/^(?:II[*+U]\0|MM\0[*+]|IIR[OS]|MMOR|II\xbc\x01)/.test(magic)) return undefined
  const little = magic.startsWith('I')
  const big = magic.includes('+')
  const first = big ? number(header, 8, 8, little) : number(header, 4, 4, little)
  return {little, big, first}
}

function number(bytes: Uint8Array, at: number, width: number, little: boolean): number {
  return little ? uintLe(bytes, at, width) : uint(bytes, at, width)
}

function entriesAt(
  file: Readable,
  {little, big}: Layout,
  position: number,
  wanted: ReadonlySet<number>,
): TiffEntry[] {
  const [countBytes, entryBytes, offsetBytes] = big ? [8, 20, 8] : [2, 12, 4]
  const count = number(file.read(position, countBytes), 0, countBytes, little)
  const bytes = file.read(position + countBytes, Math.min(count, MAX_ENTRIES) * entryBytes)
  const entries: TiffEntry[] = []
  for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes) {
    const [tag, type] = [number(bytes, at, 2, little), number(bytes, at + 2, 2, little)]
    if (!wanted.has(tag)) continue
    const values = number(bytes, at + 4, offsetBytes, little)
    const length = values * (TYPE_BYTES[type] ?? 0)
    const valueAt = at + 4 + offsetBytes
    if (length === 0 || length > (LARGE_BYTES[tag] ?? VALUE_BYTES)) continue
    const value =
      length <= offsetBytes
        ? bytes.subarray(valueAt, valueAt + length)
        : file.read(number(bytes, valueAt, offsetBytes, little), length)
    // A cut value is none; a cut packet or note still says what stands at its beginning.
    if (value.length === length || tag in LARGE_BYTES) entries.push({tag, type, count: values, value})
  }
  return entries
}

function directoryOf(
  file: Readable,
  layout: Layout,
  main: readonly TiffEntry[],
  pointer: number,
  wanted: ReadonlySet<number>,
): TiffEntry[] {
  const position = pointerIn(main, pointer, layout.little)
  return position === 0 ? [] : entriesAt(file, layout, position, wanted)
}

/** Where a directory lies that the main one points to; 0 for none. */
function pointerIn(main: readonly TiffEntry[], pointer: number, little: boolean): number {
  const value = main.find(({tag}) => tag === pointer)?.value
  return value === undefined ? 0 : number(value, 0, value.length, little)
}

/** Canon's CR3 keeps the GPS directory as the main one of a block of its own. */
function gpsEntries(file: Readable, layout: Layout, main: readonly TiffEntry[]): TiffEntry[] {
  const linked = directoryOf(file, layout, main, TAG.gps, WANTED_OF_GPS)
  if (linked.length > 0 || main.length > 0) return linked
  return entriesAt(file, layout, layout.first, WANTED_OF_GPS).filter(
    ({tag, type, count}) => tag > 4 || (tag % 2 === 0 ? type === 5 && count === 3 : type === 2),
  )
}

function isSmall({tag}: TiffEntry): boolean {
  return !(tag in LARGE_BYTES) && tag !== TAG.exif && tag !== TAG.gps && tag !== TAG.dngVersion
}
