/** How far a long job is: a calm line on a terminal, a plain line now and then elsewhere, or JSON for a program. */
import {count, formatBytes, grouped} from '../units.ts'
import {printable} from './escape.ts'

/** What a command tells about its job. */
export interface Progress {
  /** What there is to do, as far as it is known yet; may grow. */
  total(files?: number, bytes?: number): void
  /** So many more files and bytes are done. */
  add(files: number, bytes: number): void
  /** So many more errors were met. */
  errors(n: number): void
  /** Takes the line away; the job is over, however it ended. */
  end(): void
}

export interface ProgressState {
  readonly label: string
  /** Milliseconds. */
  readonly elapsed: number
  readonly files: number
  readonly bytes: number
  readonly errors: number
  readonly totalFiles: number | undefined
  readonly totalBytes: number | undefined
}

/** How and how often a state is shown. Times in milliseconds. */
export interface ProgressDisplay {
  /** Nothing is shown before: short jobs stay silent. */
  readonly first: number
  readonly every: number
  show(state: ProgressState): void
  /** Called once at the end; `shown` tells whether anything was shown before. */
  end(state: ProgressState, shown: boolean): void
}

/** A timer may fire a little early by another clock; this much later, no beat is missed. Milliseconds. */
const SLACK = 10

/** Counts, and shows what it counted when it is time: from a timer, and from `add` while a busy loop starves the timers. */
export class RunningProgress implements Progress {
  readonly #label: string
  readonly #display: ProgressDisplay
  readonly #now: () => number
  readonly #start: number
  readonly #timer: NodeJS.Timeout
  #due: number
  #shown = false
  #ended = false
  #files = 0
  #bytes = 0
  #errors = 0
  #totalFiles: number | undefined
  #totalBytes: number | undefined

  constructor(label: string, display: ProgressDisplay, now: () => number) {
    this.#label = label
    this.#display = display
    this.#now = now
    this.#start = now()
    this.#due = this.#start + display.first
    this.#timer = setInterval(() => this.#tick(), Math.min(display.every, 1000) + SLACK).unref()
  }

  total(files?: number, bytes?: number): void {
    this.#totalFiles = files
    this.#totalBytes = bytes
  }

  add(files: number, bytes: number): void {
    this.#files += files
    this.#bytes += bytes
    this.#tick()
  }

  errors(n: number): void {
    this.#errors += n
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    clearInterval(this.#timer)
    this.#display.end(this.#state(), this.#shown)
  }

  #tick(): void {
    const now = this.#now()
    if (this.#ended || now < this.#due) return
    this.#due = now + this.#display.every
    this.#shown = true
    this.#display.show(this.#state())
  }

  #state(): ProgressState {
    return {
      label: this.#label,
      elapsed: this.#now() - this.#start,
      files: this.#files,
      bytes: this.#bytes,
      errors: this.#errors,
      totalFiles: this.#totalFiles,
      totalBytes: this.#totalBytes,
    }
  }
}

/** `Hashing  1:05  42%  420 of 1,000 files  4.2 GB of 10 GB  65 MB/s  1:29 left  1 error`. */
export function progressLine(state: ProgressState): string {
  const {elapsed, files, bytes, totalFiles, totalBytes, errors} = state
  const share = fractionDone(state)
  const parts = [printable(state.label), clock(elapsed)]
  if (share !== undefined) parts.push(`${Math.floor(share * 100)}%`)
  const knownFiles = totalFiles === undefined || totalFiles < files ? '' : `${grouped(files)} of `
  parts.push(`${knownFiles}${count(knownFiles ? (totalFiles ?? files) : files, 'file')}`)
  if (bytes > 0 || totalBytes) {
    const known = totalBytes !== undefined && totalBytes >= bytes
    parts.push(known ? `${formatBytes(bytes)} of ${formatBytes(totalBytes)}` : formatBytes(bytes))
    if (elapsed >= 1000) parts.push(`${formatBytes(Math.round((bytes / elapsed) * 1000))}/s`)
  }
  if (share !== undefined && share > 0.01) parts.push(`${clock((elapsed / share) * (1 - share))} left`)
  if (errors > 0) parts.push(count(errors, 'error'))
  return parts.join('  ')
}

/** By bytes where their total is known, else by files; `undefined` where neither is. */
function fractionDone({files, bytes, totalFiles, totalBytes}: ProgressState): number | undefined {
  if (totalBytes) return Math.min(1, bytes / totalBytes)
  if (totalFiles) return Math.min(1, files / totalFiles)
  return undefined
}

/** Milliseconds as `0:07`, `12:34`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(m).padStart(h > 0 ? 2 : 1, '0')}:${String(s).padStart(2, '0')}`
  return h > 0 ? `${h}:${tail}` : tail
}
