/** One step of a round: a command of this program, run as a user would type it. */
import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {EXIT} from '../errors.ts'

export interface Step {
  /** Directory of the program. */
  root: string
  command: string
  args: readonly string[]
  /** Ask for a JSON document and give it back instead of showing what the command prints. */
  json: boolean
  signal: AbortSignal
}

export interface StepResult {
  exitCode: number
  output: string
}

/** Our own signal reaches the step, too: it finishes the file in hand. */
export function runStep({root, command, args, json, signal}: Step): Promise<StepResult> {
  const words = [join(root, 'bin', 'run.js'), ...command.split(' '), ...args, ...(json ? ['--json'] : [])]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {stdio: ['ignore', json ? 'pipe' : 'inherit', 'inherit']})
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    const interrupt = () => child.kill('SIGINT')
    signal.addEventListener('abort', interrupt, {once: true})
    child.once('error', reject)
    child.once('close', (code) => {
      signal.removeEventListener('abort', interrupt)
      resolve({exitCode: code ?? EXIT.interrupted, output: Buffer.concat(chunks).toString('utf8')})
    })
  })
}
