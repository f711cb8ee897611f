/** What of a directory's listing can be taken; the rest is reported, each with its reason. */
import {
  askDiscovered,
  basename,
  type DirectoryListing,
  type Excluder,
  type Failure,
  fileFailure,
  type Hooks,
  isPackageName,
  isWithin,
  join,
  type Left,
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

export function leavePackage(path: RawPath, sink: FindSink): void {
  sink.left({path, code: 'package', reason: 'one thing to its program: no file is taken out of it'})
}

export function leaveUnusable(
  {path, junk, junkDirectories, special, errors}: DirectoryListing,
  sink: FindSink,
): void {
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

/** In byte order; packages and projects of other programs are left whole. */
export function enteredOf(
  drop: RawPath,
  {path, directories}: DirectoryListing,
  options: FindOptions,
): RawPath[] {
  const {excludes, sink, notInto = []} = options
  return directories
    .map((name) => join(path, name))
    .filter((directory) => {
      if (notInto.some((other) => other !== drop && isWithin(directory, other))) return false
      if (excludes(drop, directory, true)) {
        sink.left({path: directory, code: 'excluded', reason: 'a pattern leaves it out'})
        return false
      }
      if (!isPackageName(basename(directory))) return true
      leavePackage(directory, sink)
      return false
    })
    .sort()
}

/** In byte order of their names. */
export function filesOf({path, files, stats}: DirectoryListing): FoundFile[] {
  const perFile = stats.length / files.length
  return files
    .map((name, index) => {
      const [size = 0n, mtimeNs = 0n, ctimeNs = 0n, inode = 0n] = stats.subarray(index * perFile)
      const stamps = {size: Number(size), mtimeNs, ctimeNs, inode: BigInt.asUintN(64, inode)}
      return {path: join(path, name), name, ...stamps}
    })
    .sort(byName)
}

export function byName(a: FoundFile, b: FoundFile): number {
  return a.name < b.name ? -1 : 1
}

/** Files that can be taken, in byte order of their names. */
interface Taken {
  readonly files: readonly FoundFile[]
  /** Whether something failed on another one: it was reported. */
  readonly hasFailed: boolean
}

export async function takenOf(
  drop: RawPath,
  listing: DirectoryListing,
  options: FindOptions,
): Promise<Taken> {
  const files: FoundFile[] = []
  let hasFailed = listing.errors.length > 0
  for (const file of filesOf(listing)) {
    try {
      const reason = await whyLeft(drop, file, options)
      if (reason === undefined) files.push(file)
      else options.sink.left({path: file.path, code: 'excluded', reason})
    } catch (error) {
      hasFailed = true
      options.sink.failure({path: file.path, ...fileFailure(error)})
    }
  }
  return {files, hasFailed}
}

async function whyLeft(
  drop: RawPath,
  {path, size, mtimeNs}: FoundFile,
  {excludes, onFileDiscovered}: FindOptions,
): Promise<string | undefined> {
  if (excludes(drop, path, false)) return 'a pattern leaves it out'
  const asked = {path: toText(path), raw: path, tree: toText(drop), size, mtimeNs}
  return await askDiscovered(onFileDiscovered, asked)
}
