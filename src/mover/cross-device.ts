/** Copies a file to another file system so that it can be trusted: hashed on the way, flushed, read back from the disk. */
import {type BigIntStats, constants} from 'node:fs'
import {type FileHandle, open, unlink} from 'node:fs/promises'
import {errnoOf, MediaStructError} from '../errors.ts'
import {createBlake3} from '../hash/blake3.ts'
import {readBack} from '../own/read-back.ts'
import {toSeconds} from '../own/times.ts'
import {type RawPath, toBytes} from '../paths/bytes.ts'
import {runOnFiles} from './flush.ts'
import type {Fingerprint} from './job.ts'

const CHUNK_BYTES = 1 << 20

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
    if ((await hashOnDisk(part, expected.size)) !== expected.blake3) {
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
  await copy.utimes(toSeconds(stats.atimeNs), toSeconds(stats.mtimeNs))
}

function ignoreWhereNotAllowed(error: unknown): void {
  const code = errnoOf(error)
  if (code !== 'EPERM' && code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
}

async function hashOnDisk(part: RawPath, size: number): Promise<string> {
  const hasher = createBlake3()
  await readBack(part, size, (chunk) => hasher.update(chunk))
  return Buffer.from(hasher.digest()).toString('hex')
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
