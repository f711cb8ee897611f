/** Runs the program under strace: to see which system calls it makes, or to disturb one of them. */
import {spawn, spawnSync} from 'node:child_process'
import {readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {PROGRAM, programEnv} from '../../support/mediastruct.ts'
import type {World} from './world.ts'

export interface Injection {
  readonly syscall: string
  /** Before this call of that name is made, counted per thread, from 1. */
  readonly when: number
  /** `signal=SIGKILL` or `error=EIO` and the like. */
  readonly fault: string
}

export interface Disturbed {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Whether the fault came to pass. */
  readonly fired: boolean
  readonly stdout: string
  readonly stderr: string
  /** One line a system call. */
  readonly log: readonly string[]
}

export interface StraceOptions {
  readonly trace: readonly string[]
  readonly inject?: readonly Injection[]
  /** Only calls that name one of these, or a file descriptor open on it; all where there are none. */
  readonly paths?: readonly string[]
  readonly nodeOptions?: readonly string[]
}

/** A run takes about two seconds; a fault must not make it hang. */
const PATIENCE_MS = 60_000

/** Why faults can't be injected here; `undefined` where they can. */
export function whyNoStrace(): string | undefined {
  const args = ['-f', '-qq', '-e', 'trace=none', process.execPath, '-e', '0']
  const {error, status, stderr} = spawnSync('strace', args, {encoding: 'utf8'})
  if (error) return 'strace is not installed'
  return status === 0 ? undefined : `strace may not trace: ${stderr.trim()}`
}

export async function straced(
  world: World,
  args: readonly string[],
  options: StraceOptions,
): Promise<Disturbed> {
  const {trace, inject = [], paths = [], nodeOptions = world.steady} = options
  const logFile = join(world.cwd, 'strace.log')
  const command = ['-f', '-qq', '-y', '-o', logFile, '-e', `trace=${trace.join(',')}`]
  for (const path of paths) command.push('-P', path)
  for (const {syscall, when, fault} of inject) {
    command.push('-e', `inject=${syscall}:${fault}:when=${when}`)
  }
  const ended = await run(
    [...command, process.execPath, ...nodeOptions, PROGRAM, ...world.argv(args)],
    world.cwd,
  )
  const log = readFileSync(logFile, 'utf8').split('\n')
  rmSync(logFile)
  return {...ended, log, fired: ended.signal === 'SIGKILL' || log.some((line) => line.includes('(INJECTED)'))}
}

function run(
  args: readonly string[],
  cwd: string,
): Promise<Pick<Disturbed, 'code' | 'signal' | 'stdout' | 'stderr'>> {
  return new Promise((resolve, reject) => {
    // One thread does all that is asked of the file system asynchronously: its calls come in one order.
    const env = {...programEnv(), UV_THREADPOOL_SIZE: '1'}
    const child = spawn('strace', args, {cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true})
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    let hung = false
    const patience = setTimeout(() => {
      hung = true
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, PATIENCE_MS)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(patience)
      const [out, err] = [text(stdout), text(stderr)]
      if (hung) reject(new Error(`It hung.\n${out}${err}`))
      else resolve({code, signal, stdout: out, stderr: err})
    })
  })
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8')
}

export interface Call {
  readonly syscall: string
  /** Files that it names, or whose descriptors it is given. */
  readonly paths: readonly string[]
  readonly thread: string
  /** The how-maniest of its name in its thread, from 1. */
  readonly ordinal: number
}

/** The calls that a log tells of, in order. */
export function callsOf(log: readonly string[]): Call[] {
  const counts = new Map<string, number>()
  return log.flatMap((line) => {
    const [, thread, syscall, rest] = /^(\d+) +([a-z]\w*)\((.*)$/.exec(line) ?? []
    if (thread === undefined || syscall === undefined || rest === undefined) return []
    const ordinal = (counts.get(`${thread} ${syscall}`) ?? 0) + 1
    counts.set(`${thread} ${syscall}`, ordinal)
    const named = [...rest.replace(/^AT_FDCWD<[^>]*>/, '').matchAll(/"([^"]*)"|<(\/[^>]*)>/g)]
    return [{thread, syscall, ordinal, paths: named.map(([, text, opened]) => text ?? opened ?? '')}]
  })
}
