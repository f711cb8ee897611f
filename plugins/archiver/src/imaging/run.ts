/** Runs an imager: its image comes by its stdout, so that nothing but our own hand writes files. */
import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {EXIT, errnoOf, interrupted, MediaStructError} from 'mediastruct'
import type {Imager} from './imagers.ts'

/** What of an imager's messages is kept: the last ones say why it failed. */
const KEPT_CHARACTERS = 4000

export interface RunOptions {
  /** Its working and home directory: no settings of the user's change an image. */
  readonly home: string
  /** Ends it. */
  readonly signal?: AbortSignal | undefined
}

/** The version as the program itself tells it. @throws MediaStructError NO_IMAGER where it is not there */
export async function imagerVersion(imager: Imager, options: RunOptions): Promise<string> {
  const printed = await outputOf(imager, imager.versionArguments, options)
  return imager.versionPattern.exec(printed)?.[1] ?? 'unknown'
}

/** How many sectors an image of a directory will have, as the imager itself reckons. @throws as `runImager` */
export async function printedSectors(
  imager: Imager,
  directory: string,
  label: string,
  options: RunOptions,
): Promise<number> {
  const printed = await outputOf(imager, imager.sizeArguments(directory, label), options)
  const sectors = Number(imager.sizePattern.exec(printed)?.[1])
  if (Number.isSafeInteger(sectors)) return sectors
  throw failed(imager, `it did not say how large the image will be: ${printed.trim()}`)
}

/** Both what it prints and what it reports: xorriso answers on stderr. */
async function outputOf(imager: Imager, args: readonly string[], options: RunOptions): Promise<string> {
  let printed = ''
  const take = (text: string) => {
    printed += text
  }
  await runImager(imager, args, options, async (chunk) => take(Buffer.from(chunk).toString()), take)
  return printed
}

/**
 * Runs the imager to its end and gives on what it writes to stdout.
 * @throws MediaStructError NO_IMAGER, IMAGER_FAILED, INTERRUPTED; what `take` throws
 */
export async function runImager(
  imager: Imager,
  args: readonly string[],
  {home, signal}: RunOptions,
  take: (chunk: Uint8Array) => Promise<void>,
  report: (text: string) => void = () => {},
): Promise<void> {
  assertNotInterrupted(signal)
  const env = {PATH: process.env.PATH, HOME: home, LC_ALL: 'C.UTF-8', TZ: process.env.TZ}
  const child = spawn(imager.name, args, {cwd: home, env, stdio: ['ignore', 'pipe', 'pipe']})
  const ended = endOf(child)
  // A program that is not there fails before anyone waits for its end.
  ended.catch(() => {})
  let messages = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-KEPT_CHARACTERS)
    report(text)
  })
  const stop = () => void child.kill('SIGKILL')
  signal?.addEventListener('abort', stop, {once: true})
  try {
    for await (const chunk of child.stdout) await take(chunk as Buffer)
  } catch (error) {
    child.kill('SIGKILL')
    await ended.catch(() => {})
    assertNotInterrupted(signal)
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
  }
  await judge(imager, ended, () => messages, signal)
}

async function judge(
  imager: Imager,
  ended: Promise<string | undefined>,
  messages: () => string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const how = await ended.catch((error: unknown) => {
    throw errnoOf(error) === 'ENOENT' ? notFound(imager) : error
  })
  assertNotInterrupted(signal)
  if (how !== undefined) throw failed(imager, [how, ...lastLines(messages())].join('\n  '))
}

/** How it ended, where that was not well. */
async function endOf(child: ChildProcess): Promise<string | undefined> {
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (signal !== null) return `it was ended by ${signal}`
  return code === 0 ? undefined : `it ended with exit code ${code}`
}

function lastLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-5)
}

/** @throws MediaStructError INTERRUPTED */
export function assertNotInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted('there is no image')
}

function failed({name}: Imager, why: string): MediaStructError {
  return new MediaStructError('IMAGER_FAILED', `${name} made no image: ${why}`, {
    hint: 'Nothing was left under the name of the image, and the volume is as it was.',
    exitCode: EXIT.findings,
  })
}

function notFound({name, debianPackage}: Imager): MediaStructError {
  return new MediaStructError('NO_IMAGER', `The program ${name} is not there; it makes the image.`, {
    hint: `On Debian and Ubuntu: sudo apt-get install ${debianPackage}. Or choose another one with --imager.`,
  })
}
