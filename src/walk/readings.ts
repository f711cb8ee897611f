/** What was read of one directory's files, in the shape in which it crosses from a thread to another at the least cost. */
import type {ResultColumns} from '../hash/columns.ts'
import type {Failed, HashResult} from '../hash/read.ts'
import type {FileStat} from './change.ts'
import {type DirectoryListing, takeStat} from './list.ts'

/** By the files' places in the listing; of a file that was read, the stat there is that of the reading. */
export type Readings = Pick<ResultColumns, 'hashes' | 'failures'>

/** What a crawl takes from a file that was read. */
export type FileRead = Omit<Extract<HashResult, {ok: true}>, 'device'>
export type Reading = FileRead | Failed

export function noReadings(): Readings {
  return {hashes: [], failures: new Map()}
}

/** @param index the file's place in the listing */
export function takeReading(
  listing: DirectoryListing,
  readings: Readings,
  index: number,
  result: HashResult,
): void {
  if (!result.ok) return void readings.failures.set(index, result)
  readings.hashes[index] = result.hash
  takeStat(listing.stats, index, result)
}

/** @param stat of the file in its listing @returns undefined where it was not read */
export function readingAt(
  readings: Readings,
  index: number,
  {size, mtimeNs, ctimeNs, inode}: FileStat,
): Reading | undefined {
  const hash = readings.hashes[index]
  if (hash !== undefined) return {ok: true, hash, size, mtimeNs, ctimeNs, inode}
  return readings.failures.get(index)
}
