/** A tree that vanished (an unmounted disk, another one in its place) is never filled and never forgotten. */
import {lstatSync, statSync} from 'node:fs'
import type {Catalog} from '../catalog/catalog.ts'
import {errnoOf, MediaStructError} from '../errors.ts'
import {join, type RawPath, relativeTo, toBytes, toText} from '../paths/bytes.ts'

function exists(path: RawPath): boolean {
  try {
    lstatSync(toBytes(path))
    return true
  } catch (error) {
    // Only "it is not there" speaks for a vanished tree; an unreadable one is there.
    return errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR'
  }
}

/** Whether at least one of the files that the index knows below `root` is still there, or it knows none. */
function holdsAnyIndexed(catalog: Catalog, root: RawPath): boolean {
  let known = false
  for (const file of catalog.filesUnder(root)) {
    if (file.offline) continue
    if (exists(file.path)) return true
    known = true
  }
  return !known
}

/** Whether at least one of the files that the index knows below `from` is below `to`, under the same path. */
export function holdsAnyMoved(catalog: Catalog, from: RawPath, to: RawPath): boolean {
  for (const {path} of catalog.filesUnder(from)) if (exists(join(to, relativeTo(from, path)))) return true
  return false
}

/** @throws MediaStructError MISSING_ROOT, NOT_A_DIRECTORY */
export function assertDirectory(root: RawPath): void {
  let isDirectory: boolean
  try {
    isDirectory = statSync(toBytes(root)).isDirectory()
  } catch (error) {
    const code = errnoOf(error) ?? 'EUNKNOWN'
    throw new MediaStructError('MISSING_ROOT', `There is no directory ${toText(root)} (${code}).`, {
      hint: 'Check the spelling, and that its disk is mounted.',
      cause: error,
    })
  }
  if (!isDirectory) {
    throw new MediaStructError('NOT_A_DIRECTORY', `${toText(root)} is not a directory.`, {
      hint: 'Name the directory that holds the files.',
    })
  }
}

/**
 * @param accepted trees of which the user said that the change is meant (`--accept-tree`)
 * @throws MediaStructError MISSING_ROOT, NOT_A_DIRECTORY, TREE_VANISHED
 */
export function assertPresent(catalog: Catalog, root: RawPath, accepted: readonly RawPath[]): void {
  if (accepted.includes(root)) return
  if (!holdsAnyIndexed(catalog, root)) {
    const {files} = catalog.countUnder(root)
    throw new MediaStructError(
      'TREE_VANISHED',
      `${toText(root)} held ${files} files when it was last crawled; none of them is there now.`,
      {
        hint: `Mount its disk. If the change is meant, say so: --accept-tree ${toText(root)}`,
      },
    )
  }
  assertDirectory(root)
}
