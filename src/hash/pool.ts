/** Hashing on all cores: batches limited in files and in bytes go to worker threads, with one hash algorithm. */
import {MediaStructError, messageOf} from '../errors.ts'
import type {RawPath} from '../paths/bytes.ts'
import {portionsOf} from '../portions.ts'
import type {AlikeTask, OneSize} from './alike.ts'
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
const TELLING_APART = jobIn<AlikeTask, ResultColumns>('alike', import.meta)

const NO_ANSWER: HashResult = {ok: false, code: 'EUNKNOWN', message: 'its thread gave no digest'}

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
    const {provider} = this
    const columns = await this.#named(this.workers.run(HASHING, {paths, provider, first}))
    return fromColumns(columns, paths.length).map((result) => result ?? NO_ANSWER)
  }

  /**
   * Tells files of one size apart: by their first bytes, then by all of them.
   * @param first bytes
   * @returns of each group's files; undefined for what begins like no other of its group
   * @throws MediaStructError HASH_MODULE
   */
  async hashAlike(groups: readonly OneSize[], first: number): Promise<(HashResult | undefined)[][]> {
    const {provider} = this
    const columns = await this.#named(this.workers.run(TELLING_APART, {groups, provider, first}))
    const files = groups.reduce((sum, {paths}) => sum + paths.length, 0)
    const results = fromColumns(columns, files).values()
    return groups.map(({paths}) => paths.map(() => results.next().value))
  }

  async #named<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer
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
    const batches = [...portionsOf(paths, size)].map((some) => this.hashBatch(some, first))
    return (await Promise.all(batches)).flat()
  }
}
