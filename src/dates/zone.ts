/** From an instant to the wall clock of a place: the one question that needs a time zone. */
import {MediaStructError} from '../errors.ts'
import {clockSeconds, fromClockSeconds, isReal, type LocalDateTime, type ParsedDate} from './local.ts'

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Intl takes instants of at most this many seconds either side of 1970 (ECMA-262, time values). */
const INTL_SECONDS = 8_640_000_000_000

/**
 * What a clock in `zone` showed at an instant; the same under any `TZ`.
 * @param utcSeconds seconds since 1970 UTC; fractions are cut off
 * @returns undefined where the instant is out of the calendar's range
 * @throws MediaStructError BAD_TIMEZONE
 */
export function fromUtc(utcSeconds: number, zone: string): ParsedDate | undefined {
  if (!Number.isFinite(utcSeconds) || Math.abs(utcSeconds) > INTL_SECONDS) return undefined
  const parts = new Map<string, string>()
  for (const {type, value} of formatterFor(zone).formatToParts(Math.floor(utcSeconds) * 1000)) {
    parts.set(type, value)
  }
  if (parts.get('era') !== 'AD') return undefined
  const number = (part: string) => Number(parts.get(part))
  const local: LocalDateTime = {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
  }
  return isReal(local) ? {local, offset: offsetOf(parts.get('timeZoneName') ?? '')} : undefined
}

/** What a clock in UTC showed. */
export function utcClock(utcSeconds: number): LocalDateTime {
  return fromClockSeconds(utcSeconds)
}

/** What a clock showed whose distance from UTC is known. @param offset `+02:00` or `Z` */
export function atOffset(utcSeconds: number, offset: string): LocalDateTime {
  return fromClockSeconds(utcSeconds + offsetSeconds(offset))
}

/**
 * The instant of a wall clock whose offset is known, in seconds since 1970 UTC.
 * @param offset `+02:00` or `Z`
 */
export function toUtc(local: LocalDateTime, offset: string): number {
  return clockSeconds(local) - offsetSeconds(offset)
}

function offsetSeconds(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(offset) ?? []
  const seconds = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60
  return sign === '-' ? -seconds : seconds
}

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const formatter = makeFormatter(zone)
  formatters.set(zone, formatter)
  return formatter
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      timeZoneName: 'longOffset',
    })
  } catch (cause) {
    throw new MediaStructError('BAD_TIMEZONE', `"${timeZone}" is not a time zone that this system knows.`, {
      hint: 'Write a name of the IANA time zone database: Europe/Berlin, America/New_York, UTC.',
      cause,
    })
  }
}

/** Intl writes `GMT` or `GMT+00:00`, `GMT+02:00`, and `GMT-04:56:02` for the local mean times of long ago, whose seconds are cut. */
function offsetOf(name: string): string {
  const offset = /[+-]\d{2}:\d{2}/.exec(name)?.[0] ?? 'Z'
  return offset === '+00:00' ? 'Z' : offset
}
