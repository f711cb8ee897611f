/**
 * Worker threads that examine files, each file with a limit of time and of memory. A reader that runs into a loop, eats
 * memory or ends its thread costs its own file and nothing else: the thread goes, and another takes its place.
 */

import {MediaStructError, messageOf, type RawPath, startThreads, type ThreadPool} from 'mediastruct'
import type {Examination} from './examination.ts'
import type {Examined} from './worker.ts'

export interface PoolOptions {
  /** URL of the module that each thread runs. */
  readonly module: string
  readonly threads: number
  /** ms that one file may take. */
  readonly limitMs: number
  /** MiB that the objects of one thread may take; what is read of a file is bounded apart. */
  readonly limitMib: number
}

const TIME = 'EXAMINE_TIME'

type Pool = ThreadPool<RawPath, Examined>

export class ExaminerPool {
  readonly #options: PoolOptions
  #pool: Promise<Pool> | undefined
  /** Threads that are at work. No more is handed over than they can begin at once: waiting counts against no file. */
  #busy = 0
  readonly #waiting: (() => void)[] = []
  readonly #running = new Set<Promise<Examination>>()

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** @throws MediaStructError EXAMINE_TIME, EXAMINE_MEMORY, EXAMINE_CRASH; an error with the system's code */
  examine(path: RawPath): Promise<Examination> {
    const running = this.#examine(path)
    this.#running.add(running)
    const forget = () => this.#running.delete(running)
    // Whoever asked hears of a failure; here nobody does.
    running.then(forget, forget)
    return running
  }

  async #examine(path: RawPath): Promise<Examination> {
    await this.#turn()
    try {
      return answerOf(await this.#twice(path))
    } finally {
      this.#next()
    }
  }

  async #turn(): Promise<void> {
    if (this.#busy < this.#options.threads) this.#busy += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Whoever waits longest takes over the turn. */
  #next(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#busy -= 1
  }

  /** A thread that breaks may do so because of the file before: the other file gets a second one. */
  async #twice(path: RawPath): Promise<Examined> {
    try {
      return await this.#run(path)
    } catch (error) {
      if (error instanceof MediaStructError && error.code === TIME) throw error
      return await this.#run(path)
    }
  }

  async #run(path: RawPath): Promise<Examined> {
    this.#pool ??= this.#start()
    const pool = await this.#pool
    const {limitMs} = this.#options
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), limitMs)
    try {
      return await pool.run(path, {signal: abort.signal})
    } catch (error) {
      throw abort.signal.aborted ? tooSlow(limitMs) : brokenBy(error)
    } finally {
      clearTimeout(timer)
    }
  }

  #start(): Promise<Pool> {
    const {module, threads, limitMib} = this.#options
    return startThreads({module, most: threads, limitMib})
  }

  /** Ends the threads; those at work are waited for: an answer that came afterwards would end the program. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running)
    const pool = this.#pool
    this.#pool = undefined
    await (await pool)?.destroy()
  }
}

function answerOf(examined: Examined): Examination {
  if (examined.ok) return examined.examination
  throw Object.assign(new Error(examined.message), {code: examined.code})
}

function tooSlow(limitMs: number): MediaStructError {
  return new MediaStructError(
    TIME,
    `its headers could not be read within ${limitMs / 1000} s: it is broken, or the disk is very slow`,
  )
}

function brokenBy(error: unknown): MediaStructError {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  if (isMemory) {
    return new MediaStructError(
      'EXAMINE_MEMORY',
      'its headers ask for more memory than any real file needs: it is broken',
      {cause: error},
    )
  }
  return new MediaStructError('EXAMINE_CRASH', `its headers could not be read: ${messageOf(error)}`, {
    cause: error,
  })
}
