/** Hashing on all cores: batches limited in files and in bytes go to worker threads. */
import type {Piscina} from 'piscina'
import {MediaStructError, messageOf} from '../errors.ts'
import type {RawPath} from '../paths/bytes.ts'
import {BLAKE3} from './blake3.ts'
import type {ChosenHash} from './factory.ts'
import type {HashResult} from './read.ts'
import type {HashTask} from './worker.ts'

export type {HashResult} from './read.ts'

/** A piscina task costs about 35 µs: enough files a message make that vanish, few enough keep the cores even. */
export const BATCH_FILES = 128

export interface HashPoolOptions {
  threads: number
  provider?: ChosenHash | undefined
}

/**
 * Threads start as they are needed and stay: piscina would end an idle one at once, and a new one costs 60 ms. It is loaded
 * here, for commands that read no file do without it.
 */
export async function startPool<Task, Result>(
  filename: string,
  maxThreads: number,
): Promise<Piscina<Task, Result>> {
  const {Piscina} = await import('piscina')
  return new Piscina({filename, minThreads: 1, maxThreads, idleTimeout: Number.POSITIVE_INFINITY})
}

const WORKER = new URL(`./worker${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
  .href

export class HashPool {
  readonly provider: ChosenHash
  readonly #threads: number
  #pool: Promise<Piscina<HashTask, HashResult[]>> | undefined

  constructor({threads, provider = BLAKE3}: HashPoolOptions) {
    this.provider = provider
    this.#threads = Math.max(1, threads)
  }

  /**
   * One result a path, in order. What can't be read is a result too.
   * @param first bytes of each file that are read; all of them where it says nothing
   * @throws MediaStructError HASH_MODULE
   */
  async hashBatch(paths: readonly RawPath[], first?: number): Promise<HashResult[]> {
    this.#pool ??= startPool(WORKER, this.#threads)
    const pool = await this.#pool
    try {
      return await pool.run({paths, provider: this.provider, first})
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
    const size = Math.max(1, Math.min(BATCH_FILES, Math.ceil(paths.length / (this.#threads * 2))))
    const batches: Promise<HashResult[]>[] = []
    for (let start = 0; start < paths.length; start += size) {
      batches.push(this.hashBatch(paths.slice(start, start + size), first))
    }
    return (await Promise.all(batches)).flat()
  }

  async close(): Promise<void> {
    await (await this.#pool)?.destroy()
    this.#pool = undefined
  }
}
