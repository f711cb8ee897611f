/** Which trees the index can speak for. */
import {existsSync} from 'node:fs'
import {MediaStructError} from '../errors.ts'
import {isWithin, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import type {Catalog} from './catalog.ts'

/** Whether `root`, or a tree around it, was crawled. */
export function wasCrawled(catalog: Catalog, root: RawPath): boolean {
  return catalog.trees().some(({path, crawledMs}) => crawledMs !== undefined && isWithin(root, path))
}

/** @throws MediaStructError NOT_CRAWLED, MISSING_ROOT */
export function assertCrawled(catalog: Catalog, root: RawPath): void {
  if (wasCrawled(catalog, root)) {
    assertKnown(catalog, root)
    return
  }
  throw new MediaStructError('NOT_CRAWLED', `${toText(root)} was never crawled.`, {
    hint: `Run "mediastruct crawl ${toText(root)}" first.`,
  })
}

/** A misspelt directory below a crawled tree must not pass for an empty one. */
function assertKnown(catalog: Catalog, root: RawPath): void {
  if (catalog.tree(root) || catalog.countUnder(root).files > 0 || existsSync(toBytes(root))) return
  throw new MediaStructError(
    'MISSING_ROOT',
    `There is no directory ${toText(root)}, and the index never knew one.`,
    {
      hint: 'Check the spelling.',
    },
  )
}

/** For commands that only read the index: what was imported lies in no crawled tree, and is indexed all the same. */
export function assertIndexed(catalog: Catalog, root: RawPath): void {
  if (catalog.directoriesUnder(root).length === 0) assertCrawled(catalog, root)
}

/** Where a reading command looks when nothing is named: the known trees, or everything where all was imported. */
export function indexedRoots(catalog: Catalog): RawPath[] {
  const trees = catalog.trees().map(({path}) => path)
  return trees.length === 0 && catalog.totals().files > 0 ? ['/' as RawPath] : trees
}
