/** Feeds files to the hash pool in batches limited in files and in bytes, a few in flight a thread. */
import {BATCH_FILES, type HashPool, type HashResult} from '../hash/pool.ts'
import {join, type RawPath} from '../paths/bytes.ts'

export interface QueuedFile<Context> {
  directory: RawPath
  name: RawPath
  /** Bytes. */
  size: number
  context: Context
}

/** One large file makes a batch of its own, so that the cores end together. */
const BATCH_BYTES = 16 * 1024 * 1024
const IN_FLIGHT_PER_THREAD = 2

export class HashQueue<Context> {
  readonly #pool: HashPool
  readonly #limit: number
  readonly #take: (file: QueuedFile<Context>, result: HashResult) => void
  readonly #running = new Set<Promise<void>>()
  #batch: QueuedFile<Context>[] = []
  #batchBytes = 0
  #failure: {error: unknown} | undefined

  constructor(pool: HashPool, take: (file: QueuedFile<Context>, result: HashResult) => void) {
    this.#pool = pool
    this.#limit = pool.workers.most * IN_FLIGHT_PER_THREAD
    this.#take = take
  }

  /** Resolves when there is room for more. @throws what the pool throws */
  async add(file: QueuedFile<Context>): Promise<void> {
    this.#batch.push(file)
    this.#batchBytes += file.size
    if (this.#batch.length >= BATCH_FILES || this.#batchBytes >= BATCH_BYTES) await this.#send()
  }

  /** Resolves when everything added was hashed and taken. @throws what the pool throws */
  async drain(): Promise<void> {
    await this.#send()
    while (this.#running.size > 0) await this.#settleOne()
    this.#throwFailure()
  }

  async #send(): Promise<void> {
    if (this.#batch.length > 0) {
      const batch = this.#batch
      this.#batch = []
      this.#batchBytes = 0
      const task: Promise<void> = this.#hash(batch)
        .catch((error: unknown) => {
          this.#failure ??= {error}
        })
        .finally(() => this.#running.delete(task))
      this.#running.add(task)
    }
    while (this.#running.size >= this.#limit) await this.#settleOne()
  }

  async #settleOne(): Promise<void> {
    await Promise.race(this.#running)
    this.#throwFailure()
  }

  /** Also of a batch that failed while nobody waited for it. */
  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error
  }

  async #hash(batch: readonly QueuedFile<Context>[]): Promise<void> {
    const results = await this.#pool.hashBatch(batch.map(({directory, name}) => join(directory, name)))
    for (const [index, file] of batch.entries()) {
      const result = results[index]
      if (result) this.#take(file, result)
    }
  }
}
