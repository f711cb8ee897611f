/** Runs the real program as a user would: another process, a home of its own, no terminal. */
import {type ChildProcess, type ChildProcessWithoutNullStreams, spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {isolatedEnvironment} from '../../src/testing/environment.ts'
import {forThisTest} from './children.ts'
import {scratchHome} from './scratch.ts'

/** The directory of the package, where `bin/run.js` is. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const PROGRAM = join(PACKAGE_ROOT, 'bin', 'run.js')
/** What V8 compiled, kept from test to test as a user's cache keeps it from run to run: each test has a new home. */
const COMPILED = join(PACKAGE_ROOT, 'node_modules', '.cache', 'mediastruct-tests')

export interface RunOptions {
  cwd: string
  /** Added to what every run gets; `undefined` takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>
  /** What stdin holds; nothing otherwise. */
  input?: string
  /** Options of Node itself, before the program. */
  nodeOptions?: readonly string[]
  /** Another program than the checkout's own, started as a shell would; `nodeOptions` don't reach it. */
  program?: string
  /** What starts it, before Node: `unshare -n`, `faketime 2100-01-01`. */
  under?: readonly string[]
}

export interface Ran {
  /** Exit code; `null` where a signal ended it. */
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** The document on stdout. @throws SyntaxError where it isn't exactly one */
  json<T = unknown>(): T
}

/** What a run sees of the environment: nothing of the user's config, catalog or colours. */
export function programEnv(home: string = scratchHome()): Record<string, string> {
  return {...isolatedEnvironment(home), NODE_COMPILE_CACHE: COMPILED}
}

/** A run that goes on while the test does something to it. */
export interface Running {
  child: ChildProcessWithoutNullStreams
  ended: Promise<Ran>
}

/** @throws Error where the program could not be started */
export function mediastruct(args: readonly string[], options: RunOptions): Promise<Ran> {
  return start(args, options).ended
}

export function start(args: readonly string[], options: RunOptions): Running {
  const {cwd, env = {}, input = '', nodeOptions = [], program, under = []} = options
  const started = program === undefined ? [process.execPath, ...nodeOptions, PROGRAM] : [program]
  const [command = '', ...rest] = [...under, ...started, ...args]
  const child = forThisTest(
    spawn(command, rest, {
      cwd,
      env: {...programEnv(), ...env},
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  )
  const ended = new Promise<Ran>((resolve, reject) => {
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(ran(code, signal, text(stdout), text(stderr))))
    // A program that ended before it read its input is no failure of the test.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
  return {child, ended}
}

/** Waits until a file is there that the process makes; no longer than the process lasts. */
export async function appeared(file: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && child.signalCode === null && !existsSync(file)) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function ran(code: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string): Ran {
  return {code, signal, stdout, stderr, json: () => JSON.parse(stdout)}
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8')
}
