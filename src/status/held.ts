/** Whether the content of an indexed file is held somewhere else, by the index alone. */
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import {isSameFile} from '../duplicates/same-file.ts'
import {isWithin, type RawPath} from '../paths/bytes.ts'

export interface Sum {
  files: number
  /** Bytes. */
  bytes: number
}

export function addTo(sum: Sum, {size}: {size: number}): void {
  sum.files++
  sum.bytes += size
}

/** Other rows of the same content. Empty files and files without a hash are equal to nothing. */
export function otherHolders(catalog: Catalog, file: CatalogFile): CatalogFile[] {
  const {hash, algorithm, size, path} = file
  if (hash === undefined || algorithm === undefined || size === 0) return []
  return catalog
    .holders(hash, size, algorithm)
    .filter((other) => other.path !== path && !isSameFile(other, file))
}

/** Whether one of `trees` holds the content; a file inside one holds its own. */
export function isHeldBy(catalog: Catalog, file: CatalogFile, trees: readonly RawPath[]): boolean {
  return isHeldWhere(catalog, file, (path) => trees.some((tree) => isWithin(path, tree)))
}

/** Whether a holder of the content, or the file itself, lies where it counts. */
export function isHeldWhere(
  catalog: Catalog,
  file: CatalogFile,
  counts: (path: RawPath) => boolean,
): boolean {
  if (counts(file.path)) return true
  const {hash, algorithm, size} = file
  if (hash === undefined || algorithm === undefined || size === 0) return false
  return catalog.holders(hash, size, algorithm).some(({path}) => counts(path))
}
