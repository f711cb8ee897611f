/** Reading one file through a hasher, with every check that makes the digest trustworthy. */
import {type BigIntStats, closeSync, constants, fstatSync, openSync, readSync} from 'node:fs'
import {fileFailure} from '../errors.ts'
import {asciiOrBytes, type RawPath} from '../paths/bytes.ts'
import type {Digester} from './digester.ts'

/** 256 KiB: larger buffers fall out of the L2 cache and cost 1.8 times as much. */
const BUFFER_BYTES = 256 * 1024

export type HashResult =
  | {
      ok: true
      /** Lower-case hex. */
      hash: string
      size: number
      mtimeNs: bigint
      ctimeNs: bigint
      inode: bigint
      device: bigint
    }
  | {ok: false; code: string; message: string}

/** What came of a file that could not be read. */
export type Failed = Extract<HashResult, {ok: false}>

const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES)

/**
 * Hashes a regular file; a link, FIFO, socket or device is refused without being waited for.
 * @param first bytes that are read at most
 */
export function hashFile(path: RawPath, digester: Digester, first = Infinity): HashResult {
  return whileOpen(path, (file) => file.hash(digester, first))
}

/** The same where `wants` says so of the file's stat, which is the answer otherwise. */
export function hashIfWanted(
  path: RawPath,
  digester: Digester,
  wants: (stat: BigIntStats) => boolean,
): HashResult | BigIntStats {
  return whileOpen(path, (file) => (wants(file.stat) ? file.hash(digester) : file.stat))
}

function whileOpen<T>(path: RawPath, use: (file: OpenFile) => T): T | Failed {
  const file = OpenFile.of(path)
  if (!(file instanceof OpenFile)) return file
  try {
    return use(file)
  } finally {
    file.close()
  }
}

/** A regular file that is open to be read. */
export class OpenFile {
  readonly stat: BigIntStats
  readonly #descriptor: number

  private constructor(descriptor: number, stat: BigIntStats) {
    this.#descriptor = descriptor
    this.stat = stat
  }

  static of(path: RawPath): OpenFile | Failed {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    try {
      const descriptor = openSync(asciiOrBytes(path), flags)
      try {
        const stat = statAtRest(descriptor)
        if (stat.isFile()) return new OpenFile(descriptor, stat)
      } catch (error) {
        closeQuietly(descriptor)
        throw error
      }
      closeQuietly(descriptor)
      return {ok: false, code: 'ENOTFILE', message: 'it is not a regular file'}
    } catch (error) {
      return {ok: false, ...fileFailure(error)}
    }
  }

  /** What was read was read, whatever the system says afterwards (FUSE, NFS). */
  close(): void {
    closeQuietly(this.#descriptor)
  }

  /** Its first bytes, as many as there is room for; undefined where they can't be had. */
  start(room: Buffer): Buffer | undefined {
    try {
      return room.subarray(0, readSync(this.#descriptor, room, 0, room.length, 0))
    } catch {
      return undefined
    }
  }

  /** @param first bytes that are read at most; the digest is of them alone */
  hash(digester: Digester, first = Infinity): HashResult {
    try {
      return this.#hash(digester, first)
    } catch (error) {
      return {ok: false, ...fileFailure(error)}
    }
  }

  #hash(digester: Digester, first: number): HashResult {
    digester.begin()
    const size = Math.min(Number(this.stat.size), first)
    const bytes = this.#feed(digester, size, first)
    const after = fstatSync(this.#descriptor, {bigint: true})
    if (!sameContentStat(this.stat, after) || bytes !== size) {
      return {ok: false, code: 'ECHANGED', message: 'it changed while it was read'}
    }
    return {
      ok: true,
      hash: digester.hex(),
      size: Number(after.size),
      mtimeNs: after.mtimeNs,
      ctimeNs: after.ctimeNs,
      inode: after.ino,
      device: after.dev,
    }
  }

  /** A short read that ends where the file did is its end: whether it grew since is asked afterwards. */
  #feed(digester: Digester, size: number, first: number): number {
    let total = 0
    for (;;) {
      const length = readSync(this.#descriptor, buffer, 0, Math.min(BUFFER_BYTES, first - total), total)
      if (length === 0) return total
      digester.update(length === BUFFER_BYTES ? buffer : buffer.subarray(0, length))
      total += length
      if (length < BUFFER_BYTES && total === size) return total
    }
  }
}

/** Nothing was written to it. */
function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {
    // There is nothing to be done about it, and nothing is lost.
  }
}

/**
 * The stat of a file that nobody is in the middle of writing to. A write(2) stamps a file when it begins, by a clock that ticks
 * every 1 to 10 ms (Linux, `file_update_time`): what is read meanwhile looks the same afterwards, and would have bytes of
 * before and of after.
 */
function statAtRest(descriptor: number): BigIntStats {
  const stat = fstatSync(descriptor, {bigint: true})
  const ageMs = msSinceWritten(stat)
  // Where clocks differ, as over a network, a time to come says nothing.
  if (ageMs >= REST_MS || ageMs < -REST_MS) return stat
  Atomics.wait(nobody, 0, 0, REST_MS - ageMs)
  return fstatSync(descriptor, {bigint: true})
}

/** ms; a whole file is written to the page cache faster. */
const REST_MS = 50

/** Nobody wakes who waits for it. */
const nobody = new Int32Array(new SharedArrayBuffer(4))

/** A write stamps both: who only sets a date, or moves the file, is not writing to it. */
function msSinceWritten({mtimeMs, ctimeMs}: BigIntStats): number {
  return Date.now() - Number(mtimeMs < ctimeMs ? mtimeMs : ctimeMs)
}

function sameContentStat(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs
}
