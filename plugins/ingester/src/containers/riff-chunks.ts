/** Chunks of a RIFF file (Microsoft and IBM, Multimedia Programming Interface 1.0, chapter 2): AVI, WAV. */
import {latin1, u32le} from './bytes.ts'
import type {Readable} from './readable.ts'

/** A chunk without its header. */
export interface Chunk {
  readonly id: string
  /** What a `LIST` is a list of; empty for other chunks. */
  readonly list: string
  /** First byte of the payload; of a list, of its first chunk. */
  readonly start: number
  /** First byte behind the payload. */
  readonly end: number
}

/** More chunks in one place than any file has outside of picture and sound. */
const MAX_CHUNKS = 2000

/** The chunks between two positions. One that is cut off ends where the file does: a recording that broke off. */
export function* chunksIn(file: Readable, start: number, end: number): Generator<Chunk> {
  let position = start
  for (let count = 0; count < MAX_CHUNKS && position + 8 <= end; count++) {
    const header = file.read(position, 12)
    if (header.length < 8) return
    const size = u32le(header, 4)
    yield chunkAt(header, position, Math.min(position + 8 + size, end))
    position += 8 + size + (size % 2)
  }
}

function chunkAt(header: Uint8Array, position: number, end: number): Chunk {
  const id = latin1(header, 0, 4)
  if (id !== 'LIST' && id !== 'RIFF') return {id, list: '', start: position + 8, end}
  return {id, list: latin1(header, 8, 12), start: Math.min(position + 12, end), end}
}
