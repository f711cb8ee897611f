/**
 * Which file or directory a path really is: its real path, its device and inode.
 * These are asked a dozen times for each move. The calls take a few µs, a hop to another thread takes ten times as long:
 * so they are made at once, and only their signature is asynchronous.
 */
import {type BigIntStats, lstatSync, realpathSync, statSync} from 'node:fs'
import {errnoOf} from '../errors.ts'
import {asciiOrBytes, basename, dirname, fromBytes, join, type RawPath, toBytes} from './bytes.ts'

/** Device and inode; meaningful within one run only, for devices are numbered anew at each mount. */
export interface Identity {
  readonly device: bigint
  readonly inode: bigint
}

/** Absolute path without symbolic links, `.` or `..`. @throws errno errors, ENOENT above all */
export async function realPath(path: RawPath): Promise<RawPath> {
  return fromBytes(realpathSync.native(toBytes(path), {encoding: 'buffer'}))
}

/** The real path that `path` would have: what exists of it is resolved, the rest appended as spelled. */
export async function realPathOfNew(path: RawPath): Promise<RawPath> {
  try {
    return await realPath(path)
  } catch (error) {
    const parent = dirname(path)
    if (errnoOf(error) !== 'ENOENT' || parent === '' || parent === path) throw error
    return join(await realPathOfNew(parent), basename(path))
  }
}

/** Size, times and identity of what has this name, links not followed; `undefined` where nothing has it. */
export async function lstatOf(path: RawPath): Promise<BigIntStats | undefined> {
  try {
    return lstatSync(asciiOrBytes(path), {bigint: true, throwIfNoEntry: false})
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}

/** Identity of what the path leads to, links followed. @throws errno errors */
export async function identityOf(path: RawPath): Promise<Identity> {
  const {dev, ino} = statSync(asciiOrBytes(path), {bigint: true})
  return {device: dev, inode: ino}
}

/** Whether both are one file or directory. */
export function isSame(a: Identity, b: Identity): boolean {
  return a.device === b.device && a.inode === b.inode
}

/** Whether both paths lead to one file or directory. @throws errno errors */
export async function sameFile(a: RawPath, b: RawPath): Promise<boolean> {
  return isSame(await identityOf(a), await identityOf(b))
}

/** Identities of an existing directory and of all above it, innermost first. @throws errno errors */
export async function ancestorsIdentity(directory: RawPath): Promise<Identity[]> {
  const identities: Identity[] = []
  for (let path = await realPath(directory); ; path = dirname(path)) {
    identities.push(await identityOf(path))
    if (path === '/' || path === '') return identities
  }
}
