/**
 * How many sectors `genisoimage -udf -r -iso-level 3` makes of a tree: UDF exactly, ISO 9660 with Rock Ridge as an upper
 * bound, since how it shortens a name is its own affair. ISO 9660 alone, as xorriso writes it, takes fewer.
 */
import {type RawPath, toText} from 'mediastruct'

const SECTOR = 2048

/**
 * What comes with any tree: all that lies before UDF's partition at sector 257, the descriptors of both file systems,
 * Rock Ridge's own, 150 of padding, and UDF's second anchor at the end. Measured on ten trees.
 */
const FIXED_SECTORS = 413
/** ISO 9660 shows directories that lie deeper in one of its own, `rr_moved`. */
const DEEPEST = 7
/** A file entry (ECMA-167, 4/14.9) takes a sector of its own. */
const FILE_ENTRY = 1
/** The entry of a directory for the one above it (4/14.4). */
const PARENT_BYTES = 40
/** ISO 9660: record, a name of up to 33 characters, and Rock Ridge's RR, PX, TF and NM without the name itself. */
const RECORD_BYTES = 33 + 34 + 5 + 36 + 26 + 5
/** What of it does not fit the 255 bytes of a record goes elsewhere, behind a CE and another NM. */
const [LONGEST_RECORD, CONTINUATION_BYTES] = [255, 28 + 5]
/** Records of a directory for itself and the one above. */
const SELF_BYTES = 2 * (34 + 5 + 36 + 26)

/** What a name takes in the directories of both file systems. */
interface NameBytes {
  readonly udf: number
  readonly iso: number
  /** Where one record does not hold it. */
  readonly continued: number
}

const ASCII = /^[ -~]*$/
const ONE_BYTE_EACH = /^[\u0000-\u00ff]*$/

/** Bytes of a name in UDF: one that says how the others are to be read, then one or two a character. */
function udfLength(name: RawPath): number {
  if (ASCII.test(name)) return 1 + name.length
  const text = toText(name)
  return 1 + (ONE_BYTE_EACH.test(text) ? text.length : 2 * text.length)
}

function nameBytes(name: RawPath): NameBytes {
  const udf = 4 * Math.ceil((38 + udfLength(name)) / 4)
  const record = RECORD_BYTES + name.length
  if (record <= LONGEST_RECORD) return {udf, iso: record, continued: 0}
  return {udf, iso: LONGEST_RECORD, continued: record + CONTINUATION_BYTES - LONGEST_RECORD}
}

/** A directory being added up. */
class DirectorySectors {
  #udf = PARENT_BYTES
  #iso = SELF_BYTES
  #continued = 0
  #longest = 0

  add({udf, iso, continued}: NameBytes): void {
    this.#udf += udf
    this.#iso += iso
    this.#continued += continued
    this.#longest = Math.max(this.#longest, iso)
  }

  /** A record never crosses the end of a sector: each may lose almost one. */
  get sectors(): number {
    const iso = this.#iso <= SECTOR ? 1 : Math.ceil(this.#iso / (SECTOR - this.#longest))
    return FILE_ENTRY + Math.ceil(this.#udf / SECTOR) + iso + Math.ceil(this.#continued / SECTOR)
  }
}

/** A file's own, without its directory. @param size in bytes */
function fileSectors(size: number): number {
  return Math.ceil(size / SECTOR) + FILE_ENTRY
}

interface TreeFile {
  /** Below the root. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
}

/** Of a whole image. @param more directories that hold no file */
export function treeSectors(files: Iterable<TreeFile>, more: Iterable<RawPath> = []): number {
  const directories = new Map<string, DirectorySectors>()
  let pathTable = 0
  const directory = (path: string): DirectorySectors => {
    const known = directories.get(path)
    if (known) return known
    const made = new DirectorySectors()
    directories.set(path, made)
    const at = path.lastIndexOf('/')
    const name = path.slice(at + 1)
    if (path !== '') directory(path.slice(0, Math.max(0, at))).add(nameBytes(name as RawPath))
    if (path.split('/').length === DEEPEST) directory('rr_moved').add(nameBytes(name as RawPath))
    pathTable += 8 + Math.min(32, name.length + 1)
    return made
  }
  let sectors = FIXED_SECTORS
  for (const {path, size} of files) {
    const at = path.lastIndexOf('/')
    directory(path.slice(0, Math.max(0, at))).add(nameBytes(path.slice(at + 1) as RawPath))
    sectors += fileSectors(size)
  }
  for (const path of more) directory(path)
  for (const {sectors: own} of directories.values()) sectors += own
  // Two path tables, for either order of bytes.
  return sectors + 2 * Math.ceil(pathTable / SECTOR)
}

/*
 * What follows is for packing: upper bounds that add up, whatever shares a volume. They are multiples of 1/2048, of which
 * sums are exact.
 */

/** A record never crosses the end of a sector, so that at most this much more is needed: 2048 / (2048 - 255). */
const ISO_SPREAD = 1.143
/** A directory with a sector for its entry, one begun in each file system, and its place in the path tables. */
const BEGUN_DIRECTORY = 3.3125
/** Where names go on elsewhere, another one is begun. */
const BEGUN_CONTINUATION = 1
/** `rr_moved`, and a directory's place in it. */
const MOVED = 3.5

/** A name's part of the directory that it stands in. */
function nameSectors(name: RawPath): number {
  const {udf, iso, continued} = nameBytes(name)
  return (udf + Math.ceil(iso * ISO_SPREAD) + continued) / SECTOR
}

/** A file with its part of the directory that it lies in. @param name the last part of its path */
export function addedFileSectors(name: RawPath, size: number): number {
  return fileSectors(size) + nameSectors(name)
}

/** A folder below `data/` with all above it, without its files' names. */
export function addedFolderSectors(folder: RawPath): number {
  const names = folder === '' ? [] : (folder.split('/') as RawPath[])
  const own = names.reduce((sum, name) => sum + BEGUN_DIRECTORY + nameSectors(name), BEGUN_CONTINUATION)
  const long = names.filter((name) => nameBytes(name).continued > 0).length
  return own + long * BEGUN_CONTINUATION + (names.length + 1 >= DEEPEST ? MOVED : 0)
}

/**
 * Names of files that share a directory, closer than one by one: how much less they take together than `addedFileSectors`
 * of each and `addedFolderSectors` make of it.
 */
export function sharedSectors(names: Iterable<RawPath>): number {
  const together = new DirectorySectors()
  let apart = BEGUN_DIRECTORY + BEGUN_CONTINUATION
  for (const name of names) {
    together.add(nameBytes(name))
    apart += nameSectors(name)
  }
  return Math.max(0, apart - together.sectors)
}

/** Root, `data` and so many files of at least a byte, beside what else is in a volume. */
export function addedVolumeSectors(files: number): number {
  const pathTables = 2
  return FIXED_SECTORS + pathTables + 2 * (BEGUN_DIRECTORY + BEGUN_CONTINUATION) + files * 2.25
}
