/** Files chunk by chunk, for they may be larger than memory: a chunk is valid until the next is asked for. */
import {constants} from 'node:fs'
import {open} from 'node:fs/promises'
import {openPastCache, type RawPath, toBytes} from 'mediastruct'

const CHUNK_BYTES = 1 << 20

/** Never follows a symbolic link, never waits for a FIFO's writer. @throws the system call's error */
export async function* chunksOf(path: RawPath): AsyncGenerator<Uint8Array, void, void> {
  const handle = await open(toBytes(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (;;) {
      const {bytesRead} = await handle.read(buffer, 0, buffer.length, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

/**
 * As the medium has it, whatever the page cache remembers.
 * @param size bytes that are read, where there are so many
 * @throws the system call's error
 */
export async function* chunksPastCache(path: RawPath, size: number): AsyncGenerator<Uint8Array, void, void> {
  const source = await openPastCache(path)
  const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, size))
  try {
    for (let done = 0; done < size; ) {
      const {bytesRead} = await source.read(buffer, 0, Math.min(buffer.length, size - done), done)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
      done += bytesRead
    }
  } finally {
    await source.close()
  }
}

/** All of them, where they are few. */
export async function wholeOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copied: Buffer[] = []
  for await (const chunk of chunks) copied.push(Buffer.from(chunk))
  return Buffer.concat(copied)
}
