/** Listing one directory: its files with their stat, its subdirectories, and what is neither. */
import {type Dirent, lstatSync, readdirSync} from 'node:fs'
import {fileFailure} from '../errors.ts'
import {fromBytes, join, type RawPath, toBytes} from '../paths/bytes.ts'
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
  let entries: Dirent<Buffer>[]
  try {
    entries = readdirSync(toBytes(path), {withFileTypes: true, encoding: 'buffer'})
  } catch (error) {
    listing.errors.push({path, ...fileFailure(error)})
    return {...listing, readable: false}
  }
  sortEntries(entries, listing)
  statFiles(listing)
  return listing
}

function sortEntries(entries: readonly Dirent<Buffer>[], listing: DirectoryListing): void {
  const ofVolume = isVolumeDirectory(entries.map((entry) => fromBytes(entry.name)))
  for (const entry of entries) {
    const name = fromBytes(entry.name)
    if (entry.isDirectory()) {
      const kind = isJunkDirectory(name) ? listing.junkDirectories : listing.directories
      kind.push(name)
    } else if (!entry.isFile()) listing.special.push(name)
    else if (isJunkFile(name)) listing.junk.push(name)
    else if (ofVolume) listing.tags.push(name)
    else listing.files.push(name)
  }
}

function statFiles(listing: DirectoryListing): void {
  const stats = new BigInt64Array(listing.files.length * STATS_PER_FILE)
  const kept: RawPath[] = []
  for (const name of listing.files) {
    const path = join(listing.path, name)
    try {
      const stat = lstatSync(toBytes(path), {bigint: true})
      stats.set(
        [stat.size, stat.mtimeNs, stat.ctimeNs, BigInt.asIntN(64, stat.ino)],
        kept.length * STATS_PER_FILE,
      )
      kept.push(name)
    } catch (error) {
      listing.errors.push({path, ...fileFailure(error)})
    }
  }
  listing.files = kept
  listing.stats = stats.subarray(0, kept.length * STATS_PER_FILE)
}

/** The stat of a listing's file, by its place in `files`. */
export function statAt({stats}: DirectoryListing, index: number): FileStat {
  const [size = 0n, mtimeNs = 0n, ctimeNs = 0n, inode = 0n] = stats.subarray(
    index * STATS_PER_FILE,
    (index + 1) * STATS_PER_FILE,
  )
  return {size: Number(size), mtimeNs, ctimeNs, inode: BigInt.asUintN(64, inode)}
}
