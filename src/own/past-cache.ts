/** Reads anywhere in a file or device past the page cache, which would answer from memory what the medium lost. */
import {constants} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {errnoOf} from '../errors.ts'
import {type RawPath, toBytes} from '../paths/bytes.ts'
import {borrowMemory, giveBack, MEMORY_BYTES} from './memory.ts'

/** What O_DIRECT wants positions and lengths to be multiples of, on every disk and disc that there is. */
const ALIGNED_BYTES = 4096

export interface PastCache {
  /**
   * As `FileHandle.read` does; what is near is read with it. A sector that can't be read fails alone.
   * @throws errno errors
   */
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{readonly bytesRead: number}>
  close(): Promise<void>
}

/**
 * Links are followed; a FIFO does not block. Where the file system knows no O_DIRECT, the page cache answers.
 * @throws errno errors
 */
export async function openPastCache(path: RawPath): Promise<PastCache> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK
  const plain = () => open(toBytes(path), flags)
  const direct = open(toBytes(path), flags | (constants.O_DIRECT ?? 0))
  const handle = await direct.catch((error: unknown) => {
    if (errnoOf(error) !== 'EINVAL') throw error
    return plain()
  })
  return new Window(handle, plain)
}

/** The part of the file that was read last. */
class Window implements PastCache {
  #handle: FileHandle
  readonly #plain: () => Promise<FileHandle>
  readonly #memory = borrowMemory()
  #isPlain = false
  #isClosed = false
  #start = 0
  #bytes = 0
  /** Up to here a sector is broken: a drive may try for many seconds, so it is not met again for each one before it. */
  #carefulUntil = 0

  constructor(handle: FileHandle, plain: () => Promise<FileHandle>) {
    this.#handle = handle
    this.#plain = plain
  }

  async read(buffer: Buffer, offset: number, length: number, position: number): Promise<{bytesRead: number}> {
    if (position < this.#start || position >= this.#start + this.#bytes) await this.#move(position)
    const at = position - this.#start
    const bytesRead = Math.max(0, Math.min(length, this.#bytes - at))
    buffer.set(this.#memory.subarray(at, at + bytesRead), offset)
    return {bytesRead}
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    giveBack(this.#memory)
    await this.#handle.close()
  }

  async #move(position: number): Promise<void> {
    const start = position - (position % ALIGNED_BYTES)
    this.#bytes = 0
    const length = start < this.#carefulUntil ? ALIGNED_BYTES : MEMORY_BYTES
    const bytes = await this.#fill(start, length).catch((error: unknown) => {
      // Somewhere in all this: here, or only farther on?
      if (errnoOf(error) !== 'EIO' || length === ALIGNED_BYTES) throw error
      this.#carefulUntil = start + length
      return this.#fill(start, ALIGNED_BYTES)
    })
    this.#start = start
    this.#bytes = bytes
  }

  async #fill(start: number, length: number): Promise<number> {
    try {
      return (await this.#handle.read(this.#memory, 0, length, start)).bytesRead
    } catch (error) {
      if (errnoOf(error) !== 'EINVAL' || this.#isPlain) throw error
      const handle = await this.#plain()
      await this.#handle.close()
      this.#handle = handle
      this.#isPlain = true
      return this.#fill(start, length)
    }
  }
}
