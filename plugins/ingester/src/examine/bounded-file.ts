/** A file under examination: its head is read once, and whatever a reader asks for, no more than a bound is read. */
import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs'
import {MediaStructError, type RawPath, toBytes, toText} from 'mediastruct/basics'
import type {Readable} from '../containers/readable.ts'

/** Most formats keep all that we ask for in their first bytes. */
export const HEAD_BYTES = 64 * 2 ** 10
/** Small reads elsewhere are answered from as many bytes, which often serve the next one too. */
const WINDOW_BYTES = 4096

/** No honest file needs as many bytes, or as many reads: those beyond find the file at its end. */
export const MOST_BYTES = 64 * 2 ** 20
export const MOST_READS = 50_000

/** Never through a symbolic link, and never waiting for the other end of a FIFO. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

type ReadAt = (position: number, length: number) => Uint8Array

/** Answers small reads from memory, and counts the others. */
export class BoundedReadable implements Readable {
  readonly size: number
  readonly #readAt: ReadAt
  #head: Uint8Array | undefined
  #window: {readonly start: number; readonly bytes: Uint8Array} = {start: 0, bytes: new Uint8Array()}
  #bytesLeft = MOST_BYTES
  #readsLeft = MOST_READS

  /** @param readAt what reads from the disk; within `size` only */
  constructor(size: number, readAt: ReadAt) {
    this.size = size
    this.#readAt = readAt
  }

  read(position: number, length: number): Uint8Array {
    const end = Math.min(position + length, this.size)
    if (!(position >= 0 && end > position)) return new Uint8Array()
    this.#head ??= this.#fetch(0, Math.min(HEAD_BYTES, this.size))
    if (end <= this.#head.length) return this.#head.subarray(position, end)
    if (end - position > WINDOW_BYTES) return this.#fetch(position, end - position)
    return this.#fromWindow(position, end)
  }

  #fromWindow(position: number, end: number): Uint8Array {
    const {start, bytes} = this.#window
    if (position < start || end > start + bytes.length) {
      const length = Math.min(WINDOW_BYTES, this.size - position)
      this.#window = {start: position, bytes: this.#fetch(position, length)}
    }
    return this.#window.bytes.subarray(position - this.#window.start, end - this.#window.start)
  }

  #fetch(position: number, length: number): Uint8Array {
    this.#readsLeft -= 1
    const allowed = this.#readsLeft < 0 ? 0 : Math.min(length, this.#bytesLeft)
    this.#bytesLeft -= allowed
    return allowed === 0 ? new Uint8Array() : this.#readAt(position, allowed)
  }
}

/**
 * Opens a regular file for as long as `work` takes.
 * @throws the system's error, MediaStructError NOT_A_FILE, and what `work` throws
 */
export async function withFile<T>(path: RawPath, work: (file: Readable) => Promise<T>): Promise<T> {
  const descriptor = openSync(toBytes(path), FLAGS)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw new MediaStructError('NOT_A_FILE', `${toText(path)} is not a regular file.`)
    return await work(
      new BoundedReadable(stat.size, (position, length) => readWhole(descriptor, position, length)),
    )
  } finally {
    closeSync(descriptor)
  }
}

/** The system may give less than was asked for. */
function readWhole(descriptor: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const got = readSync(descriptor, bytes, filled, length - filled, position + filled)
    if (got === 0) break
    filled += got
  }
  return bytes.subarray(0, filled)
}
