/**
 * The only way out: results to stdout, everything else to stderr.
 *
 * What a person reads and what a program reads never mix: under `--json`, `print` says nothing and the one document
 * is written by `document` or `stream`; without it, the reverse holds by the caller's choice.
 */
import {styleText} from 'node:util'
import {type RawPath, toText} from '../paths/bytes.ts'
import {jsonLines, logLines, SILENT, TerminalLine} from './displays.ts'
import {printable, printableLines} from './escape.ts'
import {beginSeries, endSeries, type Part, streamDocument} from './json.ts'
import {type Progress, type ProgressDisplay, RunningProgress} from './progress.ts'
import {type Output, writeFully} from './stdout.ts'

export type {Progress} from './progress.ts'

export interface ReporterOptions {
  json: boolean
  quiet: boolean
  verbose: boolean
  progress: 'auto' | 'none' | 'json'
  stdout?: Output
  stderr?: Output
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

/** What `util.styleText` takes: a colour, a modifier, or several. */
export type Style = Parameters<typeof styleText>[0]

type Severity = 'note' | 'warning' | 'error'
const COLOURS: Readonly<Record<Severity, Style>> = {note: 'dim', warning: 'yellow', error: 'red'}

export class Reporter {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly #progress: ReporterOptions['progress']
  readonly #stdout: Output
  readonly #stderr: Output
  readonly #now: () => number
  #line: TerminalLine | undefined
  #documented = false
  /** Documents within the one that is being written: their number. */
  #series: number | undefined

  constructor(options: ReporterOptions) {
    this.json = options.json
    this.quiet = options.quiet
    this.verbose = options.verbose
    this.#progress = options.progress
    this.#stdout = options.stdout ?? process.stdout
    this.#stderr = options.stderr ?? process.stderr
    this.#now = options.now ?? (() => performance.now())
  }

  /** Whether a JSON document was begun: a second one, for an error, would spoil it. */
  get documented(): boolean {
    return this.#documented
  }

  /** A result line for a person; nothing under `--json`. Names in it go through `printable` first. */
  print(line = ''): void {
    if (this.json) return
    this.#line?.clear()
    this.#stdout.write(`${line}\n`)
  }

  /** A machine's result as it is (csv, fdupes, NUL lists, long listings); waits until stdout takes more. */
  async raw(chunk: string | Uint8Array): Promise<void> {
    this.#line?.clear()
    await writeFully(this.#stdout, chunk)
  }

  /** A part of a result that is the command's one document, whatever its format. */
  async rawDocument(chunk: string | Uint8Array): Promise<void> {
    this.#documented = true
    await this.raw(chunk)
  }

  /** The one JSON document of a command. */
  async document(value: unknown): Promise<void> {
    await this.#begin()
    await this.raw(`${JSON.stringify(value)}\n`)
  }

  /** The one JSON document of a command, written as it comes: `head`'s keys, the parts as arrays, `tail`'s keys. */
  async stream(head: object, parts: Readonly<Record<string, Part>>, tail?: () => object): Promise<void> {
    await this.#begin()
    await streamDocument((chunk) => this.raw(chunk), head, parts, tail)
  }

  /**
   * The one JSON document of a command that does one thing after another: `head`'s keys, and under `name` every document
   * that is written while `work` lasts. Where that throws, the document is closed with an `error` key.
   */
  async series(head: object, name: string, work: () => Promise<void>): Promise<void> {
    if (!this.json) return await work()
    await this.#begin()
    await this.raw(beginSeries(head, name))
    this.#series = 0
    try {
      await work()
    } catch (error) {
      await this.raw(endSeries({error}))
      throw error
    } finally {
      this.#series = undefined
    }
    await this.raw(endSeries())
  }

  /** Good to know, on stderr; silent under `--quiet`. Control characters are escaped here, also in `warn` and `error`. */
  note(text: string): void {
    if (!this.quiet) this.#say('note', text)
  }

  warn(text: string): void {
    this.#say('warning', text)
  }

  error(text: string): void {
    this.#say('error', text)
  }

  /** A file on which something failed: one line, whatever its name and the message hold. */
  failure({path, message}: {readonly path: RawPath; readonly message: string}): void {
    this.error(printable(`${toText(path)}: ${message}`))
  }

  /** Text in a colour for stdout, where that is a terminal and `NO_COLOR` is not set. */
  style(format: Style, text: string): string {
    return styleText(format, text, {stream: this.#stdout})
  }

  /** Begins to show a job's progress; `end()` it, also where the job fails. */
  progress(label: string): Progress {
    return new RunningProgress(label, this.#display(), this.#now)
  }

  #display(): ProgressDisplay {
    if (this.#progress === 'json') return jsonLines(this.#stderr)
    if (this.#progress === 'none' || this.quiet) return SILENT
    if (!this.#stderr.isTTY) return logLines(this.#stderr)
    this.#line?.clear()
    this.#line = new TerminalLine(this.#stderr)
    return this.#line
  }

  #say(severity: Severity, text: string): void {
    this.#line?.clear()
    this.#stderr.write(
      `${this.#progress === 'json' ? jsonMessage(severity, text) : this.#message(severity, text)}\n`,
    )
  }

  #message(severity: Severity, text: string): string {
    const safe = printableLines(text)
    const paint = (part: string) => styleText(COLOURS[severity], part, {stream: this.#stderr})
    return severity === 'note' ? paint(safe) : `${paint(`${severity}:`)} ${safe}`
  }

  async #begin(): Promise<void> {
    if (this.#series !== undefined) {
      if (this.#series++ > 0) await this.raw(',')
      return
    }
    if (this.#documented) throw new Error('A command writes exactly one JSON document.')
    this.#documented = true
  }
}

/** Under `--progress=json` every line of stderr is an object. */
function jsonMessage(severity: Severity, text: string): string {
  return JSON.stringify({event: severity, message: text})
}
