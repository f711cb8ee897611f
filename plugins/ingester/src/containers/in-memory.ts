import type {Readable} from './readable.ts'

/** A part of a file that was read already, as a file of its own. */
export function inMemory(bytes: Uint8Array): Readable {
  return {size: bytes.length, read: (position, length) => bytes.subarray(position, position + length)}
}
