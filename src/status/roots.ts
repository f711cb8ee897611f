/** Trees that are summed up when none is named. */
import type {Catalog} from '../catalog/catalog.ts'
import {indexedRoots} from '../catalog/crawled.ts'
import {Volumes} from '../catalog/volumes.ts'
import {isWithin, type RawPath} from '../paths/bytes.ts'

const ROOT = '/' as RawPath

/** What is known of an archive from its volumes alone, crawled or not, is shown under the archive. */
export function statusRoots(catalog: Catalog): RawPath[] {
  const roots = indexedRoots(catalog)
  const trees = catalog.trees().map(({path}) => path)
  const archives = new Set(new Volumes(catalog.db).all().map(({archive}) => archive))
  const apart = [...archives].filter(
    (archive) =>
      !trees.some((tree) => isWithin(archive, tree)) && catalog.directoriesUnder(archive).length > 0,
  )
  if (apart.length === 0) return roots
  if (trees.length > 0) return [...roots, ...apart]
  const isApart = (directory: RawPath) => apart.some((archive) => isWithin(directory, archive))
  return catalog.directoriesUnder(ROOT).every(isApart) ? apart : roots
}
