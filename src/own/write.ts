/**
 * The only hand on our own files: indexes, manifests, markers, exports.
 *
 * A file appears whole or not at all (`.part`, fsync, link), and nothing is replaced or removed that we did not write.
 */
import {createHash, randomBytes} from 'node:crypto'
import {type FileHandle, open, readdir, unlink} from 'node:fs/promises'
import {EXIT, errnoOf, MediaStructError} from '../errors.ts'
import {basename, dirname, fromBytes, join, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import {makeDirectories, syncDirectory} from './directories.ts'
import {assertOurs, type Ownership, place} from './place.ts'
import {readBack} from './read-back.ts'

export type {Ownership} from './place.ts'

/** A long file being written; nothing of it is under its name before `commit`. */
export interface OwnFile {
  write(chunk: Uint8Array | string): Promise<void>
  /**
   * Makes the file durable under its name, after what the disk holds of it was read back.
   * @param inspect is shown the finished file before it gets its name; where it throws, the file never gets it
   * @returns its SHA-256, lower-case hex
   * @throws MediaStructError NOT_OURS, BAD_WRITE
   */
  commit(inspect?: (part: RawPath) => Promise<void>): Promise<string>
  /** Forgets what was written; harmless after `commit`. */
  abort(): Promise<void>
}

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

/** Opens a long file for writing, with the directories above it. @param isSwept no debris is looked for: `removeDebrisOf` did */
export async function openOwnFile(
  path: RawPath,
  ownership: Ownership = {},
  isSwept = false,
): Promise<OwnFile> {
  await makeDirectories(dirname(path))
  if (!isSwept) await removeDebris(path)
  const part = join(dirname(path), partName(path))
  return new PartFile(path, part, await open(toBytes(part), 'wx'), ownership)
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

/** Hidden, unguessable, ends in `.part` as all our unfinished files do; short enough for any file system. */
function partName(path: RawPath): RawPath {
  return `${partPrefix(path)}${randomBytes(8).toString('hex')}.part` as RawPath
}

function partPrefix(path: RawPath): string {
  return `.${basename(path).slice(0, 200)}.`
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

function ignoreMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error
}

class PartFile implements OwnFile {
  readonly #path: RawPath
  readonly #part: RawPath
  readonly #ownership: Ownership
  readonly #hash = createHash('sha256')
  /** Bytes. */
  #size = 0
  #handle: FileHandle | undefined
  #placed = false

  constructor(path: RawPath, part: RawPath, handle: FileHandle, ownership: Ownership) {
    this.#path = path
    this.#part = part
    this.#handle = handle
    this.#ownership = ownership
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
    if (!this.#handle) throw new Error('written to after commit or abort')
    this.#hash.update(bytes)
    this.#size += bytes.length
    // A write may take fewer bytes than offered.
    for (let at = 0; at < bytes.length; ) {
      at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten
    }
  }

  async commit(inspect?: (part: RawPath) => Promise<void>): Promise<string> {
    await this.#handle?.sync()
    await this.#close()
    const sha256 = this.#hash.digest('hex')
    await this.#assertWritten(sha256)
    await inspect?.(this.#part)
    await place(this.#part, this.#path, this.#ownership)
    this.#placed = true
    await syncDirectory(dirname(this.#path))
    return sha256
  }

  async #assertWritten(sha256: string): Promise<void> {
    const found = createHash('sha256')
    await readBack(this.#part, this.#size, (chunk) => found.update(chunk))
    if (found.digest('hex') === sha256) return
    throw new MediaStructError(
      'BAD_WRITE',
      `What the disk gave back of ${toText(this.#path)} is not what was written to it.`,
      {hint: 'Check that disk, then type the command again.', exitCode: EXIT.findings},
    )
  }

  async abort(): Promise<void> {
    await this.#close()
    if (this.#placed) return
    await unlink(toBytes(this.#part)).catch(ignoreMissing)
  }

  async #close(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    await handle?.close()
  }
}
