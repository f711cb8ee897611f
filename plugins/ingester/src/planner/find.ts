/** What lies in a drop, directory by directory, before anything is read. */
import {
  type DirectoryListing,
  entryFinder,
  isAvchd,
  isProject,
  join,
  listDirectory,
  packageOf,
  type RawPath,
} from 'mediastruct'
import {sideBySide} from './side-by-side.ts'
import {
  byName,
  enteredOf,
  type FindOptions,
  type FoundFile,
  leavePackage,
  leaveUnusable,
  takenOf,
} from './takeable.ts'

/** Files that are looked at together: those of one directory, or of all that are below a package. */
export interface FoundDirectory {
  readonly path: RawPath
  /** In byte order; those of a directory have each a name of their own, whatever part of a whole they lie in. */
  readonly files: readonly FoundFile[]
  /** `package`: one asset, whatever its files are called. `torn`: one of which something could not be looked at. */
  readonly kind: 'directory' | 'package' | 'torn'
}

/** Which files of a living drop are at rest. */
export interface Stillness {
  /** The same directories; of each file that is not at rest, why (`moving`). */
  marking(directories: AsyncIterable<FoundDirectory>): AsyncIterable<FoundDirectory>
}

/**
 * Every directory of a drop, in byte order: a dry run and the real run then meet equal files in the same order, and
 * agree on which of them comes first. Packages and projects of other programs are left whole.
 */
export async function* findFiles(
  drop: RawPath,
  options: FindOptions,
): AsyncGenerator<FoundDirectory, void, void> {
  if (liesInPackage(drop)) return leavePackage(drop, options.sink)
  const waiting = [[drop]]
  for (let parts = waiting.pop(); parts !== undefined; parts = waiting.pop()) {
    const plain: DirectoryListing[] = []
    for (const listing of parts.map(listDirectory)) {
      if (isProject(listing.path, holdsAsListed(listing))) leavePackage(listing.path, options.sink)
      else if (isAvchd(listing.path, holdsAsListed(listing))) yield await wholePackage(drop, listing, options)
      else plain.push(listing)
    }
    yield* filesSideBySide(drop, plain, options)
    const entered = plain.flatMap((listing) => enteredOf(drop, listing, options))
    waiting.push(...sideBySide(entered).reverse())
  }
}

/** A camcorder's tree is one that is taken, where the drop is the whole of it. */
function liesInPackage(drop: RawPath): boolean {
  const holds = entryFinder()
  const around = packageOf(join(drop, 'any' as RawPath), drop, holds)
  return around !== undefined && !(around === drop && isAvchd(drop, holds))
}

function holdsAsListed({directories, files, special}: DirectoryListing) {
  return (_directory: RawPath, name: string) =>
    [directories, files, special].some((names) => names.includes(name as RawPath))
}

/** What can be taken of directories that lie side by side; of two files of one name each is seen with its own part. */
async function* filesSideBySide(
  drop: RawPath,
  parts: readonly DirectoryListing[],
  options: FindOptions,
): AsyncGenerator<FoundDirectory, void, void> {
  const [first] = parts
  if (!first) return
  const together = new Map<RawPath, FoundFile>()
  const apart: FoundDirectory[] = []
  for (const part of parts) {
    leaveUnusable(part, options.sink)
    const {files} = await takenOf(drop, part, options)
    const twins = files.filter(({name}) => together.has(name))
    for (const file of files) if (!together.has(file.name)) together.set(file.name, file)
    if (twins.length > 0) apart.push({path: part.path, files: twins, kind: 'directory'})
  }
  const files = parts.length === 1 ? [...together.values()] : [...together.values()].sort(byName)
  yield {path: first.path, files, kind: 'directory'}
  yield* apart
}

/** All that lies below a package. */
async function wholePackage(
  drop: RawPath,
  top: DirectoryListing,
  options: FindOptions,
): Promise<FoundDirectory> {
  const files: FoundFile[] = []
  let isWhole = true
  const waiting = [top]
  for (let listing = waiting.pop(); listing !== undefined; listing = waiting.pop()) {
    leaveUnusable(listing, options.sink)
    const taken = await takenOf(drop, listing, options)
    files.push(...taken.files)
    isWhole &&= !taken.hasFailed
    waiting.push(...enteredOf(drop, listing, options).reverse().map(listDirectory))
  }
  return {path: top.path, files, kind: isWhole ? 'package' : 'torn'}
}

/**
 * Empty files are nobody's copy, so that each run would copy them anew: of a drop that is copied, they are left. A package
 * stays whole.
 */
export async function* leavingEmpty(
  directories: AsyncIterable<FoundDirectory>,
  sink: FindOptions['sink'],
): AsyncGenerator<FoundDirectory, void, void> {
  for await (const directory of directories) {
    const {files, kind} = directory
    if (kind !== 'directory') {
      yield directory
      continue
    }
    for (const file of files.filter(({size}) => size === 0)) {
      sink.left({path: file.path, code: 'junk', reason: 'it is empty: there is nothing to copy'})
    }
    yield {...directory, files: files.filter(({size}) => size > 0)}
  }
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
