/** Identifiers of runs: ULIDs (github.com/ulid/spec): 48 bits of time, 80 of chance, in Crockford's base 32; they sort by time. */
import {randomBytes} from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_SHIFT = 80n

/**
 * A ULID above `previous`, whatever the clock did since.
 * @param now ms since 1970
 */
export function ulid(previous?: string, now = Date.now()): string {
  const chance = BigInt(`0x${randomBytes(10).toString('hex')}`)
  const value = (BigInt(now) << TIME_SHIFT) | chance
  const last = previous === undefined ? -1n : decode(previous)
  return encode(value > last ? value : last + 1n)
}

function encode(value: bigint): string {
  let text = ''
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += ALPHABET[Number((value >> shift) & 31n)]
  return text
}

function decode(text: string): bigint {
  return [...text].reduce((value, digit) => (value << 5n) | BigInt(ALPHABET.indexOf(digit)), 0n)
}
