/** What takes tasks, and how many of its threads or processes are at work on them. */

/** Does tasks elsewhere: each is given to what a module exports by default. */
export interface TaskPool<Task, Result, Options extends TaskOptions = TaskOptions> {
  run(task: Task, options?: Options): Promise<Result>
  /** Ends all that works at once: what is on its way is waited for by whoever calls this. */
  destroy(): Promise<void>
}

export interface TaskOptions {
  /** Aborted, it ends the thread or process that is at work on this task. */
  readonly signal?: AbortSignal
}

/** A thread or process takes 60 to 100 ms to start, and longer on a busy machine: what is done soon after needs no second one. */
const FIRST_PATIENCE_MS = 400
/** From then on, for twice as many. */
const PATIENCE_MS = 25

/** Hands over one task to each worker until there are as many as there may be; then as many as the pool takes. */
export class PatientPool<Task, Result, Options extends TaskOptions>
  implements TaskPool<Task, Result, Options>
{
  readonly #pool: TaskPool<Task, Result, Options>
  readonly #most: number
  readonly #queued: number
  #workers = 1
  #busy = 0
  readonly #waiting: (() => void)[] = []
  #patience: NodeJS.Timeout | undefined
  /** The first worker is up. */
  #hasAnswered = false

  /**
   * @param most workers that the pool has, at most
   * @param queued tasks that the pool itself keeps waiting, once it has them all
   */
  constructor(pool: TaskPool<Task, Result, Options>, most: number, queued = 0) {
    this.#pool = pool
    this.#most = most
    this.#queued = queued
  }

  async run(task: Task, options?: Options): Promise<Result> {
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
    return this.#busy < (this.#workers < this.#most ? this.#workers : this.#most + this.#queued)
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
    this.#workers *= 2
    this.#handOver()
    if (this.#waiting.length > 0) this.#patience = setTimeout(() => this.#more(), PATIENCE_MS)
  }
}
