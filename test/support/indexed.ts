/** A catalog, a few directories of files, and crawls of them: what most rooms' tests begin with. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {Catalog, type CatalogFile} from '../../src/catalog/catalog.ts'
import {createBlake3} from '../../src/hash/blake3.ts'
import {HashPool} from '../../src/hash/pool.ts'
import {Workers} from '../../src/hash/workers.ts'
import {dirname, fromText, join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import {crawl} from '../../src/walk/crawl.ts'
import type {CrawlOptions} from '../../src/walk/crawl-options.ts'
import type {CrawlReport} from '../../src/walk/report.ts'
import {scratch} from './scratch.ts'

export const hashes = new HashPool(new Workers(1))
after(() => hashes.workers.close())

const open: Catalog[] = []
afterEach(() => {
  for (const catalog of open.splice(0)) catalog.close()
})

export function raw(text: string): RawPath {
  return fromText(text)
}

/** A new empty catalog, closed after the test. */
export function newCatalog(): Catalog {
  const catalog = Catalog.open(`${scratch()}/catalog.db`, 'write')
  open.push(catalog)
  return catalog
}

export function scratchPath(): RawPath {
  return raw(scratch())
}

/** Writes a file, and the directories above it. @returns its path */
export function write(root: RawPath, relative: string | RawPath, content: string | Uint8Array): RawPath {
  const path = join(root, relative as RawPath)
  mkdirSync(toBytes(dirname(path)), {recursive: true})
  writeFileSync(toBytes(path), content)
  return path
}

export function blake3(content: string | Uint8Array): string {
  const hasher = createBlake3()
  hasher.update(Buffer.from(content))
  return Buffer.from(hasher.digest()).toString('hex')
}

let inode = 1000n

/** A row as a crawl would make it; each call another inode. */
export function row(path: string | RawPath, more: Partial<CatalogFile> = {}): CatalogFile {
  return {
    path: path as RawPath,
    size: 3,
    mtimeNs: 1_500_000_000_123_456_789n,
    ctimeNs: 1_600_000_000_000_000_001n,
    inode: inode++,
    hash: blake3('abc'),
    algorithm: 'blake3',
    original: undefined,
    offline: false,
    ...more,
  }
}

/** Crawls `roots`: no masters, no patterns, unless told. */
export function crawlTrees(
  catalog: Catalog,
  roots: readonly RawPath[],
  more: Partial<CrawlOptions> & {maxAgeMs?: number} = {},
): Promise<CrawlReport> {
  const {maxAgeMs = 0, ...options} = more
  return crawl({
    catalog,
    roots: roots.map((path) => ({path, maxAgeMs})),
    isMaster: () => false,
    hashes,
    exclude: [],
    ownFiles: new Set(),
    ...options,
  })
}

/** What the index holds below `root`: relative path and hash. */
export function indexOf(catalog: Catalog, root: RawPath): Record<string, string | undefined> {
  return Object.fromEntries(
    [...catalog.filesUnder(root)].map(({path, hash}) => [path.slice(root.length + 1), hash]),
  )
}

/** All that an async generator gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
