/** Refuses what is no copy at all: the archive itself, by whichever path it is reached. */
import {lstatSync, statSync} from 'node:fs'
import {
  ancestorsIdentity,
  dirname,
  type Identity,
  identityOf,
  isSame,
  join,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
  type VolumeRow,
} from 'mediastruct'
import type {Medium} from './medium.ts'

/**
 * Symbolic links and bind mounts lead to the same device and inode.
 * @param archives directories that no copy lies in
 * @throws MediaStructError IN_ARCHIVE; the system call's error
 */
export async function assertOutside(from: RawPath, archives: Iterable<RawPath>): Promise<void> {
  const there = statSync(toBytes(from), {throwIfNoEntry: false})
  if (!there) return
  const held = await existing(archives)
  const start = there.isDirectory() ? from : dirname(from)
  const above = [await identityOf(from), ...(await ancestorsIdentity(start))]
  if (above.some((one) => held.some((other) => isSame(one, other)))) throw inArchive(from)
}

/** Hard links to the staged files are the staged files. @throws MediaStructError IN_ARCHIVE */
export function assertNoLinks(medium: Medium, {path: staged}: VolumeRow): void {
  if (medium.sectors) return
  for (const {path} of medium.files) {
    const there = identity(join(staged, path))
    const here = there && identity(join(medium.path, path))
    if (there && here && isSame(there, here)) throw inArchive(medium.path)
  }
}

async function existing(directories: Iterable<RawPath>): Promise<Identity[]> {
  const found: Identity[] = []
  for (const directory of directories) {
    const one = await identityOf(directory).catch(() => undefined)
    if (one) found.push(one)
  }
  return found
}

function identity(path: RawPath): Identity | undefined {
  const stats = lstatSync(toBytes(path), {bigint: true, throwIfNoEntry: false})
  return stats && {device: stats.dev, inode: stats.ino}
}

function inArchive(from: RawPath): MediaStructError {
  return new MediaStructError(
    'IN_ARCHIVE',
    `${toText(from)} is the archive itself, or lies in it: it is no copy.`,
    {hint: 'Name the drive that the disc is in, an image, or the directory where it is mounted.'},
  )
}
