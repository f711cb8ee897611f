/** What comes in as a medium must lie outside of all that MediaStruct fills or takes from: else one file would be two. */
import {stat} from 'node:fs/promises'
import {
  ancestorsIdentity,
  dirname,
  errnoOf,
  type Host,
  type Identity,
  identityOf,
  isSame,
  isWithin,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
} from 'mediastruct'
import {noSource} from '../verifying/medium.ts'

/**
 * By device and inode: links and bind mounts lead to the same directory. An image may be kept wherever files are, but for
 * the archive.
 * @param archive whose volume it is to be
 * @throws MediaStructError NO_SOURCE, IN_TREE; the system call's error
 */
export async function assertApart(source: RawPath, archive: RawPath, host: Host): Promise<void> {
  const found = await stat(toBytes(source)).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOENT' ? noSource(source) : error
  })
  const line = await lineOf(source, found.isDirectory())
  for (const tree of found.isDirectory() ? treesOf(host, archive) : [archive]) {
    const other = await lineOf(tree, true).catch(() => [])
    const [top, itself] = [other[0], line[0]]
    const isInside = top !== undefined && line.some((one) => isSame(one, top))
    const isAround = itself !== undefined && other.some((one) => isSame(one, itself))
    // What is not there yet has no identity: a new archive would be made in it.
    if (isInside || isAround || isWithin(tree, source)) throw inTree(source, tree)
  }
}

function treesOf({settings: {drop, duplicates}, trees}: Host, archive: RawPath): ReadonlySet<RawPath> {
  const named = [...trees.all(), ...drop].map(({path}) => path)
  return new Set([archive, ...named, ...(duplicates === undefined ? [] : [duplicates])])
}

/** A file or directory, and all above it. */
async function lineOf(path: RawPath, isDirectory: boolean): Promise<Identity[]> {
  return [await identityOf(path), ...(await ancestorsIdentity(isDirectory ? path : dirname(path)))]
}

function inTree(source: RawPath, tree: RawPath): MediaStructError {
  return new MediaStructError(
    'IN_TREE',
    `${toText(source)} and ${toText(tree)}, which MediaStruct fills or takes from, overlap: that is no medium of its own.`,
    {hint: 'Name the directory where the disc is mounted, its drive, or an image of it.'},
  )
}
