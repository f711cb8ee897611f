/** A crawl as a command asks for it: the config's hash, patterns and ages, and the plugins' say. */

import {existsSync} from 'node:fs'
import {Volumes} from '../catalog/volumes.ts'
import {ARCHIVE_MAX_AGE_MS} from '../config/defaults.ts'
import type {Host} from '../host.ts'
import {join, type RawPath, toText} from '../paths/bytes.ts'
import {askDiscovered} from '../plugin/ask.ts'
import {chooseHash} from '../plugin/choose.ts'
import {crawl} from './crawl.ts'
import type {CrawlOptions, CrawlRoot} from './crawl-options.ts'
import {assertDirectory} from './presence.ts'
import type {CrawlReport} from './report.ts'
import {WALKING} from './walker.ts'

export interface RefreshOptions extends Pick<CrawlOptions, 'force' | 'rehash' | 'candidates' | 'changeBy'> {
  /** Name of the hash algorithm, instead of the config's. */
  hash?: string | undefined
  /** Patterns besides the config's. */
  exclude?: readonly string[] | undefined
  /** ms, for every root, instead of the config's. */
  maxAgeMs?: number | undefined
}

/** Brings the index of `roots` up to date. @throws MediaStructError as `crawl`, UNKNOWN_NAME */
export async function refresh(
  host: Host,
  roots: readonly RawPath[],
  options: RefreshOptions = {},
): Promise<CrawlReport> {
  const {settings, trees, reporter, signal, acceptedTrees} = host
  const workers = await host.workers()
  const crawlRoots = roots.map((path) => crawlRoot(host, path, options.maxAgeMs))
  // Where all may be fresh, no thread may be needed.
  if (options.force || crawlRoots.some(({maxAgeMs}) => maxAgeMs === 0)) workers.prepare(WALKING)
  const registry = await host.plugins()
  // Where nothing is known yet, a root can't have vanished: a misspelt one is refused before a catalog is made.
  if (!existsSync(toText(settings.catalog))) for (const root of roots) assertDirectory(root)
  const catalog = await host.catalog('write')
  const hashes = await host.hashPool(chooseHash(registry, options.hash ?? settings.hash))
  const {onFileDiscovered} = registry.hooks
  const progress = reporter.progress('crawl')
  try {
    const report = await crawl({
      catalog,
      hashes,
      roots: crawlRoots,
      isMaster: (path) => trees.isMaster(path),
      exclude: [...settings.exclude, ...(options.exclude ?? [])],
      ownFiles: new Set([...archiveRoots(host), ...catalog.archiveRoots()].map(archiveIndexOf)),
      released: new Volumes(catalog.db).released(),
      force: options.force ?? false,
      rehash: options.rehash ?? false,
      candidates: options.candidates ?? false,
      changeBy: options.changeBy,
      acceptedTrees,
      signal,
      onProgress: (files, bytes) => progress.add(files, bytes),
      discover: onFileDiscovered.isUsed() ? (file) => askDiscovered(onFileDiscovered, file) : undefined,
    })
    for (const message of host.strays.splice(0)) {
      report.errors.push({path: roots[0] ?? settings.catalog, code: 'PLUGIN_FAILED', message})
    }
    return report
  } finally {
    progress.end()
  }

  function crawlRoot({settings: {maxAgeMs}}: Host, path: RawPath, asked: number | undefined): CrawlRoot {
    const byRole = trees.of(path)?.role === 'archive' ? ARCHIVE_MAX_AGE_MS : 0
    return {path, maxAgeMs: asked ?? maxAgeMs.get(path) ?? byRole}
  }
}

function archiveRoots({trees}: Host): RawPath[] {
  return trees
    .all()
    .filter(({role}) => role === 'archive')
    .map(({path}) => path)
}

/** The archive's index is our own file, not payload. */
function archiveIndexOf(archive: RawPath): RawPath {
  return join(archive, 'index.json' as RawPath)
}
