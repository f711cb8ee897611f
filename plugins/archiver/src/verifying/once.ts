/** One image file, or one directory, is one copy: read under two names it would count as two, and only one would be there. */
import type {BigIntStats} from 'node:fs'
import {stat} from 'node:fs/promises'
import {
  type Catalog,
  Copies,
  type CopyCheck,
  isReadBack,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
  type VolumeRow,
} from 'mediastruct'

export interface OnceOptions {
  readonly db: Catalog['db']
  readonly volume: VolumeRow
  readonly copy: string
  readonly from: RawPath
  /** Discs come and go in it: what is read there is told by nothing. */
  readonly isDrive: boolean
}

/** Where a copy is, as far as its place tells it from others. */
export type PlaceOfCopy = Pick<CopyCheck, 'file' | 'directory'>

/**
 * The file or directory that a copy is; nothing for a drive. An image that was written again since another copy was read
 * from it is another copy; so is a directory that was made at another time: media are mounted one after another in one place.
 * @throws MediaStructError SAME_COPY
 */
export async function placeOfCopy(options: OnceOptions): Promise<PlaceOfCopy> {
  const {db, volume, copy, from, isDrive} = options
  const here = await stat(toBytes(from), {bigint: true})
  const place = placeOf(from, here)
  if (isDrive) return {directory: place.directory}
  const copies = new Copies(db)
  const events = copies.events.of(volume)
  for (const {name, state} of copies.of(volume)) {
    if (name === copy || !isReadBack(state)) continue
    const read = events.findLast((event) => event.copy === name && event.check?.result === 'ok')
    if (!read?.check || !(await isThere(read.check, read.atMs, place, here))) continue
    throw sameCopy(from, `${volume.id}/${name}`, here.isFile())
  }
  return place
}

function placeOf(path: RawPath, stats: BigIntStats): PlaceOfCopy {
  if (stats.isFile()) return {file: path}
  if (!stats.isDirectory()) return {}
  return {directory: {path, inode: String(stats.ino), bornNs: String(stats.birthtimeNs)}}
}

async function isThere(
  {file, directory}: PlaceOfCopy,
  readMs: number,
  place: PlaceOfCopy,
  here: BigIntStats,
): Promise<boolean> {
  if (file !== undefined && place.file !== undefined)
    return readMs >= here.mtimeMs && (await isSame(file, here))
  if (!directory || !place.directory || !isOneOfItsKind(here)) return false
  const {inode, bornNs} = place.directory
  return inode === directory.inode && bornNs === directory.bornNs && (await isSame(directory.path, here))
}

async function isSame(path: RawPath, here: BigIntStats): Promise<boolean> {
  const there = await stat(toBytes(path), {bigint: true}).catch(() => undefined)
  return there?.dev === here.dev && there.ino === here.ino
}

const NS_1990 = 631_152_000_000_000_000n
const WRITABLE = 0o222n

/**
 * Discs of one image are alike in all, and not every file system knows when its root was made: of those, nothing tells one
 * medium from the next.
 */
function isOneOfItsKind({birthtimeNs, mode}: BigIntStats): boolean {
  return birthtimeNs > NS_1990 && (mode & WRITABLE) !== 0n
}

function sameCopy(from: RawPath, other: string, isFile: boolean): MediaStructError {
  const [what, hint] = isFile
    ? ['file', '; a drive that a file stands in for is named stdio:PATH']
    : ['directory', '']
  return new MediaStructError('SAME_COPY', `${toText(from)} is ${other}: one ${what} is one copy.`, {
    hint: `Read the other copy from its own medium${hint}.`,
  })
}
