/** One child process: started, asked one task after another, and ended by whatever happens to it. */
import {type ChildProcess, fork} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {messageOf} from './errors.ts'
import {moduleBeside} from './module-beside.ts'
import type {TaskOptions} from './task-pool.ts'

/** `start`: it could not begin, which says nothing of the task. */
export type EndedBy = 'start' | 'time' | 'memory' | 'crash'

/** A process ended before it had done its task. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded'
  readonly by: EndedBy

  constructor(by: EndedBy, message: string) {
    super(message)
    this.by = by
  }
}

export interface ProcessTaskOptions extends TaskOptions {
  /** ms that the task may take once the process has begun with it. */
  readonly limitMs?: number
}

/** What a process is asked. */
export interface Asked<Task> {
  readonly id: number
  readonly task: Task
}

export type Answer<Result> = {readonly result: Result} | {readonly failure: string}

/** What it says: that it is ready, then an answer to each task. */
export type Said<Result> = {readonly ready: true} | (Answer<Result> & {readonly id: number})

const CHILD = fileURLToPath(moduleBeside('child', import.meta))

/** ms; on a machine with nothing else to do it takes a tenth of a second. */
const START_LIMIT_MS = 30_000

export class OneProcess<Task, Result> {
  readonly #child: ChildProcess
  readonly #started: Promise<void>
  #asked = 0

  /**
   * @param module URL of what it runs
   * @param limitMib MiB that its objects may take
   * @param onEnd called when it is there no more, or never was
   */
  constructor(module: string, limitMib: number, onEnd: () => void) {
    this.#child = fork(CHILD, [module], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [`--max-old-space-size=${limitMib}`],
    })
    this.#child.once('exit', onEnd).on('error', onEnd)
    this.#started = this.#start()
    // Whoever asks first is told.
    this.#started.catch(() => undefined)
    this.#keepProgramAlive(false)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** @throws ProcessEnded; the signal's reason */
  async ask(task: Task, {signal, limitMs}: ProcessTaskOptions): Promise<Answer<Result>> {
    this.#keepProgramAlive(true)
    try {
      await this.#started
      signal?.throwIfAborted()
      return await this.#answerTo(task, signal, limitMs)
    } finally {
      this.#keepProgramAlive(false)
    }
  }

  async #start(): Promise<void> {
    const {promise, resolve, reject} = Promise.withResolvers<void>()
    const fail = (why: string) => reject(new ProcessEnded('start', why))
    const listen = (said: unknown) => isSaid(said) && 'ready' in said && resolve()
    const giveUp = () => {
      this.kill()
      fail(`it was not ready within ${START_LIMIT_MS / 1000} s`)
    }
    const timer = setTimeout(giveUp, START_LIMIT_MS).unref()
    this.#child.on('message', listen).once('exit', () => fail('it ended while it started'))
    this.#child.once('error', (error) => fail(messageOf(error)))
    try {
      await promise
    } finally {
      clearTimeout(timer)
      this.#child.off('message', listen)
    }
  }

  async #answerTo(task: Task, signal?: AbortSignal, limitMs?: number): Promise<Answer<Result>> {
    this.#asked += 1
    const id = this.#asked
    const {promise, resolve, reject} = Promise.withResolvers<Answer<Result>>()
    const listen = (said: unknown) => {
      if (isSaid<Result>(said) && 'id' in said && said.id === id) resolve(said)
    }
    const end = (code: number | null, by: NodeJS.Signals | null) => reject(endOf(code, by))
    const giveUp = (reason: unknown) => {
      this.kill()
      reject(reason)
    }
    const abort = () => giveUp(signal?.reason)
    const stopClock = limitMs === undefined ? undefined : after(limitMs, () => giveUp(tooSlow(limitMs)))
    signal?.addEventListener('abort', abort)
    this.#child.on('message', listen).once('exit', end).once('error', reject)
    try {
      // Where it can't be sent, the process has ended: that is told by its events.
      this.#child.send?.({id, task} satisfies Asked<Task>, () => undefined)
      return await promise
    } finally {
      stopClock?.()
      signal?.removeEventListener('abort', abort)
      this.#child.off('message', listen).off('exit', end).off('error', reject)
    }
  }

  /** Whether the program waits for it. */
  #keepProgramAlive(isAtWork: boolean): void {
    const {channel} = this.#child
    if (isAtWork) {
      this.#child.ref()
      channel?.ref?.()
    } else {
      this.#child.unref()
      channel?.unref?.()
    }
  }
}

/** What a module that was loaded in front of ours may send is none of it. */
function isSaid<Result>(said: unknown): said is Said<Result> {
  return typeof said === 'object' && said !== null
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProcessEnded {
  // V8 has no other way to say so (`node::OOMErrorHandler`); where there are no signals, Node ends with 134.
  if (signal === 'SIGABRT' || code === 134) return new ProcessEnded('memory', 'its process ran out of memory')
  const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
  return new ProcessEnded('crash', `its process ${how}`)
}

function tooSlow(limitMs: number): ProcessEnded {
  return new ProcessEnded('time', `it took longer than ${limitMs / 1000} s`)
}

/** Of time in which the program itself stood still (Ctrl-Z, a laptop that slept), nothing counts. @returns what stops it */
function after(ms: number, act: () => void): () => void {
  const since = performance.now()
  const stoodStill = () => performance.now() - since > 1.5 * ms
  let timer = setTimeout(() => {
    if (stoodStill()) timer = setTimeout(act, ms)
    else act()
  }, ms)
  return () => clearTimeout(timer)
}
