/** Containment: whatever a tap does, the error says which plugin, which hook and which file. */
import {inspect, types} from 'node:util'
import {MediaStructError, messageOf} from '../errors.ts'
import {inTime, runForeign, timeLimitMs} from '../foreign-code.ts'

/** ms that one answer may take; a promise that never settles is an error like a throw. */
const ANSWER_TIMEOUT_MS = 60_000

export interface TapContext {
  plugin: string
  hook: string
  /** Takes the stack of what a tap throws, for those who look for it. */
  debug?: ((message: string) => void) | undefined
}

/** Subject of the sentence that tells of a failure. */
export function nameOf({plugin, hook}: TapContext, subject: string): string {
  return `The plugin ${plugin} failed in ${hook}${subject === '' ? '' : ` on ${subject}`}`
}

export function pluginFailure(context: TapContext, subject: string, error: unknown): MediaStructError {
  return foreignFailure(nameOf(context, subject), error)
}

/** @param who as `nameOf` says it */
export function foreignFailure(who: string, error: unknown): MediaStructError {
  return new MediaStructError('PLUGIN_FAILED', `${who}: ${messageOf(error)}`, {
    hint: 'Take it out of the config, or uninstall it; MEDIASTRUCT_DEBUG=1 shows where it failed.',
    cause: error,
  })
}

/**
 * Wraps a tap so that it fails by name, and in time. What it is given is frozen: a tap that sorts in place would change
 * what the host goes by. What it answers is taken over once, as plain data: no getter and no proxy can answer anew.
 * `subjectOf` says what a call is about.
 */
export function contained<Args extends readonly unknown[], Result>(
  context: TapContext,
  subjectOf: (...args: Args) => string,
  tap: (...args: Args) => Result | Promise<Result>,
  timeoutMs?: number,
): (...args: Args) => Promise<Result> {
  assertFunction(context, tap)
  return async (...args) => {
    const subject = subjectOf(...args)
    for (const arg of args) freeze(arg)
    try {
      return await runForeign(nameOf(context, subject), async () => {
        const answer = tap(...args)
        if (!isThenable(answer)) return plain(answer)
        return plain(await inTime(Promise.resolve(answer), timeoutMs ?? timeLimitMs(ANSWER_TIMEOUT_MS)))
      })
    } catch (error) {
      if (error instanceof Error && error.stack) context.debug?.(error.stack)
      throw pluginFailure(context, subject, error)
    }
  }
}

/** What is there already needs no clock. */
function isThenable<T>(answer: T | Promise<T>): answer is Promise<T> {
  return typeof answer === 'object' && answer !== null && 'then' in answer
}

/** @throws MediaStructError BAD_PLUGIN */
export function assertFunction({plugin, hook}: TapContext, tap: unknown): void {
  if (typeof tap === 'function') return
  throw new MediaStructError(
    'BAD_PLUGIN',
    `The plugin ${plugin} registers for ${hook} what is no function: got ${inspect(tap)}.`,
  )
}

/** A copy that holds data only. @throws DOMException where it holds a function, a symbol or a proxy; what a getter throws */
export function plain<T>(answer: T): T {
  return isFlat(answer) ? {...answer} : structuredClone(answer)
}

/** A plain object of words and numbers, as most answers are: to spread it takes a tenth of what a structured clone does. */
function isFlat(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || types.isProxy(answer)) return false
  if (Object.getPrototypeOf(answer) !== Object.prototype) return false
  if (Object.getOwnPropertySymbols(answer).length > 0) return false
  return Object.values(Object.getOwnPropertyDescriptors(answer)).every(
    ({value, get}) => get === undefined && FLAT.has(typeof value),
  )
}

const FLAT: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'boolean', 'undefined'])

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const part of Object.values(value)) freeze(part)
}
