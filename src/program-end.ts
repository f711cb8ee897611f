/**
 * How the program ends: when its work is done, with the code that it says. A package may lie in wait with an exit of its
 * own, an exit code of its own, or a promise that never settles, after which nothing is left to do: each would look like
 * success.
 */
import {writeSync} from 'node:fs'
import {EXIT} from './errors.ts'
import {asOurselves, ranForeignCode} from './foreign-code.ts'

const SILENT_END = 'The program ended before its work was done: a plugin ended it, or never answered.'
const WAY_OUT = '"mediastruct plugins" lists what is installed; MEDIASTRUCT_DEBUG=1 may show more.'

let code: number | undefined
let isOver = false

/** The code that was said so far. */
export function exitCodeSoFar(): number {
  return code ?? EXIT.done
}

/** The highest code said wins. */
export function sayExitCode(said: number): void {
  code = Math.max(exitCodeSoFar(), said)
  process.exitCode = code
}

/** Whatever was to be done was done, or was refused. */
export function workIsOver(): void {
  isOver = true
}

/** What failed is told by oclif, with a code of its own. */
export function oclifEndsIt(): void {
  isOver = true
  code = undefined
}

/** Ends the program at once, with a code that no other one outweighs. */
export function endProgram(last: number): void {
  isOver = true
  code = last
  asOurselves(() => process.exit(last))
}

/** Makes sure of all this. @param json whether whoever started the program waits for a document */
export function watchEnd(json: boolean): void {
  const reallyExit = Reflect.get(process, 'reallyExit') as (last: number) => never
  process.prependListener('exit', (given) => {
    if (!isOver) tellOfSilentEnd(json)
    const last = isOver ? (code ?? given) : Math.max(exitCodeSoFar(), EXIT.findings)
    process.exitCode = last
    // What a plugin left to be done at the end may not have the last word.
    if (ranForeignCode()) Reflect.apply(reallyExit, process, [last])
  })
}

function tellOfSilentEnd(json: boolean): void {
  writeSync(process.stderr.fd, `error: ${SILENT_END} ${WAY_OUT}\n`)
  if (!json || process.stdout.bytesWritten > 0) return
  const error = {code: 'ENDED_EARLY', message: SILENT_END, hint: WAY_OUT}
  writeSync(process.stdout.fd, `${JSON.stringify({schema: 'mediastruct/error@1', error})}\n`)
}
