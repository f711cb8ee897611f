/** What was read of one directory's files, in the shape in which it crosses from a thread to another at the least cost. */
import type {HashResult} from '../hash/read.ts'
import {type DirectoryListing, statAt, takeStat} from './list.ts'

/** Of a file that was read, the stat in its listing is that of the reading. */
export interface Readings {
  /** Lower-case hex, by the files' places in the listing; empty where one was not read. */
  readonly hashes: string[]
  /** Why a file could not be read, by its place. */
  readonly failures: Map<number, Failed>
}

type Failed = Extract<HashResult, {ok: false}>

/** What a crawl takes from a reading. */
export type Reading = Omit<Extract<HashResult, {ok: true}>, 'device'> | Failed

export function noReadings({files}: DirectoryListing): Readings {
  return {hashes: files.map(() => ''), failures: new Map()}
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
  takeStat(listing.stats, index, BigInt(result.size), result.mtimeNs, result.ctimeNs, result.inode)
}

/** @returns undefined where the file was not read */
export function readingAt(listing: DirectoryListing, readings: Readings, index: number): Reading | undefined {
  const hash = readings.hashes[index]
  if (hash) return {ok: true, hash, ...statAt(listing, index)}
  return readings.failures.get(index)
}
