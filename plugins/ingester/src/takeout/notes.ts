/** What a JSON file of Google Takeout says. Google documents none of it; the fields are those of its exports since 2017. */
import {lazyReader, type RawPath} from 'mediastruct'
import type {Position} from '../examine/examination.ts'

/** Largest file that is read, in bytes; those of pictures have one or two KiB, with many people on them some more. */
const MOST_BYTES = 2 ** 20

export interface TakeoutNotes {
  /** `picture`: what one picture or film is like. `album`: what an album is called. `other`: nothing of Takeout's. */
  readonly kind: 'picture' | 'album' | 'other'
  /** The name that the picture had when it came to Google. */
  readonly title?: string | undefined
  /** When it was taken, as it stands there: seconds since 1970 UTC. */
  readonly takenSeconds?: string | undefined
  readonly position?: Position | undefined
}

/** @returns `other` for what is no JSON, too. @throws the system's error */
export async function readNotes(path: RawPath): Promise<TakeoutNotes> {
  const {read, close} = lazyReader(path)
  try {
    const text = Buffer.from(await read(0, MOST_BYTES)).toString('utf8')
    return notesIn(fieldsOf(parsed(text)))
  } finally {
    await close()
  }
}

type Fields = Readonly<Record<string, unknown>>

function notesIn(fields: Fields): TakeoutNotes {
  const title = typeof fields.title === 'string' ? fields.title : undefined
  const taken = fieldsOf(fields.photoTakenTime).timestamp
  if (typeof taken === 'string' || typeof taken === 'number') {
    const position = positionIn(fields.geoData) ?? positionIn(fields.geoDataExif)
    return {kind: 'picture', title, takenSeconds: String(taken), position}
  }
  const isAlbum =
    typeof fields.albumData === 'object' ||
    (title !== undefined && ['access', 'date', 'enrichments'].some((field) => field in fields))
  return {kind: isAlbum ? 'album' : 'other', title}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

/** Zeros stand for a place that is not known. */
function positionIn(value: unknown): Position | undefined {
  const {latitude, longitude} = fieldsOf(value)
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined
  const isPlace =
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0)
  return isPlace ? {latitude, longitude} : undefined
}
