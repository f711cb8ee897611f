/** What the disk really holds of a file that was just written: read past the page cache, which would answer from memory. */
import {constants} from 'node:fs'
import {open} from 'node:fs/promises'
import {errnoOf} from '../errors.ts'
import {type RawPath, toBytes} from '../paths/bytes.ts'
import {borrowMemory, giveBack, MEMORY_BYTES} from './memory.ts'

/**
 * Gives `take` the first `size` bytes of a file, chunk by chunk, or fewer where it ends before; a chunk is valid during
 * the call only. Where the file system knows no O_DIRECT (tmpfs, some FUSE ones), they come from the page cache.
 * @throws errno errors
 */
export async function readBack(
  path: RawPath,
  size: number,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW
  const buffer = borrowMemory()
  let total = 0
  const readOn = async (how: number) => {
    const handle = await open(toBytes(path), how)
    try {
      // Stops at `size`: a read that starts at an unaligned end of file is an error under O_DIRECT on some file systems.
      while (total < size) {
        const {bytesRead} = await handle.read(buffer, 0, MEMORY_BYTES, total)
        if (bytesRead === 0) return
        take(buffer.subarray(0, bytesRead))
        total += bytesRead
      }
    } finally {
      await handle.close()
    }
  }
  try {
    await readOn(flags | (constants.O_DIRECT ?? 0))
  } catch (error) {
    // Refused when it is opened, or only when it is read.
    if (errnoOf(error) !== 'EINVAL') throw error
    await readOn(flags)
  } finally {
    giveBack(buffer)
  }
}
