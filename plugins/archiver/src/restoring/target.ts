/** Where files may be restored to: nowhere that MediaStruct looks after, unless the user means it, and never a master. */
import {lstatSync} from 'node:fs'
import {
  assertDirectory,
  type Catalog,
  dirname,
  errnoOf,
  forShell,
  type Host,
  isWithin,
  MasterGuard,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
  Volumes,
} from 'mediastruct'

export interface TargetOptions {
  readonly host: Host
  readonly catalog: Catalog
  readonly directory: RawPath
  /** Files that are to be put below it. */
  readonly paths: Iterable<RawPath>
  readonly intoTree: boolean
}

/**
 * Links and mounts below the directory may lead into a tree, too: each directory that something is put into is looked at.
 * @throws MediaStructError IN_MASTER, IN_TREE, NOT_A_DIRECTORY; errno errors
 */
export async function assertTarget(options: TargetOptions): Promise<void> {
  const {host, catalog, directory, paths, intoTree} = options
  assertDirectory(nearestThere(directory))
  const masters = await MasterGuard.create([...new Set([...host.trees.masters(), ...archivesOf(catalog)])])
  const trees = await MasterGuard.create(intoTree ? [] : knownTrees(host, catalog))
  for (const inside of new Set([directory, ...Array.from(paths, dirname)])) {
    const master = await masters.protects(inside)
    if (master !== undefined) throw inMaster(inside, master)
    const tree = await trees.protects(inside)
    if (tree !== undefined) throw inTree(inside, tree)
  }
}

/** The innermost tree that a directory lies in. */
export function treeOf(directory: RawPath, host: Host, catalog: Catalog): RawPath | undefined {
  const trees = [...host.trees.all(), ...catalog.trees()].map(({path}) => path)
  const [innermost] = trees
    .filter((path) => isWithin(directory, path))
    .sort((one, other) => other.length - one.length)
  return innermost
}

/** What of the path is there; a link that leads nowhere is. What is below a file is not. */
function nearestThere(path: RawPath): RawPath {
  let there = path
  while (there !== '/' && !isThere(there)) there = dirname(there)
  return there
}

function isThere(path: RawPath): boolean {
  try {
    return lstatSync(toBytes(path), {throwIfNoEntry: false}) !== undefined
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return false
    throw error
  }
}

function archivesOf(catalog: Catalog): RawPath[] {
  return new Volumes(catalog.db).all().flatMap(({archive, path}) =>
    // One that lies elsewhere, as somebody brought it in.
    isWithin(path, archive) ? [archive] : [archive, path],
  )
}

function knownTrees({settings, trees}: Host, catalog: Catalog): RawPath[] {
  const {drop, duplicates} = settings
  return [
    ...trees.all().map(({path}) => path),
    ...drop.map(({path}) => path),
    ...(duplicates === undefined ? [] : [duplicates]),
    ...catalog.trees().map(({path}) => path),
  ]
}

function inMaster(path: RawPath, master: RawPath): MediaStructError {
  return new MediaStructError('IN_MASTER', `${toText(path)} would lie in the master ${toText(master)}.`, {
    hint: 'Nothing was restored. Only "mediastruct archive" adds to a master: restore to another directory.',
  })
}

function inTree(path: RawPath, tree: RawPath): MediaStructError {
  return new MediaStructError('IN_TREE', `${toText(path)} would lie in ${toText(tree)}, which is known.`, {
    hint: `Nothing was restored. Name another directory, or say that it is meant with --into-tree; then crawl it: mediastruct crawl ${forShell(toText(tree))}`,
  })
}
