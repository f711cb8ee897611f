/** Files of equal content, from the index alone: no file is read. */
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import {isWithin, type RawPath} from '../paths/bytes.ts'
import type {Trees} from '../trees.ts'
import {fileIdentity} from './same-file.ts'

export interface ContentGroup {
  hash: string
  /** Bytes of each file. */
  size: number
  algorithm: string
  /** At least two, in the default order of preference. */
  files: CatalogFile[]
}

export interface GroupOptions {
  /** Only groups with a file below one of these. */
  roots: readonly RawPath[]
  trees: Trees
  /** Bytes. */
  minSize: number
}

/** Groups of which a file lies below `roots`; its other files may lie in masters, too. */
export function* contentGroups(
  catalog: Catalog,
  {roots, trees, minSize}: GroupOptions,
): Generator<ContentGroup> {
  const scope = [...roots, ...trees.masters()]
  for (const content of catalog.sharedContents(minSize)) {
    const inScope = catalog
      .holders(content.hash, content.size, content.algorithm)
      .filter(({path, offline}) => !offline && scope.some((root) => isWithin(path, root)))
    const files = withoutOtherNames(inScope.sort(byPreference(trees)))
    if (files.length > 1 && files.some(({path}) => roots.some((root) => isWithin(path, root)))) {
      yield {...content, files}
    }
  }
}

/** A master first (the archive before all), then library, then trees in config order, then the byte order of the path. */
function byPreference(trees: Trees) {
  return (a: CatalogFile, b: CatalogFile) =>
    trees.rank(a.path) - trees.rank(b.path) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)
}

/** Two names of one inode are one file: the preferred name stands for it. */
function withoutOtherNames(files: readonly CatalogFile[]): CatalogFile[] {
  const seen = new Set<string>()
  return files.filter((file) => {
    const identity = fileIdentity(file)
    if (identity === undefined) return true
    if (seen.has(identity)) return false
    seen.add(identity)
    return true
  })
}
