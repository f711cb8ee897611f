/**
 * How a path is spelled on the disk. Where case makes no difference (exFAT, FAT, most Macs), `Photos` also answers to
 * `photos`; device and inode don't always tell that both are one, for FUSE file systems make inodes up for each name.
 */
import {readdirSync} from 'node:fs'
import {basename, dirname, fromText, join, type RawPath, toBytes, toText} from './bytes.ts'
import {lstatOf} from './identity.ts'

/** @param path an existing real path. @returns it, each part as its directory lists it. @throws errno errors */
export async function asSpelled(path: RawPath): Promise<RawPath> {
  if (path === '/' || path === '') return path
  const parent = await asSpelled(dirname(path))
  return join(parent, await spelledIn(parent, basename(path)))
}

/** A directory is read only where the other case is there, too: as the same file, or as a twin of its own. */
async function spelledIn(directory: RawPath, name: RawPath): Promise<RawPath> {
  const otherCase = swapCase(name)
  if (otherCase === name || !(await lstatOf(join(directory, otherCase)))) return name
  const names = readdirSync(toBytes(directory), {encoding: 'latin1'}) as RawPath[]
  if (names.includes(name)) return name
  return names.find((candidate) => fold(candidate) === fold(name)) ?? name
}

function swapCase(name: RawPath): RawPath {
  const text = toText(name)
  const lower = text.toLowerCase()
  return fromText(text === lower ? text.toUpperCase() : lower)
}

function fold(name: RawPath): string {
  return toText(name).normalize('NFC').toLowerCase()
}
