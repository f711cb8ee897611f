/** Reads of an image or a disc, by blocks of 2048 bytes: bounded, and never past the end unnoticed. */
import {EXIT, MediaStructError} from 'mediastruct'

/** ISO 9660 and UDF on optical media divide everything into blocks of this many bytes (ECMA-119, 6.1.2). */
export const BLOCK_BYTES = 2048
const CHUNK_BYTES = 1 << 20

/** Bytes that follow each other on the medium. */
export interface Extent {
  /** First block; none where nothing was recorded, which reads as zeros. */
  readonly block: number | undefined
  readonly bytes: number
  /** Bytes of its first block that come before it. */
  readonly offset?: number | undefined
}

/** What a reader needs of a file handle; others stand in for one. */
export interface Readable {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{readonly bytesRead: number}>
}

export class Blocks {
  readonly #source: Readable

  constructor(source: Readable) {
    this.#source = source
  }

  /**
   * So many bytes from the beginning of a block.
   * @throws MediaStructError CUT_SHORT where the image ends before; the system call's error
   */
  async read(block: number, bytes: number, offset = 0): Promise<Buffer> {
    const buffer = Buffer.alloc(bytes)
    await this.#fill(buffer, block * BLOCK_BYTES + offset)
    return buffer
  }

  /** All of some extents at once: directories, never files. */
  async readAll(extents: readonly Extent[]): Promise<Buffer> {
    const parts: Buffer[] = []
    for (const {block, bytes, offset} of extents)
      parts.push(block === undefined ? Buffer.alloc(bytes) : await this.read(block, bytes, offset))
    return Buffer.concat(parts)
  }

  /** The bytes of extents, chunk by chunk; a chunk is valid until the next is asked for. @throws as `read` */
  async *stream(extents: readonly Extent[]): AsyncGenerator<Uint8Array, void, void> {
    const largest = extents.reduce((most, {bytes}) => Math.max(most, bytes), 0)
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, largest))
    for (const {block, bytes, offset = 0} of extents) {
      if (block === undefined) buffer.fill(0)
      for (let done = 0; done < bytes; ) {
        const chunk = buffer.subarray(0, Math.min(buffer.length, bytes - done))
        if (block !== undefined) await this.#fill(chunk, block * BLOCK_BYTES + offset + done)
        yield chunk
        done += chunk.length
      }
    }
  }

  async #fill(buffer: Buffer, position: number): Promise<void> {
    for (let filled = 0; filled < buffer.length; ) {
      const {bytesRead} = await this.#source.read(buffer, filled, buffer.length - filled, position + filled)
      if (bytesRead === 0) throw cutShort(Math.floor((position + filled) / BLOCK_BYTES))
      filled += bytesRead
    }
  }
}

function cutShort(block: number): MediaStructError {
  return new MediaStructError('CUT_SHORT', `The image ends before sector ${block}, which belongs to it.`, {
    exitCode: EXIT.findings,
  })
}
