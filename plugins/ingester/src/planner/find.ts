/** What lies in a drop, directory by directory, before anything is read. */
import {
  askDiscovered,
  basename,
  type Excluder,
  type Failure,
  fileFailure,
  type Hooks,
  isWithin,
  join,
  type Left,
  listDirectory,
  OWN_DIRECTORY,
  type RawPath,
  toText,
} from 'mediastruct'

export interface FoundFile {
  readonly path: RawPath
  readonly name: RawPath
  /** Bytes. */
  readonly size: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly inode: bigint
  /** Why it has to wait: somebody may still be writing it. */
  readonly moving?: string | undefined
}

export interface FoundDirectory {
  readonly path: RawPath
  /** In byte order of their names. */
  readonly files: readonly FoundFile[]
}

/** Which files of a living drop are at rest. */
export interface Stillness {
  /** The same directories; of each file that is not at rest, why (`moving`). */
  marking(directories: AsyncIterable<FoundDirectory>): AsyncIterable<FoundDirectory>
}

/** Where goes what is found and not taken. */
interface FindSink {
  left(left: Left): void
  failure(failure: Failure): void
}

export interface FindOptions {
  readonly sink: FindSink
  readonly excludes: Excluder
  readonly onFileDiscovered: Hooks['onFileDiscovered']
  /** Directories that are not entered: drops of their own. */
  readonly notInto?: readonly RawPath[]
}

/**
 * Every directory of a drop, in byte order: a dry run and the real run then meet equal files in the same order, and
 * agree on which of them comes first.
 */
export async function* findFiles(
  drop: RawPath,
  options: FindOptions,
): AsyncGenerator<FoundDirectory, void, void> {
  const waiting = [drop]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const listing = listDirectory(path)
    leaveUnusable(listing, options.sink)
    yield {path, files: await takenOf(drop, filesOf(listing), options)}
    waiting.push(...enteredOf(drop, listing, options))
  }
}

type Listing = ReturnType<typeof listDirectory>

function leaveUnusable({path, junk, junkDirectories, special, errors}: Listing, sink: FindSink): void {
  for (const failure of errors) sink.failure(failure)
  for (const name of [...junk, ...junkDirectories.filter((name) => name !== OWN_DIRECTORY)]) {
    sink.left({
      path: join(path, name),
      code: 'junk',
      reason: 'systems, programs and cameras leave such things about',
    })
  }
  for (const name of special) {
    sink.left({path: join(path, name), code: 'excluded', reason: 'a symbolic link, FIFO, socket or device'})
  }
}

/** In reverse: the last one in is the first to be listed. */
function enteredOf(drop: RawPath, {path, directories}: Listing, options: FindOptions): RawPath[] {
  const {excludes, sink, notInto = []} = options
  return directories
    .map((name) => join(path, name))
    .filter((directory) => {
      if (notInto.some((other) => other !== drop && isWithin(directory, other))) return false
      if (!excludes(drop, directory, true)) return true
      sink.left({path: directory, code: 'excluded', reason: 'a pattern leaves it out'})
      return false
    })
    .sort((a, b) => (a < b ? 1 : -1))
}

function filesOf({path, files, stats}: Listing): FoundFile[] {
  const perFile = stats.length / files.length
  return files
    .map((name, index) => {
      const [size = 0n, mtimeNs = 0n, ctimeNs = 0n, inode = 0n] = stats.subarray(index * perFile)
      const stamps = {size: Number(size), mtimeNs, ctimeNs, inode: BigInt.asUintN(64, inode)}
      return {path: join(path, name), name, ...stamps}
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function takenOf(
  drop: RawPath,
  files: readonly FoundFile[],
  options: FindOptions,
): Promise<FoundFile[]> {
  const taken: FoundFile[] = []
  for (const file of files) if (await isTaken(drop, file, options)) taken.push(file)
  return taken
}

async function isTaken(drop: RawPath, file: FoundFile, options: FindOptions): Promise<boolean> {
  const {sink, excludes, onFileDiscovered} = options
  const {path, size, mtimeNs} = file
  const asked = {path: toText(path), raw: path, tree: toText(drop), size, mtimeNs}
  try {
    const reason = excludes(drop, path, false)
      ? 'a pattern leaves it out'
      : await askDiscovered(onFileDiscovered, asked)
    if (reason === undefined) return true
    sink.left({path, code: 'excluded', reason})
  } catch (error) {
    sink.failure({path, ...fileFailure(error)})
  }
  return false
}

/** Directories together until they hold enough files to keep all cores busy. */
export async function* inBatches(
  directories: AsyncIterable<FoundDirectory>,
  files: number,
): AsyncGenerator<FoundDirectory[], void, void> {
  let batch: FoundDirectory[] = []
  let held = 0
  for await (const directory of directories) {
    batch.push(directory)
    held += directory.files.length
    if (held < files) continue
    yield batch
    batch = []
    held = 0
  }
  if (batch.length > 0) yield batch
}

/** The name of a drop, under which its duplicates are put. */
export function nameOfDrop(drop: RawPath): RawPath {
  return basename(drop) || ('root' as RawPath)
}
