/** Writing to the standard streams: with back pressure, and with a quiet end where the reader went away. */
import {once} from 'node:events'
import {EXIT, errnoOf, messageOf} from '../errors.ts'
import {endProgram} from '../program-end.ts'

/** A stream that a person or a program reads; a terminal says so. */
export type Output = NodeJS.WritableStream & {isTTY?: boolean; columns?: number}

let outlived = false

/** From here on, a reader of stdout that goes away ends nothing: what was begun must be finished, whoever looks. */
export function outliveReader(): void {
  outlived = true
}

/** Writes and waits until the stream takes more, so that a long result needs no memory. */
export async function writeFully(stream: Output, chunk: string | Uint8Array): Promise<void> {
  if (chunk.length === 0 || stream.write(chunk)) return
  try {
    await once(stream, 'drain')
  } catch (error) {
    if (!isOutlived(error)) throw error
  }
}

/** Nobody reads any more, and that is no reason to end. */
function isOutlived(error: unknown): boolean {
  return outlived && errnoOf(error) === 'EPIPE'
}

/**
 * Ends the process quietly where stdout's reader went away (`| head`), and says so where stdout can't be written
 * for another reason (a full disk). A stderr that nobody reads any more stops nothing: the work goes on.
 */
export function guardStdout(
  stdout: Output = process.stdout,
  stderr: Output = process.stderr,
  exit: (code: number) => void = endProgram,
): void {
  stdout.on('error', (error: unknown) => {
    if (isOutlived(error)) return
    if (errnoOf(error) === 'EPIPE') return exit(EXIT.done)
    stderr.write(`mediastruct: the result can't be written: ${messageOf(error)}\n`)
    exit(EXIT.findings)
  })
  stderr.on('error', () => {})
}
