/** What a crawl is told. */
import type {Catalog} from '../catalog/catalog.ts'
import type {HashPool} from '../hash/pool.ts'
import type {DiscoveredFile} from '../hooks.ts'
import type {RawPath} from '../paths/bytes.ts'
import type {ChangeField} from './change.ts'

export interface CrawlRoot {
  path: RawPath
  /** ms; a complete crawl younger than this is fresh. */
  maxAgeMs: number
}

export interface CrawlOptions {
  catalog: Catalog
  roots: readonly CrawlRoot[]
  /** Whether a path lies in a master, whatever root it was met from: changes there are reported and not taken over. */
  isMaster: (path: RawPath) => boolean
  hashes: HashPool
  /** Patterns of what is left out, as in a .gitignore. */
  exclude: readonly string[]
  /** Files of our own that lie in trees, such as an archive's index. */
  ownFiles: ReadonlySet<RawPath>
  /** Directories of volumes that were released: what is in them lies on media, and they may vanish any time. */
  released?: readonly RawPath[]
  /** Crawl a fresh tree all the same. */
  force?: boolean
  /** Read every file, also the unchanged. */
  rehash?: boolean
  /** Leave files of unique size without a hash. */
  candidates?: boolean
  changeBy?: readonly ChangeField[] | undefined
  acceptedTrees?: readonly RawPath[]
  /** Asks the plugins; answers why a file is left out. A throw lists the file under `errors`. */
  discover?: ((file: Omit<DiscoveredFile, 'skip'>) => Promise<string | undefined>) | undefined
  onProgress?: ((files: number, bytes: number) => void) | undefined
  signal?: AbortSignal | undefined
  /** ms since 1970. */
  now?: () => number
}
