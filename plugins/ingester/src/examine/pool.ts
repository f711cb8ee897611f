/**
 * Processes that examine files, each file with a limit of time and of memory. A reader that runs into a loop, eats memory or
 * ends its process costs its own file and nothing else: the process goes, and another takes its place.
 */
import {
  MediaStructError,
  messageOf,
  ProcessEnded,
  type ProcessOptions,
  type ProcessTaskOptions,
  type RawPath,
  startProcesses,
  type TaskPool,
} from 'mediastruct'
import type {Examination} from './examination.ts'
import type {Examined} from './worker.ts'

/** The limit of memory is for objects; what is read of a file is bounded apart. */
export interface PoolOptions extends ProcessOptions {
  /** ms that one file may take. */
  readonly limitMs: number
}

const TIME = 'EXAMINE_TIME'

type Pool = TaskPool<readonly RawPath[], Examined[], ProcessTaskOptions>

/** Files a message, at most: what is asked while all processes are at work goes together, for a message takes as long as a small file. */
const MOST_TOGETHER = 16

interface Waiting {
  readonly path: RawPath
  readonly answer: (examined: Examined) => void
  readonly fail: (error: unknown) => void
}

export class ExaminerPool {
  readonly #options: PoolOptions
  #pool: Pool | undefined
  /** Processes that are at work. No more is handed over than they can begin at once: what waits meanwhile goes together. */
  #busy = 0
  #mostTogether = MOST_TOGETHER
  readonly #waiting: Waiting[] = []
  readonly #running = new Set<Promise<Examined>>()

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** @throws MediaStructError EXAMINE_TIME, EXAMINE_MEMORY, EXAMINE_CRASH, EXAMINE_START; an error with the system's code */
  async examine(path: RawPath): Promise<Examination> {
    const {promise, resolve: answer, reject: fail} = Promise.withResolvers<Examined>()
    this.#waiting.push({path, answer, fail})
    this.#running.add(promise)
    const forget = () => this.#running.delete(promise)
    // Whoever asked hears of a failure; here nobody does.
    promise.then(forget, forget)
    this.#handOver()
    return answerOf(await promise)
  }

  /** Starts the first process before anything is asked of it. */
  prepare(): void {
    this.#started()
  }

  #handOver(): void {
    const {most} = this.#options
    while (this.#busy < most && this.#waiting.length > 0) {
      const share = Math.ceil(this.#waiting.length / most)
      const some = this.#waiting.splice(0, Math.min(share, this.#mostTogether))
      this.#busy += 1
      void this.#together(some).finally(() => {
        this.#busy -= 1
        this.#handOver()
      })
    }
  }

  /** Of files that fail together, each is examined alone: one that breaks its process costs the others nothing. */
  async #together(some: readonly Waiting[]): Promise<void> {
    if (some.length === 1) return await this.#eachAlone(some)
    try {
      const examined = await this.#run(some.map(({path}) => path))
      for (const [index, {answer}] of some.entries()) answer(examined[index] ?? UNANSWERED)
    } catch (error) {
      // A disk that takes so long for many headers gets them one by one from here on.
      if (isSlow(error)) this.#mostTogether = 1
      await this.#eachAlone(some)
    }
  }

  async #eachAlone(some: readonly Waiting[]): Promise<void> {
    for (const {path, answer, fail} of some) await this.#twice(path).then(answer, fail)
  }

  /** A process that breaks may do so because of the file before: the other file gets a second one. */
  async #twice(path: RawPath): Promise<Examined> {
    const alone = async () => (await this.#run([path]))[0] ?? UNANSWERED
    try {
      return await alone()
    } catch (error) {
      if (isSlow(error)) throw error
      return await alone()
    }
  }

  async #run(paths: readonly RawPath[]): Promise<Examined[]> {
    try {
      return await this.#started().run(paths, {limitMs: this.#options.limitMs})
    } catch (error) {
      throw failureOf(error, this.#options.limitMs)
    }
  }

  #started(): Pool {
    this.#pool ??= startProcesses(this.#options)
    return this.#pool
  }

  /** Ends the processes; those at work are waited for. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running)
    const pool = this.#pool
    this.#pool = undefined
    await pool?.destroy()
  }
}

const UNANSWERED: Examined = {
  ok: false,
  code: 'EXAMINE_CRASH',
  message: 'its headers could not be read: no answer came',
}

function answerOf(examined: Examined): Examination {
  if (examined.ok) return examined.examination
  throw Object.assign(new Error(examined.message), {code: examined.code})
}

function isSlow(error: unknown): boolean {
  return error instanceof MediaStructError && error.code === TIME
}

/** What to say of a file whose examination brought no answer. */
function failureOf(error: unknown, limitMs: number): MediaStructError {
  const {code, message} = sentenceOf(error, limitMs)
  return new MediaStructError(code, message, {cause: error})
}

function sentenceOf(error: unknown, limitMs: number): {code: string; message: string} {
  switch (error instanceof ProcessEnded ? error.by : undefined) {
    case 'time':
      return {
        code: TIME,
        message: `its headers could not be read within ${limitMs / 1000} s: it is broken, or the disk is very slow`,
      }
    case 'memory':
      return {
        code: 'EXAMINE_MEMORY',
        message: 'its headers ask for more memory than any real file needs: it is broken',
      }
    case 'start':
      return {
        code: 'EXAMINE_START',
        message: `no process can be started that reads its headers: ${messageOf(error)}`,
      }
    default:
      return {code: 'EXAMINE_CRASH', message: `its headers could not be read: ${messageOf(error)}`}
  }
}
