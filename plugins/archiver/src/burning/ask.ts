/** Asks for the next disc, where somebody sits before a terminal. */
import {createInterface} from 'node:readline'
import type {Reporter} from 'mediastruct'

export function canAsk(reporter: Reporter): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true && !reporter.quiet
}

/** @returns whether to go on: Enter was pressed, and nothing interrupted it */
export async function askFor(reporter: Reporter, what: string, signal: AbortSignal): Promise<boolean> {
  reporter.note(`${what} Then press Enter; Ctrl-C ends here.`)
  const lines = createInterface({input: process.stdin})
  const stop = () => lines.close()
  signal.addEventListener('abort', stop, {once: true})
  try {
    return await new Promise<boolean>((resolve) => {
      lines.once('line', () => resolve(true))
      lines.once('close', () => resolve(false))
    })
  } finally {
    signal.removeEventListener('abort', stop)
    lines.close()
  }
}
