/** Times of files, as Node's `utimes` takes them. */
import type {FileHandle} from 'node:fs/promises'
import {errnoOf} from '../errors.ts'

const NOT_ALLOWED = new Set(['EPERM', 'EINVAL', 'ENOTSUP', 'ENOSYS'])

/** Gives a file of ours its time, to the µs, where the file system and its owner allow that: a FAT disk of root's does not. */
export async function dateFile(file: FileHandle, mtimeNs: bigint): Promise<void> {
  const seconds = toSeconds(mtimeNs)
  await file.utimes(seconds, seconds).catch((error: unknown) => {
    if (!NOT_ALLOWED.has(errnoOf(error) ?? '')) throw error
  })
}

/**
 * Nanoseconds as decimal seconds, in the middle of their µs: Node makes a double of it, which is off by up to 240 ns
 * nowadays, and cuts; at the edge of a µs that would be the one before.
 */
export function toSeconds(ns: bigint): string {
  const us = ns / 1000n - (ns % 1000n < 0n ? 1n : 0n)
  const tenths = us * 10n + 5n
  const digits = String(tenths < 0n ? -tenths : tenths).padStart(8, '0')
  return `${tenths < 0n ? '-' : ''}${digits.slice(0, -7)}.${digits.slice(-7)}`
}
