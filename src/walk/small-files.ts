/** Small files that are new are read while their directory is warm: they need no second message, nor a second look. */
import {type Dirent, readdirSync} from 'node:fs'
import type {Digester} from '../hash/digester.ts'
import {hashFile, hashIfWanted} from '../hash/read.ts'
import {asciiOrBytes, join, type RawPath} from '../paths/bytes.ts'
import {type DirectoryListing, fileStat, listDirectory, listed, SortedEntries, sizeAt} from './list.ts'
import {noReadings, type Readings, takeReading} from './readings.ts'

/** Files and bytes that are read for one message, at most. */
const MOST_FILES = 1024
const MOST_BYTES = 16 * 1024 * 1024
/** Bytes of the largest file that is read here; larger ones go to the hash pool. */
const SMALL_BYTES = 1024 * 1024

/** How much is read for one message: the crawl should hear of its progress, and large files go to the hash pool. */
export class ReadingAllowance {
  #files = MOST_FILES
  #bytes = MOST_BYTES

  /** Then no other directory is begun, whose files would mostly go to the hash pool. */
  get isHalfSpent(): boolean {
    return this.#files < MOST_FILES / 2 || this.#bytes < MOST_BYTES / 2
  }

  /** Then no file is opened any more to see whether it may be read. */
  get isSpent(): boolean {
    return this.#files === 0 || this.#bytes === 0
  }

  /** Whether a file of that size may still be read; the first one that is too much for what is left ends it. */
  takes(size: bigint): boolean {
    if (size > SMALL_BYTES) return false
    if (size > this.#bytes) this.#bytes = 0
    if (this.isSpent) return false
    this.#files--
    this.#bytes -= Number(size)
    return true
  }
}

export class SmallFileReader {
  readonly #digester: Digester
  readonly #allowance: ReadingAllowance
  readonly #isExcluded: (file: RawPath) => boolean

  constructor(digester: Digester, allowance: ReadingAllowance, isExcluded: (file: RawPath) => boolean) {
    this.#digester = digester
    this.#allowance = allowance
    this.#isExcluded = isExcluded
  }

  /** @param places of the files in the listing that may be read */
  read(listing: DirectoryListing, places: readonly number[]): Readings {
    const readings = noReadings()
    for (const index of places) {
      const file = join(listing.path, listing.files[index] as RawPath)
      if (this.#isExcluded(file) || !this.#allowance.takes(sizeAt(listing, index))) continue
      takeReading(listing, readings, index, hashFile(file, this.#digester))
    }
    return readings
  }

  /**
   * Lists a directory of which the index knows no file. What is read has its stat from the reading: to find each by its
   * path once more, only to look at it, would take a sixth of the time.
   */
  lookFirst(path: RawPath): DirectoryListing & {readings?: Readings} {
    return listed(path, () => {
      const entries = typedEntries(path)
      if (entries === undefined) return listDirectory(path)
      const sorted = new SortedEntries(path, entries.map(({name}) => name) as RawPath[])
      const readings = noReadings()
      for (const entry of entries) {
        const name = entry.name as RawPath
        if (entry.isFile() && sorted.isPayload(name)) this.#readFirst(name, sorted, readings)
        else sorted.look(name)
      }
      return {...sorted.listing(), readings}
    })
  }

  #readFirst(name: RawPath, sorted: SortedEntries, readings: Readings): void {
    const file = join(sorted.path, name)
    if (this.#allowance.isSpent || this.#isExcluded(file)) return void sorted.look(name)
    const result = hashIfWanted(file, this.#digester, ({size}) => this.#allowance.takes(size))
    if (!('ok' in result)) sorted.addFile(name, fileStat(result))
    else if (result.ok) readings.hashes[sorted.addFile(name, result)] = result.hash
    else {
      const place = sorted.look(name)
      if (place !== undefined) readings.failures.set(place, result)
    }
  }
}

/**
 * What a directory's entries are, where that is known from reading it. Where a file system does not say (ISO 9660, UDF, ext4
 * without `filetype`), Node.js looks at each, under its name in UTF-8, which these bytes may not be: undefined where that fails.
 */
function typedEntries(path: RawPath): Dirent[] | undefined {
  try {
    return readdirSync(asciiOrBytes(path), {encoding: 'latin1', withFileTypes: true})
  } catch {
    return undefined
  }
}
