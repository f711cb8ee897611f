/** Results of a batch as they cross from a thread to another: in columns, for an object a file costs more than to hash a small one. */
import type {Failed, HashResult} from './read.ts'

export interface ResultColumns {
  /** Lower-case hex, by the files' places in the batch. */
  readonly hashes: (string | undefined)[]
  /** Size, mtime, ctime (ns), inode and device of each. */
  readonly stats: BigInt64Array
  /** Why a file could not be read, by its place. */
  readonly failures: Map<number, Failed>
}

const NUMBERS = 5

export function inColumns(results: readonly (HashResult | undefined)[]): ResultColumns {
  const hashes: (string | undefined)[] = []
  const stats = new BigInt64Array(results.length * NUMBERS)
  const failures = new Map<number, Failed>()
  for (const [index, result] of results.entries()) {
    if (result?.ok) {
      hashes[index] = result.hash
      const {size, mtimeNs, ctimeNs, inode, device} = result
      stats.set([BigInt(size), mtimeNs, ctimeNs, inode, device], index * NUMBERS)
    } else if (result) failures.set(index, result)
  }
  return {hashes, stats, failures}
}

/** @param files of the batch @returns undefined for what has no result */
export function fromColumns(
  {hashes, stats, failures}: ResultColumns,
  files: number,
): (HashResult | undefined)[] {
  return Array.from({length: files}, (_, index) => {
    const hash = hashes[index]
    if (hash === undefined) return failures.get(index)
    const at = index * NUMBERS
    return {
      ok: true,
      hash,
      size: Number(stats[at]),
      mtimeNs: stats[at + 1] ?? 0n,
      ctimeNs: stats[at + 2] ?? 0n,
      inode: BigInt.asUintN(64, stats[at + 3] ?? 0n),
      device: BigInt.asUintN(64, stats[at + 4] ?? 0n),
    }
  })
}
