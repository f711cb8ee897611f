/** The metadata of a file, read once for all sources that ask for it. */
import type {DatableFile} from 'mediastruct'
import {type Blocks, findBlocks, isTiff, noBlocks} from '../containers/blocks.ts'

/** Tags by number (Exif 3.0 §4.6), as strings. */
export type Tags = Readonly<Record<number, unknown>>

export interface Metadata {
  /** Each TIFF directory that may hold dates: Exif directories before main ones. */
  readonly directories: readonly Tags[]
  /** Each XMP packet as text. */
  readonly xmp: readonly string[]
  readonly iptc: Blocks['iptc']
}

export const TAG = {
  modifyDate: 0x0132,
  dateTimeOriginal: 0x9003,
  createDate: 0x9004,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  subSecTimeOriginal: 0x9291,
  subSecTimeDigitized: 0x9292,
} as const

const IPTC_DATE = 55
const IPTC_TIME = 60

/** exifr is told to keep strings: a `Date` of its making would depend on the process's time zone. */
const OPTIONS = {
  tiff: true,
  ifd0: {pick: Object.values(TAG)},
  exif: {pick: Object.values(TAG)},
  xmp: {parse: false},
  iptc: {pick: [IPTC_DATE, IPTC_TIME]},
  ifd1: false,
  gps: false,
  interop: false,
  icc: false,
  makerNote: false,
  userComment: false,
  reviveValues: false,
  translateKeys: false,
  translateValues: false,
  mergeOutput: false,
}

/** Most raw files have their directories in the first bytes; the others are read whole, up to this size. */
const TIFF_HEAD_BYTES = 256 * 2 ** 10
const TIFF_WHOLE_BYTES = 64 * 2 ** 20

const read = new WeakMap<DatableFile, Promise<Metadata>>()

/** @throws what `file.read` throws */
export function metadataOf(file: DatableFile): Promise<Metadata> {
  const known = read.get(file)
  if (known !== undefined) return known
  const reading = readMetadata(file)
  read.set(file, reading)
  return reading
}

async function readMetadata(file: DatableFile): Promise<Metadata> {
  if (await isTiff(file)) return await readTiffFile(file)
  return await parseBlocks(await findBlocks(file))
}

async function readTiffFile(file: DatableFile): Promise<Metadata> {
  const head = await parseBlocks({...noBlocks(), tiff: [await file.read(0, TIFF_HEAD_BYTES)]})
  if (file.size <= TIFF_HEAD_BYTES || head.directories.some((tags) => TAG.dateTimeOriginal in tags))
    return head
  return await parseBlocks({...noBlocks(), tiff: [await file.read(0, TIFF_WHOLE_BYTES)]})
}

async function parseBlocks(blocks: Blocks): Promise<Metadata> {
  const [exif, main]: [Tags[], Tags[]] = [[], []]
  const [xmp, iptc] = [[...blocks.xmp], [...blocks.iptc]]
  for (const block of blocks.tiff) {
    const parts = await parseTiff(block)
    if (isTags(parts.exif)) exif.push(parts.exif)
    if (isTags(parts.ifd0)) main.push(parts.ifd0)
    if (typeof parts.xmp === 'string') xmp.push(parts.xmp)
    if (isTags(parts.iptc)) iptc.push(iptcOf(parts.iptc))
  }
  return {directories: [...exif, ...main], xmp, iptc}
}

/** A broken XMP or IPTC part makes exifr give up the EXIF part too, which is then asked for by itself. */
async function parseTiff(block: Uint8Array): Promise<Record<string, unknown>> {
  const all = await parsed(block, OPTIONS)
  if (all !== undefined && !('errors' in all)) return all
  return {...all, ...(await parsed(block, {...OPTIONS, xmp: false, iptc: false}))}
}

/** Undefined where exifr can make nothing of it: it throws whatever its reading of a broken block leads to. */
async function parsed(block: Uint8Array, options: object): Promise<Record<string, unknown> | undefined> {
  const {parse} = (await import('exifr')).default
  try {
    const output: unknown = await parse(block, options)
    return isTags(output) ? {...output} : undefined
  } catch {
    return undefined
  }
}

function isTags(value: unknown): value is Tags {
  return typeof value === 'object' && value !== null
}

function iptcOf(tags: Tags): {date: string; time: string} {
  return {date: textOf(tags[IPTC_DATE]) ?? '', time: textOf(tags[IPTC_TIME]) ?? ''}
}

/** A tag's text: some writers store numbers, or several values. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? textOf(value[0]) : undefined
}
