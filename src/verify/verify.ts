/** Reading files again and comparing them with what the index says. */
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import type {HashPool, HashResult} from '../hash/pool.ts'
import {isWithin, type RawPath} from '../paths/bytes.ts'
import {assertPresent} from '../walk/presence.ts'
import type {CrawlReport} from '../walk/report.ts'

export interface VerifiedRoot {
  path: RawPath
  /** Files read and found as indexed. */
  ok: number
  /** Bytes of those. */
  bytes: number
  /** Files without a hash yet. */
  pending: number
  /** Files on volumes that are not here. */
  offline: number
}

export type Findings = Pick<CrawlReport, 'damaged' | 'changed' | 'errors'>

export interface VerifyOptions {
  catalog: Catalog
  /** A pool for each algorithm that the index uses. */
  poolOf: (algorithm: string) => Promise<HashPool>
  onProgress: (files: number, bytes: number) => void
  signal: AbortSignal
}

const BATCH = 256

/** No file is there any more: nothing, or a link, directory, FIFO or device in its place. */
const GONE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENOTFILE'])

export async function verifyRoot(
  options: VerifyOptions,
  root: RawPath,
  findings: Findings,
): Promise<VerifiedRoot> {
  const verified: VerifiedRoot = {path: root, ok: 0, bytes: 0, pending: 0, offline: 0}
  for (const batch of batches(options.catalog.filesUnder(root), verified)) {
    if (options.signal.aborted) break
    for (const [algorithm, files] of Map.groupBy(batch, ({algorithm}) => algorithm ?? '')) {
      const pool = await options.poolOf(algorithm)
      const results = await pool.hashFiles(files.map(({path}) => path))
      for (const [index, file] of files.entries()) compare(file, results[index], verified, findings)
    }
    options.onProgress(
      batch.length,
      batch.reduce((sum, {size}) => sum + size, 0),
    )
  }
  return verified
}

function* batches(files: Iterable<CatalogFile>, verified: VerifiedRoot): Generator<CatalogFile[]> {
  let batch: CatalogFile[] = []
  for (const file of files) {
    if (file.offline) verified.offline++
    else if (file.hash === undefined) verified.pending++
    else batch.push(file)
    if (batch.length >= BATCH) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

function compare(
  file: CatalogFile,
  result: HashResult | undefined,
  verified: VerifiedRoot,
  findings: Findings,
): void {
  const {path, hash = '', size, mtimeNs} = file
  if (!result) return
  if (!result.ok) {
    if (GONE.has(result.code)) findings.changed.push({path, change: 'removed'})
    else findings.errors.push({path, code: result.code, message: result.message})
  } else if (result.hash === hash && result.size === size) {
    verified.ok++
    verified.bytes += size
  } else if (result.size === size && result.mtimeNs === mtimeNs) {
    findings.damaged.push({path, was: hash, is: result.hash})
  } else findings.changed.push({path, change: 'modified'})
}

/**
 * Takes over what is there now at or below `path`, or that nothing is.
 * @param acceptedTrees trees that may have vanished as a whole (`--accept-tree`)
 * @returns how many rows were renewed
 * @throws MediaStructError MISSING_ROOT, TREE_VANISHED: an unmounted disk is nothing that was removed
 */
export async function accept(
  catalog: Catalog,
  path: RawPath,
  pool: HashPool,
  findings: Findings,
  acceptedTrees: readonly RawPath[] = [],
): Promise<number> {
  for (const tree of catalog.trees())
    if (isWithin(path, tree.path)) assertPresent(catalog, tree.path, acceptedTrees)
  const single = catalog.get(path)
  const files = (single ? [single] : [...catalog.filesUnder(path)]).filter(({offline}) => !offline)
  const results = await pool.hashFiles(files.map((file) => file.path))
  let accepted = 0
  catalog.transaction(() => {
    for (const [index, file] of files.entries())
      accepted += renew(catalog, file, results[index], pool, findings)
  })
  return accepted
}

function renew(
  catalog: Catalog,
  file: CatalogFile,
  result: HashResult | undefined,
  pool: HashPool,
  findings: Findings,
): number {
  if (result?.ok) {
    const {hash, size, mtimeNs, ctimeNs, inode} = result
    catalog.put({...file, hash, size, mtimeNs, ctimeNs, inode, algorithm: pool.provider.name})
    return 1
  }
  if (result && GONE.has(result.code)) {
    catalog.remove(file.path)
    return 1
  }
  if (result) findings.errors.push({path: file.path, code: result.code, message: result.message})
  return 0
}
