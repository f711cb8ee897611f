/** What a crawl found. */
import type {RawPath} from '../paths/bytes.ts'
import type {Failure} from '../plan/move.ts'

export interface RootReport {
  path: RawPath
  /** `fresh`: its last complete crawl is younger than its `maxAge`. */
  state: 'crawled' | 'fresh'
  files: number
  /** Bytes. */
  bytes: number
  hashed: number
  hashedBytes: number
  unchanged: number
  removed: number
  /** Junk, links, FIFOs, sockets, devices, and what patterns or plugins left out. */
  skipped: number
}

export interface CrawlReport {
  roots: RootReport[]
  /** Same size and time, other content. */
  damaged: {path: RawPath; was: string; is: string}[]
  /** In masters, which should not change. */
  changed: {path: RawPath; change: 'modified' | 'removed'}[]
  errors: Failure[]
  interrupted: boolean
}

export function emptyRootReport(path: RawPath): RootReport {
  return {
    path,
    state: 'crawled',
    files: 0,
    bytes: 0,
    hashed: 0,
    hashedBytes: 0,
    unchanged: 0,
    removed: 0,
    skipped: 0,
  }
}
