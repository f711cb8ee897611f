/** Why an indexed file does not go into a volume. */
import {
  basename,
  type Catalog,
  type CatalogFile,
  dirname,
  type HoldsEntry,
  type Host,
  isAvchd,
  isJunkFile,
  isWithin,
  packageOf,
  type RawPath,
  toText,
} from 'mediastruct'
import type {Source} from './sources.ts'
import type {Problem} from './together.ts'

export interface LeaveOptions {
  readonly catalog: Catalog
  readonly host: Host
  readonly archive: RawPath
  /** What was asked for; the tree that it belongs to: a package is looked for below that. */
  readonly source: Pick<Source, 'path' | 'tree'>
  readonly holds: HoldsEntry
}

/** Asks of each file in turn: is it nobody's, another's, part of a whole, or archived already? */
export function leaver({
  catalog,
  host,
  archive,
  source,
  holds,
}: LeaveOptions): (file: CatalogFile) => Problem | undefined {
  const {drop, duplicates} = host.settings
  const noSources = [...drop.map(({path}) => path), ...(duplicates === undefined ? [] : [duplicates])]
  return (file) => {
    const {path} = file
    if (isJunkFile(basename(path), dirname(path))) return {code: 'junk', reason: 'it is junk by its name'}
    if (host.trees.isMaster(path)) return {code: 'excluded', reason: 'it lies in a master'}
    if (noSources.some((root) => isWithin(path, root))) {
      return {code: 'excluded', reason: 'it lies in a drop, or among the duplicates'}
    }
    const inPackage = packageOf(path, source.tree, holds)
    if (inPackage !== undefined && wholePackage(inPackage, source.path, holds) === undefined) {
      return {code: 'package', reason: `it is part of ${toText(inPackage)}`}
    }
    const holder = holderWithin(catalog, archive, file)
    return holder && {code: 'held', reason: `the archive holds it: ${toText(holder.path)}`}
  }
}

/** A camcorder's tree goes into a volume as one, where all of it was asked for; another program's package does not. */
export function wholePackage(
  directory: RawPath | undefined,
  source: RawPath,
  holds: HoldsEntry,
): RawPath | undefined {
  if (directory === undefined || !isWithin(directory, source)) return undefined
  return isAvchd(directory, holds) ? directory : undefined
}

/** A file of the archive with this content, offline or not. An empty file is nobody's copy. */
function holderWithin(
  catalog: Catalog,
  archive: RawPath,
  {hash, algorithm, size}: CatalogFile,
): CatalogFile | undefined {
  if (hash === undefined || algorithm === undefined || size === 0) return undefined
  return catalog.holders(hash, size, algorithm).find(({path}) => isWithin(path, archive))
}
