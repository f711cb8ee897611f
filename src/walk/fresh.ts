/** Whether a tree's index is young enough to be left alone. */
import type {CrawlOptions, CrawlRoot} from './crawl-options.ts'

/** @param nowMs ms since 1970 */
export function isFresh({path, maxAgeMs}: CrawlRoot, options: CrawlOptions, nowMs: number): boolean {
  const {catalog, force, rehash, candidates, hashes} = options
  const tree = catalog.tree(path)
  if (force || rehash || tree?.crawledMs === undefined || tree.errors > 0) return false
  if (tree.algorithm !== hashes.provider.name) return false
  const ageMs = nowMs - tree.crawledMs
  // A crawl of tomorrow had a wrong clock: it proves nothing of today.
  if (ageMs < 0 || ageMs >= maxAgeMs) return false
  return candidates || !catalog.hasPending(path)
}
