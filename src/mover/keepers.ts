/**
 * What justifies that a duplicate leaves: another file of the same content. Union mounts, overlays and network mounts
 * show one file under two devices and inodes, so that only what happens to the keeper when the duplicate leaves tells
 * whether they were two.
 */
import type {HashPool, HashResult} from '../hash/pool.ts'
import type {RawPath} from '../paths/bytes.ts'
import type {Job} from './job.ts'

/** The copy that stays. */
export interface Keeper {
  readonly path: RawPath
  /** As it was read before the duplicate left. */
  readonly before: HashResult
}

/** Each path's BLAKE3, or why it can't be had. */
export async function hashAll(
  paths: readonly RawPath[],
  hashes: HashPool,
): Promise<ReadonlyMap<RawPath, HashResult>> {
  const results = await hashes.hashFiles(paths)
  return new Map(paths.flatMap((path, index) => (results[index] ? [[path, results[index]]] : [])))
}

/** Of jobs that have left: those whose keeper is not there any more, or is not what it was. */
export async function bereft(jobs: readonly Job[], hashes: HashPool): Promise<Job[]> {
  const paths = new Set(jobs.flatMap(({keeper}) => keeper?.path ?? []))
  const results = await hashAll([...paths], hashes)
  return jobs.filter((job) => job.keeper && !stillKeeps(job.keeper, results.get(job.keeper.path), job))
}

/**
 * A file that gets or loses a name gets another ctime. A keeper that shows it is the file that just left: it may still
 * be read by a view that did not notice yet.
 */
function stillKeeps({before}: Keeper, now: HashResult | undefined, {source}: Job): boolean {
  return before.ok && now?.ok === true && now.hash === source.blake3 && now.ctimeNs === before.ctimeNs
}
