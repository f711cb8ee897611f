/** A file of ours that is being written: under a name that says so, until it is durable and whole. */
import {createHash, randomBytes} from 'node:crypto'
import {type FileHandle, open, unlink} from 'node:fs/promises'
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

export class PartFile implements OwnFile {
  readonly #path: RawPath
  readonly #part: RawPath
  readonly #ownership: Ownership
  readonly #hash = createHash('sha256')
  /** Bytes. */
  #size = 0
  #handle: FileHandle | undefined
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

  async commit(inspect?: (part: RawPath) => Promise<void>): Promise<string> {
    const mtimeNs = this.#onMedium?.mtimeNs
    if (mtimeNs !== undefined && this.#handle) await dateFile(this.#handle, mtimeNs)
    await this.#handle?.sync()
    await this.#close()
    const sha256 = this.#hash.digest('hex')
    if (!this.#onMedium) await this.#assertWritten(sha256)
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

export function ignoreMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error
}
