/** Compressed metadata: undefined for data that is broken, or that would swell to more than a block may have. */
import {brotliDecompressSync, inflateSync} from 'node:zlib'
import {BLOCK_BYTES} from './blocks.ts'

const LIMIT = {maxOutputLength: BLOCK_BYTES}

export function inflated(bytes: Uint8Array): Uint8Array | undefined {
  return plain(() => inflateSync(bytes, LIMIT))
}

export function unbrotli(bytes: Uint8Array): Uint8Array | undefined {
  return plain(() => brotliDecompressSync(bytes, LIMIT))
}

function plain(decompress: () => Uint8Array): Uint8Array | undefined {
  try {
    return decompress()
  } catch {
    return undefined
  }
}
