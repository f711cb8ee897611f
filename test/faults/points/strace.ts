/** Runs the program under strace: to see which system calls it makes, or to disturb one of them. */
import {spawn, spawnSync} from 'node:child_process'
import {readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {PROGRAM, programEnv} from '../../support/mediastruct.ts'

/** Where a run takes place. */
export interface Stage {
  readonly cwd: string
  /** Options of Node for a run whose calls are counted. */
  readonly steady: readonly string[]
  /** What is typed: with everything filled in. */
  argv(args: readonly string[]): string[]
}

export interface Injection {
  readonly syscall: string
  /** Before this call of that name is made, counted per thread, from 1. */
  readonly when: number
  /** `signal=SIGKILL` or `error=EIO` and the like. */
  readonly fault: string
  /** Whether it befalls every later call, too. */
  readonly stays?: boolean
}

export interface Disturbed {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** How often the fault came to pass: each thread counts its calls by itself. */
  readonly fired: number
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
  /** Besides the stage's own. */
  readonly nodeOptions?: readonly string[] | undefined
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
  stage: Stage,
  args: readonly string[],
  options: StraceOptions,
): Promise<Disturbed> {
  const {trace, inject = [], paths = [], nodeOptions = []} = options
  const logFile = join(stage.cwd, 'strace.log')
  const command = ['-f', '-qq', '-y', '-o', logFile, '-e', `trace=${trace.join(',')}`]
  for (const path of paths) command.push('-P', path)
  for (const {syscall, when, fault, stays} of inject) {
    command.push('-e', `inject=${syscall}:${fault}:when=${when}${stays ? '+' : ''}`)
  }
  const ended = await run(
    [...command, process.execPath, ...stage.steady, ...nodeOptions, PROGRAM, ...stage.argv(args)],
    stage.cwd,
  )
  const log = readFileSync(logFile, 'utf8').split('\n')
  rmSync(logFile)
  const injected = log.filter((line) => line.includes('(INJECTED')).length
  return {...ended, log, fired: ended.signal === 'SIGKILL' ? 1 : injected}
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
  /** What it returned, where it is told on the same line. */
  readonly result: string | undefined
}

/** The calls that a log tells of, in order. */
export function callsOf(log: readonly string[]): Call[] {
  return log.flatMap((line) => {
    const [, thread, syscall, rest] = /^(\d+) +([a-z]\w*)\((.*)$/.exec(line) ?? []
    if (thread === undefined || syscall === undefined || rest === undefined) return []
    const named = [...rest.replace(/^AT_FDCWD<[^>]*>/, '').matchAll(/"([^"]*)"|<(\/[^>]*)>/g)]
    const paths = named.map(([, text, opened]) => text ?? opened ?? '')
    return [{thread, syscall, paths, result: /\) += (\d+)$/.exec(rest)?.[1]}]
  })
}
