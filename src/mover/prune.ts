/** Removes directories that are empty: those that a run made, or, where the user asks for it, those that it emptied. */
import {rmdir} from 'node:fs/promises'
import {errnoOf} from '../errors.ts'
import {dirname, isWithin, type RawPath, toBytes} from '../paths/bytes.ts'
import type {MasterGuard} from '../paths/guard.ts'

/** Removes those of `directories` that are empty, innermost first. @returns those removed */
export async function removeEmpty(directories: Iterable<RawPath>): Promise<RawPath[]> {
  const removed: RawPath[] = []
  const innermostFirst = [...new Set(directories)].sort((a, b) => b.length - a.length)
  for (const directory of innermostFirst) if (await removeIfEmpty(directory)) removed.push(directory)
  return removed
}

/** Takes away directories that were made for files which did not come; that one stays is no failure. */
export async function takeAwayUnused(directories: Iterable<RawPath>): Promise<void> {
  await removeEmpty(directories).catch(() => [])
}

/** For `--prune-empty`: removes what was emptied, upwards, never a root itself, never in a master. */
export async function pruneEmptied(
  directories: Iterable<RawPath>,
  roots: readonly RawPath[],
  guard: MasterGuard,
): Promise<RawPath[]> {
  const candidates = new Set<RawPath>()
  for (const directory of directories) {
    const root = roots.find((path) => isWithin(directory, path))
    if (root === undefined || (await guard.protects(directory)) !== undefined) continue
    for (let path = directory; path !== root; path = dirname(path)) candidates.add(path)
  }
  return await removeEmpty(candidates)
}

async function removeIfEmpty(directory: RawPath): Promise<boolean> {
  try {
    await rmdir(toBytes(directory))
    return true
  } catch (error) {
    const code = errnoOf(error)
    if (
      code === 'ENOTEMPTY' ||
      code === 'EEXIST' ||
      code === 'ENOENT' ||
      code === 'ENOTDIR' ||
      code === 'EBUSY'
    )
      return false
    throw error
  }
}
