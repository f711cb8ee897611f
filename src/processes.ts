/**
 * Child processes, for what may go wrong in any way: an endless loop, a heap that is eaten up, a native crash. Each costs its
 * own task. A worker thread is no such jail: its limit of memory ends the whole program where one object is large
 * (nodejs/node#47224), and loops are known that `terminate` never ends. A process starts as fast as a thread.
 */
import {OneProcess, ProcessEnded, type ProcessTaskOptions} from './one-process.ts'
import {PatientPool, type TaskPool} from './task-pool.ts'

export interface ProcessOptions {
  /** URL of the module that each process runs: its default export is called with each task. */
  readonly module: string
  /** Processes, at most. */
  readonly most: number
  /** MiB that the objects of one process may take; one that takes more ends, and its task with it. */
  readonly limitMib: number
}

/** What waits for a disk that does not answer can't be ended, and another takes its place: but not for ever. */
const MOST_STUCK = 16

/** ms; the system may have processes to spare again. */
const HOPELESS_MS = 10_000

/**
 * Starts one at once, and more as `startThreads` does; what ended is replaced when it is needed. An idle process doesn't keep
 * the program from ending, and all end with it. Tasks and results are what can be cloned (HTML, structured clone), stdout and
 * stderr go nowhere.
 *
 * `run` throws ProcessEnded, the reason of the signal, or an Error with the message of what the module threw.
 */
export function startProcesses<Task, Result>(
  options: ProcessOptions,
): TaskPool<Task, Result, ProcessTaskOptions> {
  return new PatientPool(new Processes<Task, Result>(options), options.most)
}

class Processes<Task, Result> implements TaskPool<Task, Result, ProcessTaskOptions> {
  readonly #options: ProcessOptions
  readonly #living = new Set<OneProcess<Task, Result>>()
  readonly #idle: OneProcess<Task, Result>[] = []
  #hasStarted = false
  /** Why the first could not start: it is not tried again for each task, but after a while. */
  #hopeless: ProcessEnded | undefined
  readonly #killAll = () => {
    for (const one of this.#living) one.kill()
  }

  constructor(options: ProcessOptions) {
    this.#options = options
    // Before what ends the program for good (`watchEnd`).
    process.prependOnceListener('exit', this.#killAll)
    this.#idle.push(this.#start())
  }

  async run(task: Task, options: ProcessTaskOptions = {}): Promise<Result> {
    options.signal?.throwIfAborted()
    if (this.#hopeless) throw this.#hopeless
    const one = this.#idle.pop() ?? this.#start()
    try {
      const answer = await one.ask(task, options)
      this.#hasStarted = true
      this.#idle.push(one)
      if ('failure' in answer) throw new Error(answer.failure)
      return answer.result
    } catch (error) {
      if (error instanceof ProcessEnded) this.#note(error)
      throw error
    }
  }

  async destroy(): Promise<void> {
    process.off('exit', this.#killAll)
    this.#killAll()
  }

  #note(ended: ProcessEnded): void {
    if (ended.by !== 'start') this.#hasStarted = true
    if (this.#hasStarted) return
    this.#hopeless = ended
    const hopeAgain = () => {
      this.#hopeless = undefined
    }
    setTimeout(hopeAgain, HOPELESS_MS).unref()
  }

  #start(): OneProcess<Task, Result> {
    const {most, module, limitMib} = this.#options
    if (this.#living.size >= most + MOST_STUCK) {
      throw new ProcessEnded('start', `${this.#living.size} can't be ended, for a disk does not answer`)
    }
    const one: OneProcess<Task, Result> = new OneProcess(module, limitMib, () => {
      this.#living.delete(one)
      const place = this.#idle.indexOf(one)
      if (place !== -1) this.#idle.splice(place, 1)
    })
    this.#living.add(one)
    return one
  }
}
