/** Where files are taken from and where volumes are made: nothing may lie in the other's way. */
import {
  assertCrawled,
  assertDirectory,
  assertPresent,
  type Catalog,
  type Host,
  isWithin,
  MediaStructError,
  type RawPath,
  toText,
  Volumes,
} from 'mediastruct'

/** A directory whose units go into volumes. */
export interface Source {
  readonly path: RawPath
  /** Paths under `data/` are paths below this directory. */
  readonly base: RawPath
  /** The tree that it belongs to. */
  readonly tree: RawPath
}

/** What is asked for, innermost duplicates left out. @throws MediaStructError NO_SOURCE */
export function chosenSources(
  typed: readonly RawPath[],
  library: RawPath | undefined,
  hasDates: boolean,
): RawPath[] {
  if (typed.length > 0) {
    return [...new Set(typed)].filter(
      (path) => !typed.some((other) => other !== path && isWithin(path, other)),
    )
  }
  if (!hasDates) {
    throw new MediaStructError('NO_SOURCE', 'It is not said what to archive.', {
      hint: 'Name folders (mediastruct archive /photos/2019), or say --before 2020 or --since 2019-05.',
    })
  }
  if (library !== undefined) return [library]
  throw new MediaStructError('NO_SOURCE', 'There is no library to archive from.', {
    hint: 'Name a folder, or set "library" in the config.',
  })
}

/** @throws MediaStructError NO_TARGET, BAD_TARGET */
export function chosenArchive(typed: RawPath | undefined, {settings}: Pick<Host, 'settings'>): RawPath {
  const archive = typed ?? settings.archive
  if (archive === undefined) {
    throw new MediaStructError('NO_TARGET', 'It is not said where the archive is.', {
      hint: 'Say --to DIR, or set "archive" in the config.',
    })
  }
  const {library, duplicates, drop} = settings
  const others = [library, duplicates, ...drop.map(({path}) => path)].filter((path) => path !== undefined)
  const other = others.find((path) => overlap(path, archive))
  if (other === undefined) return archive
  throw new MediaStructError('BAD_TARGET', `The archive ${toText(archive)} and ${toText(other)} overlap.`, {
    hint: 'Keep the archive in a directory of its own.',
  })
}

/** @throws MediaStructError IN_MASTER, BAD_TARGET: nothing leaves a master, and nothing is archived into itself */
export function assertApart(sources: readonly RawPath[], archive: RawPath, {trees}: Host): void {
  for (const source of sources) {
    if (overlap(source, archive)) {
      throw new MediaStructError(
        'BAD_TARGET',
        `The archive ${toText(archive)} and the source ${toText(source)} overlap.`,
        {
          hint: 'Archive into a directory outside of what is archived.',
        },
      )
    }
    if (trees.isMaster(source)) {
      throw new MediaStructError(
        'IN_MASTER',
        `${toText(source)} lies in a master: nothing is taken out of it.`,
        {
          hint: 'Name a folder of the library.',
        },
      )
    }
  }
}

function overlap(a: RawPath, b: RawPath): boolean {
  return isWithin(a, b) || isWithin(b, a)
}

/** A source as the index knows it. @throws MediaStructError NOT_CRAWLED, MISSING_ROOT, TREE_VANISHED */
export function knownSource(
  catalog: Catalog,
  path: RawPath,
  {settings: {library}, acceptedTrees}: Host,
): Source {
  assertCrawled(catalog, path)
  assertPresent(catalog, path, acceptedTrees)
  const tree = innermost(
    catalog.trees().flatMap((known) => (known.crawledMs === undefined ? [] : [known.path])),
    path,
  )
  const base = library !== undefined && isWithin(path, library) ? library : tree
  return {path, base, tree}
}

function innermost(trees: readonly RawPath[], path: RawPath): RawPath {
  const around = trees.filter((tree) => isWithin(path, tree))
  return around.reduce((best, tree) => (tree.length > best.length ? tree : best), around[0] ?? path)
}

/**
 * A new archive need not be there yet; one that the catalog knows must be.
 * @throws MediaStructError MISSING_ROOT, NOT_A_DIRECTORY, TREE_VANISHED
 */
export function assertArchive(catalog: Catalog, archive: RawPath, accepted: readonly RawPath[]): void {
  if (catalog.countUnder(archive).files > 0) assertPresent(catalog, archive, accepted)
  else if (hadVolumes(catalog, archive) && !accepted.includes(archive)) assertDirectory(archive)
}

/** One that a killed run had planned, and nothing more, was never there. */
function hadVolumes(catalog: Catalog, archive: RawPath): boolean {
  return new Volumes(catalog.db).of(archive).some(({own}) => Object.keys(own).length > 0)
}
