/** Why an indexed file does not go into a volume. */
import {
  basename,
  type Catalog,
  type CatalogFile,
  dirname,
  entryFinder,
  type Host,
  isJunkFile,
  isWithin,
  type LeftCode,
  packageOf,
  type RawPath,
  toText,
} from 'mediastruct'

type Reason = {code: LeftCode; reason: string}

export interface LeaveOptions {
  readonly catalog: Catalog
  readonly host: Host
  readonly archive: RawPath
  /** The tree that the files belong to; a package is looked for below it. */
  readonly tree: RawPath
}

/** Asks of each file in turn: is it nobody's, another's, part of a whole, or archived already? */
export function leaver({
  catalog,
  host,
  archive,
  tree,
}: LeaveOptions): (file: CatalogFile) => Reason | undefined {
  const holds = entryFinder()
  const {drop, duplicates} = host.settings
  const noSources = [...drop.map(({path}) => path), ...(duplicates === undefined ? [] : [duplicates])]
  return (file) => {
    const {path} = file
    if (isJunkFile(basename(path), dirname(path))) return {code: 'junk', reason: 'it is junk by its name'}
    if (host.trees.isMaster(path)) return {code: 'excluded', reason: 'it lies in a master'}
    if (noSources.some((root) => isWithin(path, root))) {
      return {code: 'excluded', reason: 'it lies in a drop, or among the duplicates'}
    }
    const inPackage = packageOf(path, tree, holds)
    if (inPackage !== undefined) return {code: 'package', reason: `it is part of ${toText(inPackage)}`}
    const holder = holderWithin(catalog, archive, file)
    return holder && {code: 'held', reason: `the archive holds it: ${toText(holder.path)}`}
  }
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
