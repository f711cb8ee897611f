/** What is to be filed anew: the library, or what was named of it; never what others keep within it. */
import {lstatSync} from 'node:fs'
import {
  assertCrawled,
  type Catalog,
  dirname,
  isWithin,
  MediaStructError,
  type RawPath,
  type Settings,
  toBytes,
  toText,
} from 'mediastruct'

export interface What {
  /** In byte order. */
  readonly directories: readonly RawPath[]
  /** Whether a file is one of them. */
  readonly isAskedFor: (path: RawPath) => boolean
  /** Trees within that are left alone. */
  readonly foreign: readonly RawPath[]
}

export interface Surroundings {
  readonly library: RawPath
  readonly settings: Pick<Settings, 'duplicates' | 'drop'>
  readonly masters: readonly RawPath[]
  readonly catalog: Catalog
}

/**
 * @param typed files and directories; the whole library where there are none
 * @throws MediaStructError OUTSIDE_LIBRARY, NOT_CRAWLED, MISSING_ROOT
 */
export function chooseWhat(typed: readonly RawPath[], around: Surroundings): What {
  const {library, catalog, settings, masters} = around
  const kept = [...masters, ...settings.drop.map(({path}) => path), settings.duplicates]
    .filter((path) => path !== undefined)
    .filter((path) => isWithin(path, library))
  for (const path of typed) assertInside(path, library, kept)
  const named = typed.length > 0 ? [...new Set(typed)] : [library]
  const files = named.filter((path) => catalog.get(path) !== undefined)
  const roots = named.filter((path) => !files.includes(path))
  for (const root of roots) assertKnown(catalog, root)
  const isForeign = (path: RawPath) => kept.some((tree) => isWithin(path, tree))
  const directories = new Set([
    ...files.map(dirname),
    ...roots.flatMap((root) => catalog.directoriesUnder(root)),
  ])
  return {
    directories: [...directories].filter((directory) => !isForeign(directory)).sort(),
    isAskedFor: (path) => !isForeign(path) && named.some((root) => isWithin(path, root)),
    foreign: kept.filter((tree) => roots.some((root) => isWithin(tree, root))),
  }
}

/** A file that was named is meant, and must not be passed over. @throws MediaStructError NOT_CRAWLED, MISSING_ROOT */
function assertKnown(catalog: Catalog, path: RawPath): void {
  assertCrawled(catalog, path)
  if (!lstatSync(toBytes(path), {throwIfNoEntry: false})?.isFile()) return
  throw new MediaStructError('NOT_CRAWLED', `${toText(path)} is not in the index yet.`, {
    hint: `Run "mediastruct crawl" first.`,
  })
}

/** @throws MediaStructError OUTSIDE_LIBRARY */
function assertInside(path: RawPath, library: RawPath, kept: readonly RawPath[]): void {
  const tree = kept.find((other) => isWithin(path, other))
  if (tree === undefined && isWithin(path, library)) return
  const where = tree === undefined ? `not in the library ${toText(library)}` : `in the tree ${toText(tree)}`
  throw new MediaStructError('OUTSIDE_LIBRARY', `${toText(path)} lies ${where}.`, {
    hint: 'refile gives new names within the library only. To take files in, use "mediastruct ingest".',
  })
}
