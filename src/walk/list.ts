/** Listing one directory: its files with their stat, its subdirectories, and what is neither. */
import {type BigIntStats, lstatSync, readdirSync} from 'node:fs'
import {fileFailure} from '../errors.ts'
import {asciiOrBytes, join, type RawPath} from '../paths/bytes.ts'
import {isJunkDirectory, isJunkFile, isVolumeDirectory} from '../paths/junk.ts'
import type {Failure} from '../plan/move.ts'
import type {FileStat} from './change.ts'

/** Numbers of a file in `DirectoryListing.stats`: size, mtime, ctime (ns), inode. */
export const STATS_PER_FILE = 4

export interface DirectoryListing {
  path: RawPath
  files: RawPath[]
  /** `STATS_PER_FILE` numbers a file, in the order of `files`. */
  stats: BigInt64Array
  directories: RawPath[]
  /** Junk by name, listed so that `ingest` can say so. */
  junk: RawPath[]
  /** Never walked. */
  junkDirectories: RawPath[]
  /** Our own files at the top of a volume. */
  tags: RawPath[]
  /** Symbolic links, FIFOs, sockets and devices: never followed, never opened. */
  special: RawPath[]
  errors: Failure[]
  /** False where the directory itself could not be read: nothing follows from what is missing in it. */
  readable: boolean
}

/** Never throws: what can't be read is in `errors`. */
export function listDirectory(path: RawPath): DirectoryListing {
  return listed(path, () => {
    const names = readdirSync(asciiOrBytes(path), {encoding: 'latin1'}) as RawPath[]
    const entries = new SortedEntries(path, names)
    for (const name of names) entries.look(name)
    return entries.listing()
  })
}

/** A directory that can't be listed has nothing but its error. */
export function listed<T extends DirectoryListing>(path: RawPath, list: () => T): T | DirectoryListing {
  try {
    return list()
  } catch (error) {
    const {errors, ...nothing} = new SortedEntries(path, []).listing()
    return {...nothing, errors: [...errors, {path, ...fileFailure(error)}], readable: false}
  }
}

/** A directory's entries, sorted by what they are. */
export class SortedEntries {
  /** Whether it is the top of a volume of ours, where files are none of the payload. */
  readonly #ofVolume: boolean
  readonly #listing: DirectoryListing
  readonly #stats: BigInt64Array

  /** @param names of all entries */
  constructor(path: RawPath, names: readonly RawPath[]) {
    this.#ofVolume = isVolumeDirectory(names)
    this.#stats = new BigInt64Array(names.length * STATS_PER_FILE)
    this.#listing = {
      path,
      files: [],
      stats: this.#stats,
      directories: [],
      junk: [],
      junkDirectories: [],
      tags: [],
      special: [],
      errors: [],
      readable: true,
    }
  }

  get path(): RawPath {
    return this.#listing.path
  }

  /** Sorts in an entry by its stat. @returns its place, if it is one of the files */
  look(name: RawPath): number | undefined {
    const {path, directories, junk, junkDirectories, special, tags} = this.#listing
    const stat = statOf(name, this.#listing)
    if (stat?.isFile() && this.isPayload(name)) return this.addFile(name, fileStat(stat))
    if (stat?.isFile()) (isJunkFile(name, path) ? junk : tags).push(name)
    else if (stat?.isDirectory()) (isJunkDirectory(name, path) ? junkDirectories : directories).push(name)
    else if (stat) special.push(name)
    return undefined
  }

  /** Whether a regular file of this name belongs to the payload. */
  isPayload(name: RawPath): boolean {
    return !this.#ofVolume && !isJunkFile(name, this.#listing.path)
  }

  /** @returns its place */
  addFile(name: RawPath, stat: FileStat): number {
    const {files} = this.#listing
    takeStat(this.#stats, files.length, stat)
    return files.push(name) - 1
  }

  listing(): DirectoryListing {
    const stats = this.#stats.subarray(0, this.#listing.files.length * STATS_PER_FILE)
    return {...this.#listing, stats}
  }
}

function statOf(name: RawPath, {path, errors}: DirectoryListing): BigIntStats | undefined {
  const entry = join(path, name)
  try {
    return lstatSync(asciiOrBytes(entry), {bigint: true})
  } catch (error) {
    errors.push({path: entry, ...fileFailure(error)})
    return undefined
  }
}

/** The stat of a listing's file, by its place in `files`. */
export function statAt({stats}: DirectoryListing, index: number): FileStat {
  const at = index * STATS_PER_FILE
  return {
    size: Number(stats[at]),
    mtimeNs: stats[at + 1] as bigint,
    ctimeNs: stats[at + 2] as bigint,
    inode: BigInt.asUintN(64, stats[at + 3] as bigint),
  }
}

export function fileStat({size, mtimeNs, ctimeNs, ino}: BigIntStats): FileStat {
  return {size: Number(size), mtimeNs, ctimeNs, inode: ino}
}

/** Bytes of the file at a place in `files`. */
export function sizeAt({stats}: DirectoryListing, index: number): bigint {
  return stats[index * STATS_PER_FILE] ?? 0n
}

/** Notes the stat of the file at a place in `files`. */
export function takeStat(
  stats: BigInt64Array,
  index: number,
  {size, mtimeNs, ctimeNs, inode}: FileStat,
): void {
  const at = index * STATS_PER_FILE
  stats[at] = BigInt(size)
  stats[at + 1] = mtimeNs
  stats[at + 2] = ctimeNs
  stats[at + 3] = inode
}
