/** Chance that repeats: from one seed, the same numbers and the same bytes on every machine. */
import {createCipheriv} from 'node:crypto'

/** Numbers in [0, 1), evenly spread (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Sizes as photos have them: log-normal (Box–Muller), their logarithm spread by `sigma`, none above `most`. */
export function logNormal(next: () => number, median: number, sigma: number, most: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return Math.min(most, Math.round(median * Math.exp(sigma * normal)))
}

/** Nothing but zeros, to be encrypted: AES in counter mode makes a gigabyte of bytes that no disk compresses in a second. */
const ZEROS = Buffer.alloc(1 << 20)

/** Bytes that look random, in pieces of at most 1 MiB. */
export function* bytesFrom(seed: number, size: number): Generator<Buffer> {
  const key = Buffer.alloc(16)
  key.writeUIntLE(seed, 0, 6)
  const stream = createCipheriv('aes-128-ctr', key, Buffer.alloc(16))
  for (let left = size; left > 0; left -= ZEROS.length) {
    yield stream.update(left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS)
  }
}
