/**
 * Code that is not ours: a config, a plugin. It runs under its author's name, and so does all that it leaves behind
 * (timers, promises, callbacks). It can't end the program, which would look like success; and what it throws when
 * nobody waits for it any more is told under that name, while the work goes on.
 */
import {AsyncLocalStorage} from 'node:async_hooks'
import {MediaStructError} from './errors.ts'

/** Seconds that foreign code may take for one answer, for loading, or for setting up. */
const LIMIT_VARIABLE = 'MEDIASTRUCT_PLUGIN_TIMEOUT'
/** setTimeout takes no more ms than that. */
const LONGEST_MS = 2 ** 31 - 1

const ENDINGS = ['exit', 'reallyExit', 'abort'] as const

/** Who, as the subject of a sentence: `The plugin x failed in onMoved on /a/b`. */
const author = new AsyncLocalStorage<string>()
let guarded = false

/** Runs foreign code. @param who subject of the sentence that tells of its failure */
export function runForeign<T>(who: string, work: () => T): T {
  if (!guarded) refuseEndings()
  guarded = true
  return author.run(who, work)
}

function refuseEndings(): void {
  for (const name of ENDINGS) {
    const end = Reflect.get(process, name) as (...args: unknown[]) => unknown
    Reflect.set(process, name, (...args: unknown[]) => {
      if (author.getStore() === undefined) return Reflect.apply(end, process, args)
      throw new Error(`it called process.${name}, which would end the program`)
    })
  }
}

/** Whether any foreign code ran in this thread. */
export function ranForeignCode(): boolean {
  return guarded
}

/** Does something of ours where foreign code led to it: it may end the program, because a reader of stdout went away. */
export function asOurselves(work: () => void): void {
  author.exit(work)
}

/**
 * Tells of what is thrown where nobody waits for it.
 * @param tell `who` is undefined for what is no foreign code's: a mistake of our own
 */
export function watchStrays(tell: (error: unknown, who: string | undefined) => void): void {
  process.on('uncaughtException', (error) => tell(error, author.getStore()))
}

/** ms that foreign code may take. @throws MediaStructError BAD_VARIABLE */
export function timeLimitMs(ordinaryMs: number): number {
  const text = process.env[LIMIT_VARIABLE]
  if (text === undefined) return ordinaryMs
  const ms = Number(text) * 1000
  if (ms > 0 && ms <= LONGEST_MS) return ms
  throw new MediaStructError('BAD_VARIABLE', `${LIMIT_VARIABLE}="${text}" is not a time limit.`, {
    hint: 'Set it to the seconds that a plugin may take for one answer: 60, 0.5.',
  })
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
