/** Times of files, as Node takes them without losing what it need not lose. */

/**
 * Nanoseconds as decimal seconds, in the middle of their µs: Node makes a double of it, which is off by up to 240 ns
 * nowadays, and cuts; at the edge of a µs that would be the one before.
 */
export function seconds(ns: bigint): string {
  const us = ns / 1000n - (ns % 1000n < 0n ? 1n : 0n)
  const tenths = us * 10n + 5n
  const digits = String(tenths < 0n ? -tenths : tenths).padStart(8, '0')
  return `${tenths < 0n ? '-' : ''}${digits.slice(0, -7)}.${digits.slice(-7)}`
}
