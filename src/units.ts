/** Sizes in bytes and ages in milliseconds, as a user writes and reads them. */
import prettyBytes from 'pretty-bytes'
import {MediaStructError} from './errors.ts'

const SIZE = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b?$/i
const PREFIXES = ['', 'k', 'm', 'g', 't', 'p']

/**
 * `25GB` is decimal, `25GiB` binary, a bare number is bytes.
 * @returns bytes, a safe integer
 * @throws MediaStructError BAD_SIZE
 */
export function parseSize(text: string): number {
  const match = SIZE.exec(text.trim())
  const [, number = '', prefix = '', binary = ''] = match ?? []
  const bytes = Number(number) * (binary ? 1024 : 1000) ** PREFIXES.indexOf(prefix.toLowerCase())
  if (!match || (binary && !prefix) || !Number.isSafeInteger(Math.round(bytes))) {
    throw new MediaStructError('BAD_SIZE', `"${text}" is not a size.`, {
      hint: 'Write bytes, or a number with a unit: 700MB, 25GB (decimal), 25GiB (binary).',
    })
  }
  return Math.round(bytes)
}

const AGE = /^(\d+(?:\.\d+)?)\s*(s|m|h|d|w|y)?$/i
const AGE_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
}

/**
 * `12h`, `30d`, `8w`, `1y` (365 days); `0` is no age at all.
 * @returns milliseconds
 * @throws MediaStructError BAD_AGE
 */
export function parseAge(text: string): number {
  const match = AGE.exec(text.trim())
  const unit = match?.[2]?.toLowerCase()
  if (!match || (unit === undefined && Number(match[1]) !== 0)) {
    throw new MediaStructError('BAD_AGE', `"${text}" is not an age.`, {
      hint: 'Write a number with a unit: 90s, 45m, 12h, 30d, 8w, 1y; or 0.',
    })
  }
  return Number(match[1]) * (unit === undefined ? 0 : (AGE_MS[unit] ?? 0))
}

/** Bytes for a person: decimal units, as on a disc's label. */
export function formatBytes(bytes: number): string {
  return prettyBytes(bytes)
}

/** A whole number for a person: `12,000`. Without `Intl`, which takes 6 ms when a run first asks it. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** A count with its noun: `1 file`, `3 files`, `12,000 files`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : plural}`
}
