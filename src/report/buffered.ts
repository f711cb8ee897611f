/** Many small parts of a result, written together: a system call each would cost more than what they hold. */
type Write = (chunk: string | Uint8Array) => Promise<void>

const CHUNK_BYTES = 64 * 1024

export interface Buffered {
  write: Write
  /** Writes what is left. */
  flush(): Promise<void>
}

export function buffered(write: Write): Buffered {
  let parts: Uint8Array[] = []
  let bytes = 0
  const flush = async () => {
    const chunk = Buffer.concat(parts)
    parts = []
    bytes = 0
    await write(chunk)
  }
  return {
    async write(chunk) {
      const part = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
      parts.push(part)
      bytes += part.length
      if (bytes >= CHUNK_BYTES) await flush()
    },
    flush,
  }
}
