/** Directories: making them, and making durable what happened in them. */
import {constants, statSync} from 'node:fs'
import {mkdir, open} from 'node:fs/promises'
import {errnoOf, MediaStructError} from '../errors.ts'
import {dirname, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'

/**
 * Makes a directory's entries durable: without it, a link or rename is back under its old name after power loss.
 * File systems that cannot sync a directory (some FUSE and network ones) are taken at their word.
 */
export async function syncDirectory(directory: RawPath): Promise<void> {
  const handle = await open(toBytes(directory), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await handle.sync()
  } catch (error) {
    const code = errnoOf(error)
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
  } finally {
    await handle.close()
  }
}

/** The directories, outermost first, that must be made before `directory` exists. */
export async function missingDirectories(directory: RawPath): Promise<RawPath[]> {
  const missing: RawPath[] = []
  for (let path = directory; path !== '/' && path !== '' && !(await lstatOf(path)); path = dirname(path)) {
    missing.unshift(path)
  }
  return missing
}

/**
 * Makes `directory` and what is missing above it, durably.
 * @returns those that were made, outermost first
 * @throws MediaStructError NOT_A_DIRECTORY where a file is in the way
 */
export async function makeDirectories(directory: RawPath): Promise<RawPath[]> {
  const made: RawPath[] = []
  for (const path of await missingDirectories(directory)) {
    if (!(await makeOne(path))) continue
    made.push(path)
    await syncDirectory(dirname(path))
  }
  if (!statSync(toBytes(directory)).isDirectory()) {
    throw new MediaStructError(
      'NOT_A_DIRECTORY',
      `${toText(directory)} is in the way: it is not a directory.`,
    )
  }
  return made
}

async function makeOne(path: RawPath): Promise<boolean> {
  try {
    await mkdir(toBytes(path))
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}
