/** Reads a medium that others made, whole, and each file of it once. */
import {stat} from 'node:fs/promises'
import {
  createBlake3,
  type DirectoryListing,
  EXIT,
  errnoOf,
  excluder,
  type Failure,
  fileFailure,
  type HashPool,
  type Host,
  join,
  MediaStructError,
  messageOf,
  type Progress,
  type RawPath,
  relativeTo,
  toBytes,
  toText,
  Walker,
} from 'mediastruct'
import {type MediumFile, openMedium} from '../verifying/medium.ts'
import {indexable} from './listed.ts'

export interface ReadFile {
  /** Below the medium's root. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly blake3: string
}

export interface ReadMedium {
  readonly kind: 'directory' | 'image'
  /** What could not be read; complete once the files were gone through. */
  readonly errors: readonly Failure[]
  /** Can be gone through once. */
  readonly files: AsyncIterable<ReadFile>
  close(): Promise<void>
}

/** @throws MediaStructError NO_SOURCE, NO_DISC, NOT_AN_IMAGE; the system call's error */
export async function readMedium(host: Host, source: RawPath): Promise<ReadMedium> {
  const found = await stat(toBytes(source)).catch((error: unknown) => {
    // What is not there is told in the words of what is opened.
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  })
  return found?.isDirectory() ? await readDirectory(host, source) : await readImage(host, source)
}

async function readDirectory(host: Host, root: RawPath): Promise<ReadMedium> {
  const errors: Failure[] = []
  const hashes = await host.hashPool()
  const progress = host.reporter.progress('reading')
  const walker = new Walker(hashes.workers)
  const close = async () => progress.end()
  return {kind: 'directory', errors, files: filesBelow(host, root, {walker, hashes, errors, progress}), close}
}

interface Reading {
  readonly walker: Walker
  readonly hashes: HashPool
  readonly errors: Failure[]
  readonly progress: Progress
}

/** Enough to keep all threads busy, few enough to stop soon. */
const BATCH_FILES = 512
const BATCH_BYTES = 256 << 20

async function* filesBelow(host: Host, root: RawPath, reading: Reading): AsyncGenerator<ReadFile> {
  const {walker, errors} = reading
  const excludes = excluder(host.settings.exclude)
  let batch: RawPath[] = []
  let bytes = 0
  for await (const listing of walker.walk(root, (directory) => !excludes(root, directory, true))) {
    errors.push(...listing.errors)
    for (const {path, size} of filesIn(listing)) {
      if (excludes(root, path, false)) continue
      batch.push(path)
      bytes += size
      if (batch.length < BATCH_FILES && bytes < BATCH_BYTES) continue
      yield* hashed(root, batch, reading)
      if (host.signal.aborted) return
      ;[batch, bytes] = [[], 0]
    }
  }
  yield* hashed(root, batch, reading)
}

/** With their sizes in bytes, the first of the numbers that a listing has of each. */
function* filesIn({path, files, stats}: DirectoryListing): Generator<{path: RawPath; size: number}> {
  const numbers = stats.length / Math.max(1, files.length)
  for (const [at, name] of files.entries()) yield {path: join(path, name), size: Number(stats[at * numbers])}
}

async function* hashed(
  root: RawPath,
  paths: readonly RawPath[],
  {hashes, errors, progress}: Reading,
): AsyncGenerator<ReadFile> {
  const results = await hashes.hashFiles(paths)
  for (const [at, path] of paths.entries()) {
    const result = results[at]
    if (result?.ok) {
      progress.add(1, result.size)
      yield {path: relativeTo(root, path), size: result.size, blake3: result.hash}
    } else if (result) {
      progress.errors(1)
      errors.push({path, code: result.code, message: result.message})
    }
  }
}

/** An image's files have no path that the system knows: they are named as if it were mounted where it lies. */
async function readImage(host: Host, source: RawPath): Promise<ReadMedium> {
  const medium = await openMedium(source).catch((error: unknown) => {
    throw error instanceof MediaStructError && error.code === 'UNREADABLE_DISC' ? notADisc(source) : error
  })
  const errors: Failure[] = medium.problems.map(({path, message}) => {
    return {path: join(source, path), code: 'UNREADABLE', message}
  })
  const isMeant = indexable(
    medium.files.map(({path}) => path),
    excluder(host.settings.exclude),
  )
  const files = medium.files.filter(({path}) => isMeant(path))
  const progress = host.reporter.progress('reading')
  progress.total(
    files.length,
    files.reduce((sum, {size}) => sum + size, 0),
  )
  const read = async function* () {
    for (const file of files) {
      if (host.signal.aborted) return
      const result = await hashOf(file)
      if (typeof result === 'string') {
        progress.add(1, file.size)
        yield {path: file.path, size: file.size, blake3: result}
      } else {
        progress.errors(1)
        errors.push({path: join(source, file.path), ...result})
      }
    }
  }
  const close = async () => {
    progress.end()
    await medium.close()
  }
  return {kind: 'image', errors, files: read(), close}
}

/** BLAKE3, or why it can't be had. */
async function hashOf(file: MediumFile): Promise<string | Pick<Failure, 'code' | 'message'>> {
  const blake3 = createBlake3()
  let bytes = 0
  try {
    for await (const chunk of file.read()) {
      bytes += chunk.length
      blake3.update(chunk)
    }
  } catch (error) {
    return errnoOf(error) === undefined
      ? {code: error instanceof MediaStructError ? error.code : 'UNREADABLE', message: messageOf(error)}
      : fileFailure(error)
  }
  if (bytes !== file.size) return {code: 'CUT_SHORT', message: `it ends after ${bytes} of ${file.size} bytes`}
  return Buffer.from(blake3.digest()).toString('hex')
}

function notADisc(source: RawPath): MediaStructError {
  return new MediaStructError(
    'NOT_AN_IMAGE',
    `${toText(source)} holds no UDF or ISO 9660 file system that can be read: it is blank, of another kind, cut, or damaged where it begins.`,
    {
      hint: 'Name a drive with the disc in it, an image of it, or the directory where it is mounted.',
      exitCode: EXIT.refused,
    },
  )
}
