/** How long a plugin may take before it answers anything, and what is said of one that can't be had. */
import {MediaStructError} from '../errors.ts'
import {inTime, timeLimitMs} from '../foreign-code.ts'

/** ms that a plugin may take to load, to check its options, or to set up. */
const LOAD_TIMEOUT_MS = 30_000

/** Runs foreign code that is loaded or set up. @throws Error where it takes too long; whatever it throws */
export async function inLoadingTime<T>(work: () => T | Promise<T>): Promise<T> {
  return await inTime(Promise.resolve(work()), timeLimitMs(LOAD_TIMEOUT_MS))
}

/** One that is there and is none: its author is told what one is, its user how to go on. */
export function withRemedy(error: MediaStructError, remedy: string): MediaStructError {
  const {code, message, hint = '', cause} = error
  return new MediaStructError(code, message, {hint: `${hint} To go on without it, ${remedy}`.trim(), cause})
}

/** @param remedy completes "Mend it, or …" */
export function loadFailure(name: string, why: string, remedy: string, cause?: unknown): MediaStructError {
  return new MediaStructError('BAD_PLUGIN', `The plugin ${name} can't be loaded: ${why}`, {
    hint: `Mend it, or ${remedy}`,
    cause,
  })
}
