/** From an instant to what the clock on the wall showed, by what is known of the place. */
import {atOffset, type DatableFile, fromUtc, type ParsedDate, refusal, utcClock} from 'mediastruct'
import type {Camera, Examination} from '../examine/examination.ts'
import type {SourceName} from './names.ts'
import {type Confidence, type Found, nowSeconds, type Weighed, weighed} from './source.ts'

type Asked = Pick<DatableFile, 'timezone' | 'localClocks'>

/**
 * Cameras that write local time where the format wants UTC, in lower case: a make, or a make and the beginning of a
 * model. Nikon: immich-app/immich#13009 and #18516; GoPro up to the HERO10, which know no zones: pulsejet/memories#1256,
 * gopro/labs#5 (the HERO11 and later write UTC: gopro/OpenGoPro#585).
 */
const LOCAL_CLOCKS: readonly string[] = [
  'nikon',
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `gopro hero${number}`),
]

/**
 * The zone is the file's own offset where it says one, else that of its position, else the drop's.
 * @param utcSeconds since 1970 UTC
 */
export async function instant(
  found: Found,
  utcSeconds: number,
  examination: Examination,
  file: Asked,
  confidence: Confidence,
): Promise<Weighed> {
  const {field, written} = found
  // The zeros of counters are told by their UTC value: in another zone they fall on the evening before.
  const refused = refusal(utcClock(utcSeconds), nowSeconds())
  if (refused !== undefined) return {field, written, refused}
  const parsed = await clockAt(utcSeconds, examination, file)
  return parsed ? weighed(found, parsed, confidence) : {field, written, refused: 'no such day or time'}
}

async function clockAt(
  utcSeconds: number,
  {camera, position, candidates}: Examination,
  {timezone, localClocks}: Asked,
): Promise<ParsedDate | undefined> {
  if (isLocalClock(camera, localClocks)) return {local: utcClock(utcSeconds)}
  const offset = ownOffset(candidates)
  if (offset !== undefined) return {local: atOffset(utcSeconds, offset), offset}
  if (position === undefined) return fromUtc(utcSeconds, timezone)
  return fromUtc(utcSeconds, await zoneAt(position, timezone))
}

/** @param more as the config names them */
export function isLocalClock(camera: Camera | undefined, more: readonly string[]): boolean {
  const {make = '', model = ''} = camera ?? {}
  const name = `${make} ${model}`.trim().toLowerCase()
  return [...LOCAL_CLOCKS, ...more.map((clock) => clock.trim().toLowerCase())].some(
    (clock) => clock !== '' && name.startsWith(clock),
  )
}

/** What editors write, too. */
const EDITORS: ReadonlySet<SourceName> = new Set(['xmp', 'exif-modify'])

/** What the camera wrote beside another date. `Z` says that a program counted in UTC; an editor's zone is not the camera's. */
function ownOffset(candidates: Examination['candidates']): string | undefined {
  return candidates.find(({source, offset}) => !EDITORS.has(source) && offset !== undefined && offset !== 'Z')
    ?.offset
}

/** The name of a zone that this system does not know is of no use. */
async function zoneAt(
  {latitude, longitude}: NonNullable<Examination['position']>,
  otherwise: string,
): Promise<string> {
  const {default: lookup} = await import('@photostructure/tz-lookup')
  try {
    const zone = lookup(latitude, longitude)
    fromUtc(0, zone)
    return zone
  } catch {
    return otherwise
  }
}
