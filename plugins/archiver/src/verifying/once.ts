/**
 * One image file, or one directory, is one copy: read under two names it would count as two, and only one would be there.
 *
 * A file is known by its inode and the time when it was made, whatever it is called now. Where media are mounted they come
 * and go: a directory is known by the manifest that is written to it last. A drive tells of no disc which one it is.
 */
import type {BigIntStats} from 'node:fs'
import {stat} from 'node:fs/promises'
import {
  type Catalog,
  Copies,
  type CopyCheck,
  dirname,
  fileSystemOf,
  fromText,
  isReadBack,
  join,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
  type VolumeKey,
  Volumes,
} from 'mediastruct'
import {BAG_FILE} from '../bag/model.ts'

export interface OnceOptions {
  readonly db: Catalog['db']
  readonly volume: VolumeKey
  readonly copy: string
  readonly from: RawPath
  /** Whether `from` is a drive, or a file in the place of one. */
  readonly isDrive: boolean
}

/** What a copy is read from, as far as it can be told from others. */
export type Place = Pick<CopyCheck, 'file' | 'directory' | 'identity'>

/**
 * A file that was written again since another copy was read from it is another copy.
 * @throws MediaStructError SAME_COPY
 */
export async function placeOf({db, volume, copy, from, isDrive}: OnceOptions): Promise<Place> {
  const here = await stat(toBytes(from), {bigint: true})
  const isPlain = here.isFile() && !isDrive
  const identity = here.isDirectory()
    ? await identityOfDirectory(from)
    : isPlain
      ? identityOf(here)
      : undefined
  for (const {name, read, atMs} of readings(db, volume)) {
    if (name === copy) continue
    const isSame = isPlain
      ? await isReadFrom(read, atMs, here)
      : identity !== undefined && read.identity === identity
    if (isSame) throw sameCopy(from, `${volume.id}/${name}`)
  }
  return {identity, file: isPlain ? from : undefined, directory: here.isDirectory() ? from : undefined}
}

/** The copy that a file is, by what was read from it: to write it anew would be to lose that one. */
export async function copyThatIs(db: Catalog['db'], file: RawPath): Promise<string | undefined> {
  const here = await stat(toBytes(file), {bigint: true}).catch(() => undefined)
  if (!here?.isFile()) return undefined
  for (const volume of new Volumes(db).all()) {
    for (const {name, read, atMs} of readings(db, volume)) {
      if (await isReadFrom(read, atMs, here)) return `${volume.id}/${name}`
    }
  }
  return undefined
}

export interface Reading {
  readonly name: string
  /** The last time that it was found whole. */
  readonly read: CopyCheck
  readonly atMs: number
}

/** Of copies that count as read back. */
export function readings(db: Catalog['db'], volume: VolumeKey): Reading[] {
  const copies = new Copies(db)
  const known = copies.of(volume).filter(({state}) => isReadBack(state))
  const events = known.length === 0 ? [] : copies.events.of(volume)
  return known.flatMap(({name}) => {
    const last = events.findLast((event) => event.copy === name && event.check?.result === 'ok')
    return last?.check ? [{name, read: last.check, atMs: last.atMs}] : []
  })
}

/** The file or the directory that a copy was read from, while it lies there still: other media are mounted in its place. */
export async function placeNow({file, directory, identity}: Place): Promise<RawPath | undefined> {
  if (identity === undefined) return undefined
  if (file !== undefined) {
    const here = await stat(toBytes(file), {bigint: true}).catch(() => undefined)
    return here && identityOf(here) === identity ? file : undefined
  }
  const here = directory && (await identityOfDirectory(directory).catch(() => undefined))
  return here === identity ? directory : undefined
}

async function isReadFrom({file, identity}: CopyCheck, atMs: number, here: BigIntStats): Promise<boolean> {
  if (file === undefined || atMs < Number(here.mtimeNs / 1_000_000n)) return false
  if (identity === identityOf(here)) return true
  const there = await stat(toBytes(file), {bigint: true}).catch(() => undefined)
  return there?.dev === here.dev && there.ino === here.ino
}

/** Where a file system doesn't tell when a file was made, the system gives the time of its last change. */
function identityOf({ino, birthtimeNs}: BigIntStats): string {
  return `${ino}:${birthtimeNs}`
}

const OF_DISCS: ReadonlySet<string | undefined> = new Set(['ISO 9660', 'UDF'])

/** None where discs are mounted, which are alike to the bit, or where nothing tells a mounted medium from others. */
export async function identityOfDirectory(directory: RawPath): Promise<string | undefined> {
  if (OF_DISCS.has(await fileSystemOf(directory))) return undefined
  const last = join(directory, fromText(BAG_FILE.tagManifest))
  const manifest = await stat(toBytes(last), {bigint: true}).catch(() => undefined)
  if (manifest !== undefined) return identityOf(manifest)
  const [here, above] = await Promise.all(
    [directory, dirname(directory)].map((path) => stat(toBytes(path), {bigint: true})),
  )
  return here === undefined || here.dev !== above?.dev ? undefined : identityOf(here)
}

function sameCopy(from: RawPath, other: string): MediaStructError {
  return new MediaStructError(
    'SAME_COPY',
    `${toText(from)} is ${other}: one file or directory is one copy.`,
    {
      hint: 'Read the other copy from its own medium.',
    },
  )
}
