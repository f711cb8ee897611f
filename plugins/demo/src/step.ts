/** One step of the demo: the real program, run as the user would run it. */
import {spawn} from 'node:child_process'
import {text} from 'node:stream/consumers'
import {messageOf} from 'mediastruct'

export interface StepResult {
  readonly exitCode: number
  /** The JSON document that it printed, or `undefined` where that is none. */
  readonly document: unknown
  readonly stderr: string
}

/** Runs `mediastruct ARGS` with `--json` and waits for it. */
export async function runStep(binary: string, cwd: string, args: readonly string[]): Promise<StepResult> {
  const child = spawn(process.execPath, [binary, ...args, '--json', '--no-progress'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return parse(stdout, stderr, exitCode)
}

function parse(stdout: string, stderr: string, exitCode: number): StepResult {
  try {
    return {exitCode, document: JSON.parse(stdout), stderr}
  } catch (error) {
    const complaint = `${stderr}It printed no JSON document: ${messageOf(error)}`
    return {exitCode: exitCode || 1, document: undefined, stderr: complaint}
  }
}
