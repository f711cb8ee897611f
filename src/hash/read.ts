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

const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES)

/**
 * Hashes a regular file; a link, FIFO, socket or device is refused without being waited for.
 * @param first bytes that are read at most
 */
export function hashFile(path: RawPath, digester: Digester, first = Infinity): HashResult {
  return whileOpen(path, (descriptor, stat) => hashOpen(descriptor, stat, digester, first))
}

/** The same where `wants` says so of the file's stat, which is the answer otherwise. */
export function hashIfWanted(
  path: RawPath,
  digester: Digester,
  wants: (stat: BigIntStats) => boolean,
): HashResult | BigIntStats {
  return whileOpen(path, (descriptor, stat) =>
    wants(stat) ? hashOpen(descriptor, stat, digester, Infinity) : stat,
  )
}

type Failed = Extract<HashResult, {ok: false}>

function whileOpen<T>(path: RawPath, use: (descriptor: number, stat: BigIntStats) => T): T | Failed {
  let descriptor: number | undefined
  try {
    descriptor = openSync(
      asciiOrBytes(path),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    )
    const stat = fstatSync(descriptor, {bigint: true})
    if (!stat.isFile()) return {ok: false, code: 'ENOTFILE', message: 'it is not a regular file'}
    return use(descriptor, stat)
  } catch (error) {
    return {ok: false, ...fileFailure(error)}
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function hashOpen(descriptor: number, before: BigIntStats, digester: Digester, first: number): HashResult {
  digester.begin()
  const size = Math.min(Number(before.size), first)
  const bytes = feed(descriptor, digester, size, first)
  const after = fstatSync(descriptor, {bigint: true})
  if (!sameContentStat(before, after) || bytes !== size) {
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
function feed(descriptor: number, digester: Digester, size: number, first: number): number {
  let total = 0
  for (;;) {
    const length = readSync(descriptor, buffer, 0, Math.min(BUFFER_BYTES, first - total), null)
    if (length === 0) return total
    digester.update(length === BUFFER_BYTES ? buffer : buffer.subarray(0, length))
    total += length
    if (length < BUFFER_BYTES && total === size) return total
  }
}

function sameContentStat(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs
}
