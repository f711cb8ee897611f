/** Containment: whatever a tap does, the error says which plugin, which hook and which file. */
import {MediaStructError, messageOf} from '../errors.ts'

/** ms that one answer may take; a promise that never settles is an error like a throw. */
const ANSWER_TIMEOUT_MS = 60_000

export interface TapContext {
  plugin: string
  hook: string
}

export function pluginFailure({plugin, hook}: TapContext, subject: string, error: unknown): MediaStructError {
  const on = subject === '' ? '' : ` on ${subject}`
  return new MediaStructError(
    'PLUGIN_FAILED',
    `The plugin ${plugin} failed in ${hook}${on}: ${messageOf(error)}`,
    {
      hint: 'Turn it off in the config, or set MEDIASTRUCT_DEBUG=1 to see where it failed.',
      cause: error,
    },
  )
}

/** Wraps a tap so that it fails by name, and in time. `subjectOf` says what a call is about. */
export function contained<Args extends readonly unknown[], Result>(
  context: TapContext,
  subjectOf: (...args: Args) => string,
  tap: (...args: Args) => Result | Promise<Result>,
  timeoutMs = ANSWER_TIMEOUT_MS,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await inTime(Promise.resolve(tap(...args)), timeoutMs)
    } catch (error) {
      throw pluginFailure(context, subjectOf(...args), error)
    }
  }
}

/** The timer is not unref'd: a promise that never settles must not let the process end as if all were well. */
export async function inTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it gave no answer within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
