/**
 * Which pictures and films of one stem were not taken together: counters of cameras begin anew, and people gather files of
 * many years in one folder.
 */
import {clockSeconds, parseDate, type RawPath} from 'mediastruct'
import type {Examination} from '../examine/examination.ts'
import {weighAll} from '../sources/embedded.ts'
import type {SourceName} from '../sources/names.ts'

/** What the camera itself writes of the moment. Editors and exports write the others. */
const CAMERA_DATES: readonly SourceName[] = ['exif', 'exif-digitized', 'quicktime', 'avchd', 'riff', 'mvhd']

/** Some say the clock on the wall and some UTC, and clocks go wrong: two days are no contradiction. */
const TOGETHER_SECONDS = 48 * 3600

/** Seconds on a clock of whatever zone, of each date that can be one. */
export async function cameraMoments(examination: Examination): Promise<number[]> {
  const written = examination.candidates.filter(({source}) => CAMERA_DATES.includes(source))
  const dates = await weighAll(written, examination, {timezone: 'UTC', localClocks: []}, 'high')
  return dates.flatMap((value) => {
    const local = 'date' in value ? parseDate(value.date.local)?.local : undefined
    return local ? [clockSeconds(local)] : []
  })
}

/**
 * For each file that has a date, the first one that it was taken with: itself, where none before it was.
 * @param files of one stem, in the order in which they give an asset its name
 * @returns nothing where no two contradict each other
 */
export function takenWithin(files: Iterable<readonly [RawPath, readonly number[]]>): Map<RawPath, RawPath> {
  const firsts = new Map<RawPath, readonly number[]>()
  const takenWith = new Map<RawPath, RawPath>()
  for (const [name, moments] of files) {
    if (moments.length === 0) continue
    const first = [...firsts].find(([, others]) => areTogether(moments, others))?.[0]
    if (first === undefined) firsts.set(name, moments)
    takenWith.set(name, first ?? name)
  }
  return firsts.size > 1 ? takenWith : new Map()
}

/** One date in common is enough: the others may be corrections, or of a copy. */
function areTogether(some: readonly number[], others: readonly number[]): boolean {
  return some.some((one) => others.some((other) => Math.abs(one - other) <= TOGETHER_SECONDS))
}
