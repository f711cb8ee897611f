/** The worker threads of one command: whatever it walks and hashes takes turns in them. */
import {moduleBeside} from '../module-beside.ts'
import {startThreads, type ThreadPool} from '../threads.ts'
import type {Heeded} from './heed.ts'

/** Takes what a plugin's code threw in a thread when nobody waited for it any more, as a sentence that names it. */
export type TakeStray = (message: string) => void

/** What a thread can be asked to do: its module's default export takes the task, and answers as `heeding` does. */
export interface Job<Task, Result> {
  /** URL of the module. */
  readonly module: string
  /** Nobody calls it: it says what goes in and what comes out. */
  readonly does?: (task: Task) => Heeded<Result> | Promise<Heeded<Result>>
}

/** The job of a module of ours, which runs as TypeScript or as what was built of it. @param from `import.meta` of a neighbour */
export function jobIn<Task, Result>(name: string, from: {filename: string; url: string}): Job<Task, Result> {
  return {module: moduleBeside(name, from).href}
}

type Pool = ThreadPool<unknown, Heeded<unknown>>

export class Workers {
  /** Threads, at most. */
  readonly most: number
  readonly #takeStray: TakeStray | undefined
  #pool: Promise<Pool> | undefined
  readonly #running = new Set<Promise<unknown>>()

  constructor(most: number, takeStray?: TakeStray) {
    this.most = Math.max(1, most)
    this.#takeStray = takeStray
  }

  /** Starts the first thread, which takes a tenth of a second, before anything is asked of it. */
  prepare({module}: Job<never, unknown>): void {
    this.#started(module)
  }

  run<Task, Result>({module}: Job<Task, Result>, task: Task): Promise<Result> {
    const running = this.#answer(this.#started(module), task, module) as Promise<Result>
    this.#running.add(running)
    const forget = () => this.#running.delete(running)
    // Whoever asked hears of a failure; here nobody does.
    running.then(forget, forget)
    return running
  }

  #started(module: string): Promise<Pool> {
    this.#pool ??= startThreads({module, most: this.most, ahead: 1})
    return this.#pool
  }

  async #answer(pool: Promise<Pool>, task: unknown, module: string): Promise<unknown> {
    const {answer, strays} = await (await pool).run(task, {module})
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
