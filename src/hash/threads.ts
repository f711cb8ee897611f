/** A pool of worker threads that is loaded when it is first asked, and ends only when nothing is on its way any more. */
import {startThreads, type ThreadPool} from '../threads.ts'
import type {Heeded} from './heed.ts'

/** Takes what a plugin's code threw in a thread when nobody waited for it any more, as a sentence that names it. */
export type TakeStray = (message: string) => void

export class Threads<Task, Result> {
  readonly #filename: string
  readonly #most: number
  readonly #takeStray: TakeStray | undefined
  #pool: Promise<ThreadPool<Task, Heeded<Result>>> | undefined
  readonly #running = new Set<Promise<Result>>()

  /** @param filename URL of the module that each thread runs */
  constructor(filename: string, most: number, takeStray?: TakeStray) {
    this.#filename = filename
    this.#most = most
    this.#takeStray = takeStray
  }

  run(task: Task): Promise<Result> {
    this.#pool ??= startThreads({module: this.#filename, most: this.#most})
    const running = this.#answer(this.#pool, task)
    this.#running.add(running)
    const forget = () => this.#running.delete(running)
    // Whoever asked hears of a failure; here nobody does.
    running.then(forget, forget)
    return running
  }

  async #answer(pool: Promise<ThreadPool<Task, Heeded<Result>>>, task: Task): Promise<Result> {
    const {answer, strays} = await (await pool).run(task)
    for (const message of strays) this.#takeStray?.(message)
    return answer
  }

  /** An answer that comes after piscina ended its threads would end the program. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running)
    await (await this.#pool)?.destroy()
    this.#pool = undefined
  }
}
