/** Hashing on all cores: batches limited in files and in bytes go to worker threads, with one hash algorithm. */
import {MediaStructError, messageOf} from '../errors.ts'
import type {RawPath} from '../paths/bytes.ts'
import {BLAKE3} from './blake3.ts'
import {fromColumns, type ResultColumns} from './columns.ts'
import type {ChosenHash} from './factory.ts'
import type {HashResult} from './read.ts'
import type {HashTask} from './worker.ts'
import {jobIn, type Workers} from './workers.ts'

export type {HashResult} from './read.ts'

/** A piscina task costs about 35 µs: enough files a message make that vanish, few enough keep the cores even. */
export const BATCH_FILES = 128

const HASHING = jobIn<HashTask, ResultColumns>('worker', import.meta)

export class HashPool {
  readonly provider: ChosenHash
  readonly workers: Workers

  /** @param workers of whoever closes them */
  constructor(workers: Workers, provider: ChosenHash = BLAKE3) {
    this.workers = workers
    this.provider = provider
  }

  /**
   * One result a path, in order. What can't be read is a result too.
   * @param first bytes of each file that are read; all of them where it says nothing
   * @throws MediaStructError HASH_MODULE
   */
  async hashBatch(paths: readonly RawPath[], first?: number): Promise<HashResult[]> {
    try {
      const columns = await this.workers.run(HASHING, {paths, provider: this.provider, first})
      return fromColumns(columns, paths.length)
    } catch (error) {
      throw new MediaStructError(
        'HASH_MODULE',
        `The hash "${this.provider.name}" can't be computed. ${messageOf(error)}`,
        {hint: 'Look at its plugin, or choose another with "hash" in the config.', cause: error},
      )
    }
  }

  /** As `hashBatch`, for any number of paths, spread over the threads. */
  async hashFiles(paths: readonly RawPath[], first?: number): Promise<HashResult[]> {
    const size = Math.max(1, Math.min(BATCH_FILES, Math.ceil(paths.length / (this.workers.most * 2))))
    const batches: Promise<HashResult[]>[] = []
    for (let start = 0; start < paths.length; start += size) {
      batches.push(this.hashBatch(paths.slice(start, start + size), first))
    }
    return (await Promise.all(batches)).flat()
  }
}
