/** One running ExifTool: it is asked through its stdin, a question at a time, and answers on its stdout. */
import type {ChildProcessWithoutNullStreams} from 'node:child_process'
import {Socket} from 'node:net'
import {startExifTool} from './start.ts'

export interface SessionOptions {
  /** Starts what is asked. @throws Error that says what is missing */
  readonly start?: () => Promise<ChildProcessWithoutNullStreams>
  /** Longest that an answer may take, in milliseconds. */
  readonly patienceMs?: number
  /** How long it stays without a question, in milliseconds: a watched drop may be still for days. */
  readonly idleMs?: number
}

/** It ended, whoever's doing that was, before it answered. */
export class Ended extends Error {}

/** A healthy file takes some ten milliseconds; a sleeping disk takes seconds. */
const PATIENCE_MS = 10_000

const IDLE_MS = 60_000

/** Kept of what it complains about, in characters. */
const COMPLAINT = 4096

interface Question {
  /** What its answer ends with: ExifTool gives the number back, and no line of JSON reads so. */
  readonly mark: string
  resolve(answer: string): void
  reject(error: Error): void
}

export class Session {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #patienceMs: number
  readonly #idleMs: number
  #idle: NodeJS.Timeout | undefined
  #asked = 0
  #question: Question | undefined
  #answer = ''
  #complaint = ''
  #isOver = false

  /** @throws Error that says what is missing */
  static async start({start = startExifTool, ...limits}: SessionOptions): Promise<Session> {
    return new Session(await start(), limits)
  }

  private constructor(child: ChildProcessWithoutNullStreams, limits: Omit<SessionOptions, 'start'>) {
    this.#child = child
    this.#patienceMs = limits.patienceMs ?? PATIENCE_MS
    this.#idleMs = limits.idleMs ?? IDLE_MS
    const {stdin, stdout, stderr} = child
    // It is no reason to go on: while a question waits, its timer is. Nor may it outlive us, whatever it is busy with.
    child.unref()
    for (const stream of [stdin, stdout, stderr]) if (stream instanceof Socket) stream.unref()
    process.prependListener('exit', this.#kill)
    stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text))
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(0, COMPLAINT)
    })
    // What was written to one that ended: its end is told all the same.
    stdin.on('error', () => undefined)
    child.once('close', () => this.#end())
  }

  /**
   * @param lines its arguments, one character a byte
   * @returns what it wrote on stdout
   * @throws Ended, where it does or did so; Error where it takes too long, and is ended
   */
  async ask(lines: readonly string[]): Promise<string> {
    clearTimeout(this.#idle)
    if (this.#isOver) throw new Ended(this.#lastWords())
    const number = ++this.#asked
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise((resolve, reject) => {
        this.#answer = ''
        this.#question = {mark: `{ready${number}}\n`, resolve, reject}
        timer = setTimeout(() => this.#giveUp(), this.#patienceMs)
        this.#child.stdin.write(`${[...lines, `-execute${number}`].join('\n')}\n`, 'latin1')
      })
    } finally {
      clearTimeout(timer)
      this.#question = undefined
      this.#idle = setTimeout(() => this.#child.stdin.end(), this.#idleMs).unref()
    }
  }

  #hear(text: string): void {
    this.#answer += text
    const {mark, resolve} = this.#question ?? {}
    if (mark !== undefined && this.#answer.endsWith(mark)) resolve?.(this.#answer.slice(0, -mark.length))
  }

  #giveUp(): void {
    this.#isOver = true
    this.#kill()
    this.#question?.reject(new Error(`ExifTool took longer than ${this.#patienceMs / 1000} s, and was ended`))
  }

  #end(): void {
    this.#isOver = true
    process.removeListener('exit', this.#kill)
    this.#question?.reject(new Ended(this.#lastWords()))
  }

  readonly #kill = (): void => {
    this.#child.kill('SIGKILL')
  }

  /** Perl says on stderr what it lacks. */
  #lastWords(): string {
    const [first = ''] = this.#complaint.trim().split('\n')
    return `ExifTool ended before it answered${first === '' ? '' : `: ${first}`}`
  }
}
