/** A file of ours that is being written: under a name that says so, until it is durable and whole. */
import {createHash, randomBytes} from 'node:crypto'
import {constants} from 'node:fs'
import {type FileHandle, open, stat, unlink} from 'node:fs/promises'
import {EXIT, errnoOf, MediaStructError} from '../errors.ts'
import {basename, dirname, join, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {syncDirectory} from './directories.ts'
import {type Ownership, place} from './place.ts'
import {readBack} from './read-back.ts'
import {dateFile} from './times.ts'

/** A long file being written; nothing of it is under its name before `commit`. */
export interface OwnFile {
  write(chunk: Uint8Array | string): Promise<void>
  /**
   * Lets somebody else add to the file before it gets its name; from then on nothing is written to it. What was written
   * must still be there, to the bit, and what was added counts like it.
   * @param work is given the file that is to be added to
   * @returns bytes of the file as it is then
   * @throws MediaStructError BAD_WRITE where what was written changed; what `work` throws
   */
  extend(work: (part: RawPath) => Promise<void>): Promise<number>
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

export async function openPart(path: RawPath): Promise<Part> {
  const part = join(dirname(path), partName(path))
  return {path: part, handle: await open(toBytes(part), 'wx')}
}

/** It lies on a medium that is read back as a whole later. */
export interface OnMedium {
  /** Nanoseconds since 1970: the time that it gets. */
  readonly mtimeNs?: bigint | undefined
}

/** A file that has no name of its own yet. */
interface Part {
  readonly path: RawPath
  readonly handle: FileHandle
}

/** Hidden, unguessable, ends in `.part` as all our unfinished files do; short enough for any file system. */
function partName(path: RawPath): RawPath {
  return `${partPrefix(path)}${randomBytes(8).toString('hex')}.part` as RawPath
}

export function partPrefix(path: RawPath): string {
  const name = basename(path)
  // FAT and LTFS take no name that ends amid a character.
  return `.${name.length > 200 ? name.slice(0, 200).replace(/[\xc0-\xff][\x80-\xbf]*$/, '') : name}.`
}

/** What others wrote to it lies in the page cache until then, and they may have taken its permissions. @returns bytes */
async function settle(path: RawPath, mode: number): Promise<number> {
  const handle = await open(toBytes(path), constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    await handle.chmod(mode & 0o7777)
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}

export class PartFile implements OwnFile {
  readonly #path: RawPath
  readonly #part: RawPath
  readonly #ownership: Ownership
  readonly #hash = createHash('sha256')
  /** Bytes. */
  #size = 0
  #handle: FileHandle | undefined
  /** SHA-256 of the whole, once it was extended. */
  #extended: string | undefined
  #placed = false
  /** Where it lies on a medium; else it is read back. */
  readonly #onMedium: OnMedium | undefined

  constructor(path: RawPath, part: Part, ownership: Ownership, onMedium?: OnMedium) {
    this.#path = path
    this.#part = part.path
    this.#handle = part.handle
    this.#ownership = ownership
    this.#onMedium = onMedium
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

  async extend(work: (part: RawPath) => Promise<void>): Promise<number> {
    const written = await this.#finish()
    const {mode} = await stat(toBytes(this.#part))
    await work(this.#part)
    const size = await settle(this.#part, mode)
    const hash = createHash('sha256')
    let [done, before] = [0, '']
    await readBack(this.#part, size, (chunk) => {
      const left = this.#size - done
      hash.update(chunk.subarray(0, Math.max(0, left)))
      if (left >= 0 && left <= chunk.length) before = hash.copy().digest('hex')
      hash.update(chunk.subarray(Math.max(0, left)))
      done += chunk.length
    })
    if (before !== written) throw this.#badWrite()
    this.#extended = hash.digest('hex')
    return done
  }

  async commit(inspect?: (part: RawPath) => Promise<void>): Promise<string> {
    const sha256 = this.#extended ?? (await this.#finish())
    await inspect?.(this.#part)
    await place(this.#part, this.#path, this.#ownership)
    this.#placed = true
    await syncDirectory(dirname(this.#path))
    return sha256
  }

  /**
   * Nothing is written any more. What lies on a medium is not read back here.
   * @returns SHA-256 of what was written
   * @throws MediaStructError BAD_WRITE where the disk does not hold it
   */
  async #finish(): Promise<string> {
    const mtimeNs = this.#onMedium?.mtimeNs
    if (mtimeNs !== undefined && this.#handle) await dateFile(this.#handle, mtimeNs)
    await this.#handle?.sync()
    await this.#close()
    const sha256 = this.#hash.digest('hex')
    if (this.#onMedium) return sha256
    const found = createHash('sha256')
    await readBack(this.#part, this.#size, (chunk) => found.update(chunk))
    if (found.digest('hex') === sha256) return sha256
    throw this.#badWrite()
  }

  #badWrite(): MediaStructError {
    return new MediaStructError(
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

export function ignoreMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error
}
