/** SHA-256, the checksum that every system can check without us. */
import {createHash} from 'node:crypto'
import {constants} from 'node:fs'
import {open} from 'node:fs/promises'
import {errnoOf, type RawPath, toBytes} from 'mediastruct'

const BUFFER_BYTES = 1024 * 1024

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Reads a file through; never follows a symbolic link, never waits for a FIFO's writer.
 * @returns lower-case hex
 * @throws the system call's error
 */
export async function sha256File(path: RawPath): Promise<string> {
  const {O_RDONLY, O_NOFOLLOW, O_NONBLOCK} = constants
  const file = await open(toBytes(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const hash = createHash('sha256')
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES)
    for (;;) {
      const {bytesRead} = await file.read(buffer, 0, BUFFER_BYTES, null)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}

/** As `sha256File`; `undefined` where nothing is. */
export async function sha256IfThere(path: RawPath): Promise<string | undefined> {
  try {
    return await sha256File(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}
