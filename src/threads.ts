/** Worker threads, started as they are needed. */
import type {Piscina} from 'piscina'

/** Runs tasks in worker threads: each is what the thread's module exports by default, called with the task. */
export interface ThreadPool<Task, Result> {
  /** @param options.signal aborted, it ends the thread that is at work on this task */
  run(task: Task, options?: {readonly signal?: AbortSignal}): Promise<Result>
  /** Ends all threads at once: what is on its way is waited for by whoever calls this. */
  destroy(): Promise<void>
}

export interface ThreadOptions {
  /** URL of the module that each thread runs. */
  readonly module: string
  /** Threads, at most. */
  readonly most: number
  /** MiB that the objects of one thread may take; a thread that takes more ends, and its task with it. */
  readonly limitMib?: number | undefined
}

/**
 * They stay until they are ended, for a new one costs 60 ms; an idle one doesn't keep the program from ending.
 */
export async function startThreads<Task, Result>({
  module,
  most,
  limitMib,
}: ThreadOptions): Promise<ThreadPool<Task, Result>> {
  const {Piscina} = await import('piscina')
  const pool: Piscina<Task, Result> = new Piscina({
    filename: module,
    minThreads: 1,
    maxThreads: most,
    idleTimeout: Number.POSITIVE_INFINITY,
    ...(limitMib !== undefined && {resourceLimits: {maxOldGenerationSizeMb: limitMib}}),
  })
  // A thread that ends between two tasks: the next one finds another.
  pool.on('error', () => undefined)
  return pool
}
