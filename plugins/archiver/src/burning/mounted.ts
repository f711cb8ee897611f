/** The directory that a medium is mounted at: looked at before anything is written to it. */
import {access, constants, stat, statfs} from 'node:fs/promises'
import {
  errnoOf,
  fileSystemOf,
  formatBytes,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
  typedPath,
} from 'mediastruct'
import type {ImageContent} from '../imaging/content.ts'
import {isRefusedByWindows, sameInAnyCase} from '../names.ts'

/** @throws MediaStructError BAD_DEVICE */
export async function mountedAt(text: string): Promise<RawPath> {
  const path = await typedPath(text)
  await assertMounted(path)
  return path
}

/** @throws MediaStructError BAD_DEVICE */
export async function assertMounted(path: RawPath): Promise<void> {
  const found = await stat(toBytes(path)).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined
    throw error
  })
  if (found?.isDirectory()) return
  const what = found ? `${toText(path)} is no directory.` : `There is no directory ${toText(path)}.`
  throw new MediaStructError('BAD_DEVICE', what, {
    hint: 'This medium takes files: mount it (a tape with LTFS), and name the directory that it is mounted at.',
  })
}

/** @throws MediaStructError READ_ONLY */
export async function assertWritable(directory: RawPath): Promise<void> {
  try {
    await access(toBytes(directory), constants.W_OK | constants.X_OK)
  } catch (error) {
    const why = errnoOf(error) === 'EROFS' ? 'its file system is read-only' : 'it may not be written to'
    throw new MediaStructError('READ_ONLY', `Nothing can be written to ${toText(directory)}: ${why}.`, {
      hint: 'Nothing was written. Mount it for writing (a tape may have its write-protect tab set), then begin again.',
    })
  }
}

/** Of a file on FAT: its length has 32 bits. */
const MOST_ON_FAT = 2 ** 32 - 1
const OF_WINDOWS = new Set(['FAT', 'exFAT', 'NTFS'])

/**
 * The medium may not have the file system that its target was made for.
 * @throws MediaStructError OTHER_FILE_SYSTEM
 */
export async function assertHolds(
  directory: RawPath,
  contents: readonly Pick<ImageContent, 'path' | 'size'>[],
): Promise<void> {
  const fileSystem = await fileSystemOf(directory)
  const problem = fileSystem === undefined ? undefined : problemOn(fileSystem, contents)
  if (problem === undefined) return
  throw new MediaStructError(
    'OTHER_FILE_SYSTEM',
    `${toText(directory)} is formatted with ${fileSystem}, which can't hold ${problem}.`,
    {
      hint: 'Nothing was written. Name a medium with the file system that the volume was planned for.',
    },
  )
}

/** What of the contents that file system refuses; undefined where it takes all. */
export function problemOn(
  fileSystem: string,
  contents: readonly Pick<ImageContent, 'path' | 'size'>[],
): string | undefined {
  const large = fileSystem === 'FAT' ? contents.find(({size}) => size > MOST_ON_FAT) : undefined
  if (large) return `${toText(large.path)}: it has ${formatBytes(large.size)}`
  if (!OF_WINDOWS.has(fileSystem)) return undefined
  const refused = contents.find(({path}) =>
    path.split('/').some((name) => isRefusedByWindows(name as RawPath)),
  )
  if (refused) return `the name of ${toText(refused.path)}`
  const paths = contents.map(({path}) => path)
  const [rivals] = sameInAnyCase(paths, {limits: {names: 'windows'}})
  return rivals && `both ${toText(rivals[1])} and ${toText(rivals[0])}`
}

/** @param bytes sizes of the files that are to be written @throws MediaStructError TOO_SMALL */
export async function assertRoom(directory: RawPath, sizes: Iterable<number>): Promise<void> {
  const {bavail, bsize} = await statfs(toBytes(directory))
  let needed = 0
  for (const size of sizes) needed += Math.ceil(size / bsize) * bsize
  const free = bavail * bsize
  if (needed <= free) return
  throw new MediaStructError(
    'TOO_SMALL',
    `${toText(directory)} has ${formatBytes(free)} free; the copy takes ${formatBytes(needed)} more.`,
    {hint: 'Nothing was written. Is the medium mounted there? Else name a larger one.'},
  )
}
