/**
 * What lay in the drops at one moment. Of two looks, only what both show alike is at rest.
 *
 * No clock is asked. Cards stamp the local time of a camera, servers have clocks of their own, and whoever copies with
 * times (`cp -p`, rsync, SMB) stamps the past while still writing: a young mtime proves nothing, nor does an old one. So
 * every file is looked at twice; that costs a small part of the reading that follows.
 */
import {setImmediate} from 'node:timers/promises'
import {
  basename,
  type DirectoryListing,
  dirname,
  type Excluder,
  join,
  listDirectory,
  type RawPath,
} from 'mediastruct'

/** What tells that somebody wrote: the ctime, too, for the mtime may be set back. Inodes are made up on FAT and FUSE. */
export interface Stamp {
  /** Bytes. */
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}

export interface Seen extends Stamp {
  readonly path: RawPath
  readonly inode: bigint
}

export interface LookOptions {
  readonly excludes: Excluder
  /** An interrupted look shows less. */
  readonly signal: AbortSignal
}

export class Look {
  readonly #directories = new Map<RawPath, DirectoryListing>()
  /** The directory that was asked last: whoever asks goes directory by directory. */
  #asked: {directory: RawPath; places: ReadonlyMap<RawPath, number>} | undefined
  /** When it was begun, and how long it took: ms on a clock that never goes back. */
  readonly takenAt = performance.now()
  tookMs = 0
  files = 0
  /** Bytes. */
  bytes = 0

  /** One that saw nothing. */
  static ofNothing(): Look {
    return new Look()
  }

  /** Each directory once; what can't be read is not there. */
  static async at(drops: readonly RawPath[], {excludes, signal}: LookOptions): Promise<Look> {
    const look = new Look()
    for (const drop of drops) {
      const waiting = [drop]
      for (let path = waiting.pop(); path !== undefined && !signal.aborted; path = waiting.pop()) {
        const listing = listDirectory(path)
        look.#add(listing)
        const directories = listing.directories.map((name) => join(listing.path, name))
        waiting.push(...directories.filter((directory) => !excludes(drop, directory, true)))
        // Signals are heard meanwhile.
        await setImmediate()
      }
    }
    look.tookMs = performance.now() - look.takenAt
    return look
  }

  #add(listing: DirectoryListing): void {
    this.#directories.set(listing.path, listing)
    this.files += listing.files.length
    for (const index of listing.files.keys()) this.bytes += Number(seenAt(listing, index).size)
  }

  /** The file as this look shows it. */
  find(path: RawPath): Seen | undefined {
    const directory = dirname(path)
    const listing = this.#directories.get(directory)
    const index = listing && this.#placesIn(directory, listing).get(basename(path))
    return listing && index !== undefined ? seenAt(listing, index) : undefined
  }

  #placesIn(directory: RawPath, {files}: DirectoryListing): ReadonlyMap<RawPath, number> {
    if (this.#asked?.directory !== directory) {
      this.#asked = {directory, places: new Map(files.map((name, index) => [name, index]))}
    }
    return this.#asked.places
  }

  /** Whether it shows the file, and with that stamp. */
  compare(path: RawPath, stamp: Stamp): 'same' | 'changed' | 'new' {
    const seen = this.find(path)
    if (seen === undefined) return 'new'
    return isSame(seen, stamp) ? 'same' : 'changed'
  }

  /** Files that an earlier look does not show, or not so. */
  *unlike(earlier: Look): Generator<Seen, void, undefined> {
    for (const [path, listing] of this.#directories) {
      const before = earlier.#directories.get(path)
      if (before && isSameListing(listing, before)) continue
      for (const index of listing.files.keys()) {
        const seen = seenAt(listing, index)
        if (earlier.compare(seen.path, seen) !== 'same') yield seen
      }
    }
  }
}

function seenAt({path, files, stats}: DirectoryListing, index: number): Seen {
  const perFile = stats.length / files.length
  const [size = 0n, mtimeNs = 0n, ctimeNs = 0n, inode = 0n] = stats.subarray(index * perFile)
  const name = files[index] ?? ('' as RawPath)
  return {path: join(path, name), size, mtimeNs, ctimeNs, inode: BigInt.asUintN(64, inode)}
}

function isSame(one: Stamp, other: Stamp): boolean {
  return one.size === other.size && one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs
}

/** Names and numbers, in their order: most directories did not change at all. */
function isSameListing(one: DirectoryListing, other: DirectoryListing): boolean {
  return (
    one.files.length === other.files.length &&
    one.files.every((name, index) => name === other.files[index]) &&
    one.stats.every((number, index) => number === other.stats[index])
  )
}
