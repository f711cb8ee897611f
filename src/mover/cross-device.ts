/** Copies a file to another file system so that it can be trusted: hashed on the way, flushed, read back from the disk. */
import {type BigIntStats, constants} from 'node:fs'
import {type FileHandle, open, unlink} from 'node:fs/promises'
import {errnoOf, MediaStructError} from '../errors.ts'
import {createBlake3} from '../hash/blake3.ts'
import {type RawPath, toBytes} from '../paths/bytes.ts'
import {runOnFiles} from './flush.ts'
import type {Fingerprint} from './job.ts'

/** The part of the WebAssembly interface that is used here; Node's types leave it to the browser's. */
declare const WebAssembly: {Memory: new (size: {initial: number}) => {readonly buffer: ArrayBuffer}}

const CHUNK_BYTES = 1 << 20
/** Page-aligned memory, as O_DIRECT wants it; 64 KiB a page of WebAssembly. */
const aligned = new Uint8Array(new WebAssembly.Memory({initial: CHUNK_BYTES >> 16}).buffer)

/**
 * Copies `from` to the new file `part` with times, mode, owner and extended attributes, durably.
 * Nothing is left of `part` where it fails.
 * @param expected what the source was when it was hashed
 * @throws MediaStructError CHANGED where the source is not that any more, BAD_COPY where the disk does not hold what was
 *   written; errno errors
 */
export async function copyToPart(from: RawPath, part: RawPath, expected: Fingerprint): Promise<void> {
  const source = await open(toBytes(from), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const before = await source.stat({bigint: true})
    if (!before.isFile() || !matches(before, expected)) throw changed()
    await writePart(source, part, before, expected)
  } finally {
    await source.close()
  }
}

async function writePart(
  source: FileHandle,
  part: RawPath,
  before: BigIntStats,
  expected: Fingerprint,
): Promise<void> {
  const copy = await open(toBytes(part), 'wx', 0o600)
  try {
    try {
      if ((await copyBytes(source, copy)) !== expected.blake3) throw changed()
      await copyAttributes(source, copy, before)
      await copy.sync()
      if (!unchanged(before, await source.stat({bigint: true}))) throw changed()
    } finally {
      await copy.close()
    }
    if ((await readBack(part, expected.size)) !== expected.blake3) {
      throw new MediaStructError('BAD_COPY', 'what the disk gave back is not what was written to it')
    }
  } catch (error) {
    await unlink(toBytes(part))
    throw error
  }
}

/** @returns BLAKE3 of what was read, lower-case hex */
async function copyBytes(source: FileHandle, copy: FileHandle): Promise<string> {
  const hasher = createBlake3()
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  for (;;) {
    const {bytesRead} = await source.read(buffer, 0, CHUNK_BYTES, null)
    if (bytesRead === 0) return Buffer.from(hasher.digest()).toString('hex')
    hasher.update(buffer.subarray(0, bytesRead))
    for (let at = 0; at < bytesRead; ) {
      at += (await copy.write(buffer, at, bytesRead - at)).bytesWritten
    }
  }
}

/** Mode and µs times by ourselves; owner where allowed; then coreutils' cp for ns times and extended attributes. */
async function copyAttributes(source: FileHandle, copy: FileHandle, stats: BigIntStats): Promise<void> {
  await copy.chown(Number(stats.uid), Number(stats.gid)).catch(ignoreWhereNotAllowed)
  await copy.chmod(Number(stats.mode & 0o7777n)).catch(ignoreWhereNotAllowed)
  const preserve = '--preserve=xattr,timestamps'
  await runOnFiles('cp', ['--attributes-only', preserve, '/dev/fd/3', '/dev/fd/4'], [source, copy])
  const {mtimeNs} = await copy.stat({bigint: true})
  if (mtimeNs === stats.mtimeNs) return
  // As strings: negative numbers would become the present.
  await copy.utimes(seconds(stats.atimeNs), seconds(stats.mtimeNs))
}

function ignoreWhereNotAllowed(error: unknown): void {
  const code = errnoOf(error)
  if (code !== 'EPERM' && code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
}

/**
 * Nanoseconds as decimal seconds, in the middle of their µs: Node makes a double of it, which is off by up to 240 ns
 * nowadays, and cuts; at the edge of a µs that would be the one before.
 */
function seconds(ns: bigint): string {
  const us = ns / 1000n - (ns % 1000n < 0n ? 1n : 0n)
  const tenths = us * 10n + 5n
  const digits = String(tenths < 0n ? -tenths : tenths).padStart(8, '0')
  return `${tenths < 0n ? '-' : ''}${digits.slice(0, -7)}.${digits.slice(-7)}`
}

/** Reads past the page cache where the file system allows it: else the check would read memory, not the disk. */
async function readBack(part: RawPath, size: number): Promise<string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW
  try {
    return await hashOpened(part, size, flags | (constants.O_DIRECT ?? 0))
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL') throw error
    return await hashOpened(part, size, flags)
  }
}

/** Stops at `size`: a read that starts at an unaligned end of file is an error under O_DIRECT on some file systems. */
async function hashOpened(path: RawPath, size: number, flags: number): Promise<string> {
  const handle = await open(toBytes(path), flags)
  try {
    const hasher = createBlake3()
    for (let total = 0; total < size; ) {
      const {bytesRead} = await handle.read(aligned, 0, CHUNK_BYTES, null)
      if (bytesRead === 0) break
      hasher.update(aligned.subarray(0, bytesRead))
      total += bytesRead
    }
    return Buffer.from(hasher.digest()).toString('hex')
  } finally {
    await handle.close()
  }
}

function matches(stats: BigIntStats, expected: Fingerprint): boolean {
  return (
    stats.dev === expected.device &&
    stats.ino === expected.inode &&
    stats.size === BigInt(expected.size) &&
    stats.mtimeNs === expected.mtimeNs
  )
}

function unchanged(before: BigIntStats, after: BigIntStats): boolean {
  return before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs
}

function changed(): MediaStructError {
  return new MediaStructError('CHANGED', 'it changed while it was copied')
}
