/** Worker threads, started as they are needed: one at once, twice as many whenever work has waited for a while. */
import type {Piscina} from 'piscina'
import {PatientPool, type TaskOptions, type TaskPool} from './task-pool.ts'

/** Runs tasks in worker threads: each is what the thread's module exports by default, called with the task. */
export type ThreadPool<Task, Result> = TaskPool<Task, Result, ThreadTaskOptions>

export interface ThreadTaskOptions extends TaskOptions {
  /** URL of another module than the pool's. */
  readonly module?: string
}

export interface ThreadOptions {
  /** URL of the module that each thread runs. */
  readonly module: string
  /** Threads, at most. */
  readonly most: number
  /** Tasks that a thread is handed while it is at work on another: the main thread need not be awake when it is done. */
  readonly ahead?: number
}

/**
 * MiB that the newest objects of a thread may take, before V8 looks through them. By itself it lets them grow to a hundred
 * where many live a little while, as rows and listings do, which made a crawl of millions no faster.
 */
const YOUNG_MIB = 24

/**
 * They stay until they are ended, for a new one costs 60 ms; an idle one doesn't keep the program from ending. What may run
 * into a loop or eat memory belongs in a process (`startProcesses`): Node.js can't always end a thread that does.
 */
export async function startThreads<Task, Result>({
  module,
  most,
  ahead = 0,
}: ThreadOptions): Promise<ThreadPool<Task, Result>> {
  const {Piscina} = await import('piscina')
  const pool: Piscina<Task, Result> = new Piscina({
    filename: module,
    minThreads: 1,
    maxThreads: most,
    concurrentTasksPerWorker: 1 + ahead,
    idleTimeout: Number.POSITIVE_INFINITY,
    resourceLimits: {maxYoungGenerationSizeMb: YOUNG_MIB},
  })
  // A thread that ends between two tasks: the next one finds another.
  pool.on('error', () => undefined)
  const inThreads: ThreadPool<Task, Result> = {
    run: (task, {module: filename, ...options} = {}) =>
      pool.run(task, {...options, ...(filename && {filename})}),
    destroy: () => pool.destroy(),
  }
  return new PatientPool(inThreads, most, Infinity)
}
