/** The three ways in which progress is shown on stderr. */
import {stripVTControlCharacters} from 'node:util'
import {type ProgressDisplay, type ProgressState, progressLine} from './progress.ts'
import type {Output} from './stdout.ts'

/** To the line's beginning, and clear it. */
const CLEAR = '\r\x1b[K'

/** One line on a terminal, drawn over itself at most four times a second. */
export class TerminalLine implements ProgressDisplay {
  readonly first = 500
  readonly every = 250
  readonly #stderr: Output
  #drawn = false

  constructor(stderr: Output) {
    this.#stderr = stderr
  }

  show(state: ProgressState): void {
    const width = (this.#stderr.columns ?? 80) - 1
    this.#stderr.write(CLEAR + stripVTControlCharacters(progressLine(state)).slice(0, width))
    this.#drawn = true
  }

  /** Makes room for other output; the next beat draws the line again. */
  clear(): void {
    if (this.#drawn) this.#stderr.write(CLEAR)
    this.#drawn = false
  }

  end(): void {
    this.clear()
  }
}

/** A plain line every 30 s, for a log. */
export function logLines(stderr: Output): ProgressDisplay {
  const show = (state: ProgressState) => void stderr.write(`${progressLine(state)}\n`)
  return {first: 30_000, every: 30_000, show, end: (state, shown) => void (shown && show(state))}
}

/** One JSON object a second, and a last one with `"done":true`. */
export function jsonLines(stderr: Output): ProgressDisplay {
  const put = (state: ProgressState, done: boolean) => {
    const {label, elapsed, ...counts} = state
    const line = {event: 'progress', label, elapsedMs: Math.round(elapsed), ...counts, done}
    stderr.write(`${JSON.stringify(line)}\n`)
  }
  return {first: 0, every: 1000, show: (state) => put(state, false), end: (state) => put(state, true)}
}

export const SILENT: ProgressDisplay = {
  first: Number.POSITIVE_INFINITY,
  every: 30_000,
  show: () => {},
  end: () => {},
}
