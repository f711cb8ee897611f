/**
 * Child processes, for what may go wrong in any way: an endless loop, a heap that is eaten up, a native crash. Each costs its
 * own task. A worker thread is no such jail: its limit of memory ends the whole program where one object is large
 * (nodejs/node#47224), and loops are known that `terminate` never ends. A process starts as fast as a thread.
 */
import {type ChildProcess, fork} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {PatientPool, type TaskOptions, type TaskPool} from './task-pool.ts'

export interface ProcessOptions {
  /** URL of the module that each process runs: its default export is called with each task. */
  readonly module: string
  /** Processes, at most. */
  readonly most: number
  /** MiB that the objects of one process may take; one that takes more ends, and its task with it. */
  readonly limitMib: number
}

/** A process ended while it was at work on a task. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded'
  readonly outOfMemory: boolean

  /** @param code with which it ended @param signal or what ended it */
  constructor(code: number | null, signal: NodeJS.Signals | null) {
    super(signal === null ? `its process ended with code ${code}` : `its process was ended by ${signal}`)
    // V8 has no other way to say so (`node::OOMErrorHandler`); where there are no signals, Node ends with 134.
    this.outOfMemory = signal === 'SIGABRT' || code === 134
  }
}

/** What a process sends back. */
export type Answer<Result> = {readonly result: Result} | {readonly failure: string}

const CHILD = fileURLToPath(
  new URL(`./child.${import.meta.filename.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
)

/**
 * Starts one at once, and more as `startThreads` does; what ended is replaced when it is needed. An idle process doesn't keep
 * the program from ending, and all end with it. Tasks and results are what can be cloned (HTML, structured clone), stdout and
 * stderr go nowhere.
 *
 * `run` throws ProcessEnded, an AbortError, or an Error with the message of what the module threw.
 */
export function startProcesses<Task, Result>(options: ProcessOptions): TaskPool<Task, Result> {
  return new PatientPool(new Processes<Task, Result>(options), options.most)
}

class Processes<Task, Result> implements TaskPool<Task, Result> {
  readonly #options: ProcessOptions
  readonly #living = new Set<ChildProcess>()
  readonly #idle: ChildProcess[] = []
  readonly #killAll = () => {
    for (const child of this.#living) child.kill('SIGKILL')
  }

  constructor(options: ProcessOptions) {
    this.#options = options
    // Before what ends the program for good (`watchEnd`).
    process.prependOnceListener('exit', this.#killAll)
    this.#idle.push(this.#start())
  }

  async run(task: Task, {signal}: TaskOptions = {}): Promise<Result> {
    signal?.throwIfAborted()
    const child = this.#idle.pop() ?? this.#start()
    const answer = await ask<Task, Result>(child, task, signal)
    this.#idle.push(child)
    if ('failure' in answer) throw new Error(answer.failure)
    return answer.result
  }

  async destroy(): Promise<void> {
    process.off('exit', this.#killAll)
    this.#killAll()
  }

  #start(): ChildProcess {
    const {module, limitMib} = this.#options
    const child = fork(CHILD, [module], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [`--max-old-space-size=${limitMib}`],
    })
    this.#living.add(child)
    const forget = () => {
      this.#living.delete(child)
      const index = this.#idle.indexOf(child)
      if (index !== -1) this.#idle.splice(index, 1)
    }
    child.once('exit', forget).on('error', forget)
    keepAlive(child, false)
    return child
  }
}

async function ask<Task, Result>(
  child: ChildProcess,
  task: Task,
  signal?: AbortSignal,
): Promise<Answer<Result>> {
  const {promise, resolve, reject} = Promise.withResolvers<Answer<Result>>()
  const abort = () => {
    child.kill('SIGKILL')
    reject(signal?.reason)
  }
  const ended = (code: number | null, by: NodeJS.Signals | null) => reject(new ProcessEnded(code, by))
  child.once('message', resolve).once('exit', ended).once('error', reject)
  signal?.addEventListener('abort', abort)
  keepAlive(child, true)
  try {
    // Where it can't be sent, the process has ended, or never began: that is told by its events.
    child.send(task as object, () => undefined)
    return await promise
  } finally {
    keepAlive(child, false)
    signal?.removeEventListener('abort', abort)
    child.off('message', resolve).off('exit', ended).off('error', reject)
  }
}

/** Whether the program waits for this process. */
function keepAlive(child: ChildProcess, isAtWork: boolean): void {
  if (isAtWork) {
    child.ref()
    child.channel?.ref?.()
  } else {
    child.unref()
    child.channel?.unref?.()
  }
}
