/**
 * One run of a whole process with all it starts: wall time, processor time, peak memory of its biggest process.
 * GNU time does the accounting where it is there (it asks the kernel at the end: exact); else /proc is polled.
 */
import {type ChildProcess, spawn} from 'node:child_process'
import {closeSync, existsSync, openSync, readFileSync} from 'node:fs'
import {constants} from 'node:os'
import {join} from 'node:path'
import {watchProcess} from './proc.ts'

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  /** Added to what every command gets. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Usage {
  /** Seconds, from start to exit. */
  readonly wall: number
  /** Seconds of all processors, user and system; `undefined` where nobody can tell. */
  readonly cpu?: number | undefined
  /** Bytes, at the peak of the biggest process. */
  readonly memory?: number | undefined
}

export interface Surroundings {
  /** An empty directory: working directory and home, with what the run writes on stdout and stderr. */
  readonly scratch: string
  readonly env: Readonly<Record<string, string>>
  /** Keep stdout in the file `stdout`; thrown away otherwise, as no tool should wait for a terminal. */
  readonly keepStdout: boolean
}

const GNU_TIME = '/usr/bin/time'
const running = new Set<ChildProcess>()

/** How processor time and memory are counted here. */
export const ACCOUNTING = existsSync(GNU_TIME)
  ? 'GNU time'
  : existsSync('/proc/self/stat')
    ? '/proc every 20 ms (Debian: time counts exactly)'
    : 'none (no GNU time, no /proc)'

/** @throws Error with the end of stderr, where the command can't be started or does not exit with 0 */
export async function measure(command: Command, surroundings: Surroundings): Promise<Usage> {
  const {scratch} = surroundings
  const usageFile = join(scratch, 'usage')
  const counted = ACCOUNTING === 'GNU time' ? underGnuTime(command, usageFile) : command
  const started = process.hrtime.bigint()
  const child = start(counted, surroundings)
  const watched = counted === command ? watchProcess(child.pid) : undefined
  const end = await ended(child)
  const wall = Number(process.hrtime.bigint() - started) / 1e9
  if (end !== 0) throw new Error(`${command.file} ended with ${end}: ${lastWords(join(scratch, 'stderr'))}`)
  return {wall, ...(watched ? watched.stop() : gnuTimeUsage(readFileSync(usageFile, 'utf8')))}
}

/** Starts a command in a session of its own, which `killRunning` ends. */
export function start(command: Command, {scratch, env, keepStdout}: Surroundings): ChildProcess {
  const stdout = keepStdout ? openSync(join(scratch, 'stdout'), 'w') : openSync('/dev/null', 'w')
  const stderr = openSync(join(scratch, 'stderr'), 'w')
  const child = spawn(command.file, command.args, {
    cwd: scratch,
    env: {...env, ...command.env},
    stdio: ['ignore', stdout, stderr],
    detached: true,
  })
  closeSync(stdout)
  closeSync(stderr)
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

/** @returns the exit code, or the name of the signal */
export function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing'))
  })
}

/** Ends what was started here and runs still, with its children. */
export function killRunning(): void {
  for (const {pid} of running) if (pid !== undefined) killSession(pid)
}

export function killSession(pid: number): void {
  try {
    process.kill(-pid, constants.signals.SIGKILL)
  } catch {
    // It ended by itself in the meantime.
  }
}

function underGnuTime({file, args, env = {}}: Command, usageFile: string): Command {
  return {env, file: GNU_TIME, args: ['-q', '-o', usageFile, '-f', '%U %S %M', '--', file, ...args]}
}

/** `user system kibibytes`. */
export function gnuTimeUsage(text: string): Omit<Usage, 'wall'> {
  const [user = Number.NaN, system = Number.NaN, kibibytes = Number.NaN] = text.trim().split(' ').map(Number)
  return {cpu: user + system, memory: kibibytes * 1024}
}

function lastWords(file: string): string {
  return readFileSync(file, 'utf8').trim().slice(-500) || 'it said nothing'
}
