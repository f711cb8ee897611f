/** Runs dvdisaster to its end, in a home of its own, so that no settings of the user's play a part and none are written. */
import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import type {EccJob} from 'mediastruct'

const PROGRAM = 'dvdisaster'

const NOT_THERE =
  'the program dvdisaster is not there. On Debian and Ubuntu: sudo apt-get install dvdisaster. It needs version 0.79 or later'

/** What of its messages is kept: the last ones say why it failed, and what was found. */
const KEPT_CHARACTERS = 16_000

export interface Ran {
  /** How it ended, as a sentence without its subject, where that was not well. Its exit code alone proves nothing. */
  readonly failure: string | undefined
  /** The last of what it printed. */
  readonly printed: string
}

/**
 * It writes how far it is all the time: where nobody reads that any more, because we were killed, it ends by SIGPIPE.
 * @param listen where what counts is written; on stdout it tells of each byte that it repairs, gigabytes of it
 * @throws Error that says what is missing
 */
export async function runDvdisaster(
  args: readonly string[],
  {scratch, signal, progress}: Pick<EccJob, 'scratch'> & Partial<Pick<EccJob, 'signal' | 'progress'>>,
  listen: 'stdout' | 'stderr' = 'stderr',
): Promise<Ran> {
  const env = {PATH: process.env.PATH, HOME: scratch, LC_ALL: 'C', TZ: 'UTC'}
  const piped = (name: typeof listen) => (name === listen ? 'pipe' : 'ignore')
  const child = spawn(PROGRAM, args, {cwd: scratch, env, stdio: ['ignore', piped('stdout'), piped('stderr')]})
  const ended = endOf(child)
  let printed = ''
  child[listen]?.setEncoding('latin1').on('data', (text: string) => {
    printed = (printed + text).slice(-KEPT_CHARACTERS)
    const percent = /(\d+(?:\.\d+)?)%[^%]*$/.exec(text)?.[1]
    if (percent !== undefined) progress?.(Number(percent) / 100)
  })
  const stop = () => void child.kill('SIGKILL')
  process.prependListener('exit', stop)
  signal?.addEventListener('abort', stop, {once: true})
  if (signal?.aborted) stop()
  try {
    return {failure: await ended, printed}
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Error(NOT_THERE)
    throw error
  } finally {
    process.removeListener('exit', stop)
    signal?.removeEventListener('abort', stop)
  }
}

/** How it ended, where that was not well. */
async function endOf(child: ChildProcess): Promise<string | undefined> {
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (signal !== null) return `it was ended by ${signal}`
  return code === 0 ? undefined : `it ended with exit code ${code}`
}

/** The last lines of what was printed, without how far it was. */
export function lastLines(printed: string): string {
  const lines = printed.split(/[\r\n\b]+/).map((line) => line.replace(/^[*\s]+/, '').trim())
  return lines
    .filter((line) => line !== '' && !line.endsWith('%'))
    .slice(-4)
    .join(' ')
}
