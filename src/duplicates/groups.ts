/** Files of equal content, from the index alone: no file is read. */
import type {Catalog, CatalogFile, SharedContent} from '../catalog/catalog.ts'
import {isWithin, type RawPath} from '../paths/bytes.ts'
import type {Trees} from '../trees.ts'
import {fileIdentity} from './same-file.ts'

/** At least two files, in the default order of preference. */
export type ContentGroup = SharedContent

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
  const preference = byPreference(trees)
  for (const content of catalog.sharedContents(minSize)) {
    const inScope = content.files.filter(({path}) => scope.some((root) => isWithin(path, root)))
    if (inScope.length < 2) continue
    const files = withoutOtherNames(inScope.sort(preference))
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
