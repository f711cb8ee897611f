/** Worker threads, started as they are needed: one at once, twice as many whenever work has waited for longer than one takes to start. */
import type {Piscina} from 'piscina'

/** Runs tasks in worker threads: each is what the thread's module exports by default, called with the task. */
export interface ThreadPool<Task, Result> {
  /** @param options.signal aborted, it ends the thread that is at work on this task */
  run(task: Task, options?: TaskOptions): Promise<Result>
  /** Ends all threads at once: what is on its way is waited for by whoever calls this. */
  destroy(): Promise<void>
}

export interface TaskOptions {
  readonly signal?: AbortSignal
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
  /** MiB that the objects of one thread may take; a thread that takes more ends, and its task with it. */
  readonly limitMib?: number | undefined
}

/** A thread takes 60 to 100 ms to start, and longer on a busy machine: what is done soon after needs no second one. */
const FIRST_PATIENCE_MS = 400
/** From then on, for twice as many. */
const PATIENCE_MS = 25

/**
 * They stay until they are ended, for a new one costs 60 ms; an idle one doesn't keep the program from ending.
 */
export async function startThreads<Task, Result>({
  module,
  most,
  ahead = 0,
  limitMib,
}: ThreadOptions): Promise<ThreadPool<Task, Result>> {
  const {Piscina} = await import('piscina')
  const pool: Piscina<Task, Result> = new Piscina({
    filename: module,
    minThreads: 1,
    maxThreads: most,
    concurrentTasksPerWorker: 1 + ahead,
    idleTimeout: Number.POSITIVE_INFINITY,
    ...(limitMib !== undefined && {resourceLimits: {maxOldGenerationSizeMb: limitMib}}),
  })
  // A thread that ends between two tasks: the next one finds another.
  pool.on('error', () => undefined)
  const inThreads: ThreadPool<Task, Result> = {
    run: (task, {module: filename, ...options} = {}) =>
      pool.run(task, {...options, ...(filename && {filename})}),
    destroy: () => pool.destroy(),
  }
  return new PatientPool(inThreads, most)
}

/** Hands over one task a thread until there are as many threads as there may be; then all of them, as they come. */
class PatientPool<Task, Result> implements ThreadPool<Task, Result> {
  readonly #pool: ThreadPool<Task, Result>
  readonly #most: number
  #threads = 1
  #busy = 0
  readonly #waiting: (() => void)[] = []
  #patience: NodeJS.Timeout | undefined
  /** The first thread is up. */
  #hasAnswered = false

  constructor(pool: ThreadPool<Task, Result>, most: number) {
    this.#pool = pool
    this.#most = most
  }

  async run(task: Task, options: TaskOptions = {}): Promise<Result> {
    await this.#turn()
    try {
      return await this.#pool.run(task, options)
    } finally {
      this.#busy -= 1
      this.#hasAnswered = true
      this.#handOver()
    }
  }

  async destroy(): Promise<void> {
    clearTimeout(this.#patience)
    await this.#pool.destroy()
  }

  async #turn(): Promise<void> {
    if (this.#isFree()) this.#busy += 1
    else {
      const patienceMs = this.#hasAnswered ? PATIENCE_MS : FIRST_PATIENCE_MS
      this.#patience ??= setTimeout(() => this.#more(), patienceMs)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #isFree(): boolean {
    return this.#threads >= this.#most || this.#busy < this.#threads
  }

  #handOver(): void {
    while (this.#waiting.length > 0 && this.#isFree()) {
      this.#busy += 1
      this.#waiting.shift()?.()
    }
  }

  #more(): void {
    this.#patience = undefined
    if (this.#waiting.length === 0) return
    this.#threads *= 2
    this.#handOver()
    if (this.#waiting.length > 0) this.#patience = setTimeout(() => this.#more(), PATIENCE_MS)
  }
}
