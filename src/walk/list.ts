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
  const listing: DirectoryListing = {
    path,
    files: [],
    stats: new BigInt64Array(0),
    directories: [],
    junk: [],
    junkDirectories: [],
    tags: [],
    special: [],
    errors: [],
    readable: true,
  }
  try {
    const names = readdirSync(asciiOrBytes(path), {encoding: 'latin1'}) as RawPath[]
    sortEntries(names, listing)
  } catch (error) {
    listing.errors.push({path, ...fileFailure(error)})
    listing.readable = false
  }
  return listing
}

function sortEntries(names: readonly RawPath[], listing: DirectoryListing): void {
  const ofVolume = isVolumeDirectory(names)
  const stats = new BigInt64Array(names.length * STATS_PER_FILE)
  for (const name of names) {
    const stat = statOf(name, listing)
    if (stat === undefined) continue
    if (stat.isDirectory()) {
      const kind = isJunkDirectory(name, listing.path) ? listing.junkDirectories : listing.directories
      kind.push(name)
    } else if (!stat.isFile()) listing.special.push(name)
    else if (isJunkFile(name, listing.path)) listing.junk.push(name)
    else if (ofVolume) listing.tags.push(name)
    else {
      takeStat(stats, listing.files.length, stat.size, stat.mtimeNs, stat.ctimeNs, stat.ino)
      listing.files.push(name)
    }
  }
  listing.stats = stats.subarray(0, listing.files.length * STATS_PER_FILE)
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

/** Notes the stat of the file at a place in `files`. */
export function takeStat(
  stats: BigInt64Array,
  index: number,
  ...[size, mtimeNs, ctimeNs, inode]: readonly [bigint, bigint, bigint, bigint]
): void {
  const at = index * STATS_PER_FILE
  stats[at] = size
  stats[at + 1] = mtimeNs
  stats[at + 2] = ctimeNs
  stats[at + 3] = inode
}
