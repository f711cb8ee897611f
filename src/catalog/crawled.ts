/** Which trees the index can speak for. */
import {MediaStructError} from '../errors.ts'
import {isWithin, type RawPath, toText} from '../paths/bytes.ts'
import type {Catalog} from './catalog.ts'

/** Whether `root`, or a tree around it, was crawled. */
export function wasCrawled(catalog: Catalog, root: RawPath): boolean {
  return catalog.trees().some(({path, crawledMs}) => crawledMs !== undefined && isWithin(root, path))
}

/** @throws MediaStructError NOT_CRAWLED */
export function assertCrawled(catalog: Catalog, root: RawPath): void {
  if (wasCrawled(catalog, root)) return
  throw new MediaStructError('NOT_CRAWLED', `${toText(root)} was never crawled.`, {
    hint: `Run "mediastruct crawl ${toText(root)}" first.`,
  })
}
