/**
 * The only hand on our own files: indexes, manifests, markers, exports.
 *
 * A file appears whole or not at all (`.part`, fsync, link), and nothing is replaced or removed that we did not write.
 */
import {readdir, unlink} from 'node:fs/promises'
import {errnoOf} from '../errors.ts'
import {dirname, fromBytes, join, type RawPath, toBytes} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import {makeDirectories, syncDirectory} from './directories.ts'
import {ignoreMissing, type OwnFile, openPart, PartFile, partPrefix} from './part.ts'
import {assertOurs, type Ownership} from './place.ts'

export type {OwnFile} from './part.ts'
export type {Ownership} from './place.ts'

/**
 * Writes a small file durably, with the directories above it.
 * @throws MediaStructError NOT_OURS where the name is taken by what is not ours
 */
export async function writeOwnFile(
  path: RawPath,
  bytes: Uint8Array,
  ownership: Ownership = {},
): Promise<void> {
  const file = await openOwnFile(path, ownership)
  try {
    await file.write(bytes)
    await file.commit()
  } finally {
    await file.abort()
  }
}

/** How a file is written to a medium that is read back as a whole afterwards. */
export interface MediumFileOptions {
  /** Nanoseconds since 1970: the time that it gets, to the µs. */
  readonly mtimeNs?: bigint | undefined
  /** Nothing of a writer that was killed lies in its directory, which then is not searched for such. */
  readonly isFirst?: boolean | undefined
}

/** Opens a long file for writing, with the directories above it. @param isSwept no debris is looked for: `removeDebrisOf` did */
export async function openOwnFile(
  path: RawPath,
  ownership: Ownership = {},
  isSwept = false,
): Promise<OwnFile> {
  await makeDirectories(dirname(path))
  if (!isSwept) await removeDebris(path)
  return new PartFile(path, await openPart(path), ownership)
}

/**
 * The same for a file on a tape, a disk or a share that a volume is copied to: it is flushed before it gets its name, and
 * not read back yet. A tape that goes back after each file would take weeks; the copy as a whole is read by `verify`.
 */
export async function openMediumFile(
  path: RawPath,
  {mtimeNs, isFirst = false, ...ownership}: Ownership & MediumFileOptions = {},
): Promise<OwnFile> {
  await makeDirectories(dirname(path))
  if (!isFirst) await removeDebris(path)
  return new PartFile(path, await openPart(path), ownership, {mtimeNs})
}

/**
 * Removes a file that we wrote, while it is as we wrote it. One that is gone already is fine.
 * @param sha256 as recorded when we wrote it, lower-case hex
 * @throws MediaStructError NOT_OURS
 */
export async function removeOwnFile(path: RawPath, sha256: string): Promise<void> {
  try {
    await assertOurs(path, {replaces: sha256})
    await unlink(toBytes(path))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return
  }
  await syncDirectory(dirname(path))
}

const PART_ENDING = /[0-9a-f]{16}\.part$/

/**
 * What writers of this very file left when they were killed: else it would stay in a volume, and be burned with it.
 * Goes before the `.part` files, which tell whose it is: where there are no hard links, an empty file may hold the name.
 */
export async function removeDebris(path: RawPath): Promise<void> {
  await removeDebrisOf(dirname(path), [path])
}

/** The same for many files of one directory, which is read but once; one that is not there holds none. */
export async function removeDebrisOf(directory: RawPath, paths: Iterable<RawPath>): Promise<void> {
  const byPrefix = new Map([...paths].map((path) => [partPrefix(path), path]))
  const isKnown = (name: RawPath) => byPrefix.has(name.replace(PART_ENDING, ''))
  const parts = (await namesIn(directory)).filter((name) => PART_ENDING.test(name) && isKnown(name))
  const begun = new Set(parts.map((name) => byPrefix.get(name.replace(PART_ENDING, ''))))
  for (const path of begun) {
    if (path !== undefined && (await isEmptyFile(path))) await unlink(toBytes(path)).catch(ignoreMissing)
  }
  for (const name of parts) await unlink(toBytes(join(directory, name))).catch(ignoreMissing)
}

async function namesIn(directory: RawPath): Promise<RawPath[]> {
  const entries = await readdir(toBytes(directory), {encoding: 'buffer', withFileTypes: true}).catch(
    noEntries,
  )
  return entries.filter((entry) => entry.isFile()).map((entry) => fromBytes(entry.name))
}

function noEntries(error: unknown): [] {
  if (errnoOf(error) === 'ENOENT') return []
  throw error
}

async function isEmptyFile(path: RawPath): Promise<boolean> {
  const stats = await lstatOf(path)
  return stats?.isFile() === true && stats.size === 0n
}
