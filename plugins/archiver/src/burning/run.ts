/** Runs a writer to its end, however that comes. */
import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {errnoOf, MediaStructError} from 'mediastruct'
import type {Writer} from './writers.ts'

/** What of its messages is kept: the last ones say why it failed. */
const KEPT_CHARACTERS = 8000
/** It may have to tell the drive to stop; one that does not end by then is ended. */
const PATIENCE_MS = 20_000

export interface WriterRun {
  /** How it ended, as a sentence without its subject, where that was not well. */
  readonly failure: string | undefined
  /** All that it printed, or the last of it. */
  readonly printed: string
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined
  /** Is told of what it prints. */
  readonly report?: (text: string) => void
}

/** @throws MediaStructError NO_WRITER where the program is not there */
export async function runWriter(
  writer: Writer,
  args: readonly string[],
  {signal, report}: RunOptions = {},
): Promise<WriterRun> {
  const env = {...process.env, LC_ALL: 'C.UTF-8'}
  const child = spawn(writer.name, args, {env, stdio: ['ignore', 'pipe', 'pipe']})
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-KEPT_CHARACTERS)
      report?.(text)
    })
  }
  const failure = await endOf(child, signal).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOENT' ? notFound(writer) : error
  })
  return {failure, printed}
}

async function endOf(child: ChildProcess, signal: AbortSignal | undefined): Promise<string | undefined> {
  let killing: NodeJS.Timeout | undefined
  const stop = () => {
    child.kill()
    killing = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  }
  // What it started may outlive it and keep its output open: that it ended is enough, what it printed comes before.
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  const closed = once(child, 'close').catch(() => undefined)
  signal?.addEventListener('abort', stop, {once: true})
  if (signal?.aborted) stop()
  try {
    const [code, killedBy] = await ended
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 500).unref())])
    if (killedBy !== null) return `it was ended by ${killedBy}`
    return code === 0 ? undefined : `it ended with exit code ${code}`
  } finally {
    clearTimeout(killing)
    signal?.removeEventListener('abort', stop)
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
}

/** The last lines of what was printed: they tell more than an exit code. */
export function lastLines(printed: string): string[] {
  return printed
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/UPDATE/.test(line))
    .slice(-4)
}

function notFound({name, debianPackage}: Writer): MediaStructError {
  return new MediaStructError('NO_WRITER', `The program ${name} is not there; it writes the disc.`, {
    hint: `On Debian and Ubuntu: sudo apt-get install ${debianPackage}`,
  })
}
