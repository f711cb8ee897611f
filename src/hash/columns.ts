/** Results of a batch as they cross from a thread to another: in columns, for an object a file costs more than to hash a small one. */
import type {HashResult} from './read.ts'

export interface ResultColumns {
  /** Lower-case hex, by the files' places in the batch. */
  readonly hashes: (string | undefined)[]
  /** Size, mtime, ctime (ns), inode and device of each. */
  readonly stats: BigInt64Array
  /** Why a file could not be read, by its place. */
  readonly failures: Map<number, Failed>
}

/** What came of a file that could not be read. */
export type Failed = Extract<HashResult, {ok: false}>

const NUMBERS = 5

export function inColumns(results: readonly HashResult[]): ResultColumns {
  const hashes: (string | undefined)[] = []
  const stats = new BigInt64Array(results.length * NUMBERS)
  const failures = new Map<number, Failed>()
  for (const [index, result] of results.entries()) {
    if (result.ok) {
      hashes[index] = result.hash
      const {size, mtimeNs, ctimeNs, inode, device} = result
      stats.set([BigInt(size), mtimeNs, ctimeNs, inode, device], index * NUMBERS)
    } else failures.set(index, result)
  }
  return {hashes, stats, failures}
}

/** @param files of the batch */
export function fromColumns({hashes, stats, failures}: ResultColumns, files: number): HashResult[] {
  return Array.from({length: files}, (_, index) => {
    const failed = failures.get(index)
    if (failed) return failed
    const at = index * NUMBERS
    return {
      ok: true,
      hash: hashes[index] ?? '',
      size: Number(stats[at]),
      mtimeNs: stats[at + 1] ?? 0n,
      ctimeNs: stats[at + 2] ?? 0n,
      inode: BigInt.asUintN(64, stats[at + 3] ?? 0n),
      device: BigInt.asUintN(64, stats[at + 4] ?? 0n),
    }
  })
}
