/**
 * Wall-clock values: what a clock on the wall or in a camera showed, without a time zone.
 *
 * No `Date` takes part, so the process's `TZ` can't move a picture to another day. The arithmetic is that of the
 * proleptic Gregorian calendar (after Howard Hinnant's `days_from_civil`).
 */

/** A day, and a time of day where it is known: either hour, minute and second are all there, or none is. */
export interface LocalDateTime {
  readonly year: number
  /** 1–12 */
  readonly month: number
  readonly day: number
  readonly hour?: number | undefined
  readonly minute?: number | undefined
  readonly second?: number | undefined
  /** Digits after the decimal point, as they were written. */
  readonly subsec?: string | undefined
}

/** A wall-clock value and the offset that was written beside it. */
export interface ParsedDate {
  readonly local: LocalDateTime
  /** `+02:00` or `Z`. */
  readonly offset?: string | undefined
}

const DATE = String.raw`(?<year>\d{4})[-:./](?<month>\d{1,2})[-:./](?<day>\d{1,2})`
const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<subsec>\d{1,9}))?)?`
const ISO_OR_EXIF = new RegExp(
  String.raw`^${DATE}(?:(?:T|\s+)${TIME}\s*(?<offset>Z|[+-]\d{2}:?\d{2})?)?$`,
  'i',
)

/** EXIF fills unknown parts with blanks and keeps the colons; C strings end in NUL. */
const UNKNOWN_TAIL = /[\s:\0]+$/

/**
 * ISO 8601 (`2019-01-02T03:04:05.678+02:00`), EXIF (`2019:01:02 03:04:05`) and what lies between them.
 * Seconds that are not written are 0; a value without a time of day has none.
 * @returns undefined for anything that is not a real day and a real time
 */
export function parseDate(text: string): ParsedDate | undefined {
  const parts = ISO_OR_EXIF.exec(text.trim().replace(UNKNOWN_TAIL, ''))?.groups
  if (parts === undefined) return undefined
  const local = localOf(parts)
  if (!isReal(local)) return undefined
  return {local, offset: parts.offset === undefined ? undefined : parseOffset(parts.offset)}
}

/** A value from the named groups of a pattern: `year month day [hour minute [second [subsec]]]`. */
export function localOf(groups: Readonly<Record<string, string | undefined>>): LocalDateTime {
  const day = {year: Number(groups.year), month: Number(groups.month), day: Number(groups.day)}
  if (groups.hour === undefined) return day
  return {
    ...day,
    hour: Number(groups.hour),
    minute: Number(groups.minute ?? 0),
    second: Number(groups.second ?? 0),
    ...(groups.subsec ? {subsec: groups.subsec} : {}),
  }
}

/** `+02:00`, `-0500` or `Z` as `+02:00`, `-05:00` or `Z`; undefined for anything else, and for more than 14 hours. */
export function parseOffset(text: string): string | undefined {
  if (/^z$/i.test(text.trim())) return 'Z'
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text.trim()) ?? []
  if (Number(hours) * 60 + Number(minutes) > 14 * 60 || Number(minutes) > 59) return undefined
  return sign === undefined ? undefined : `${sign}${hours}:${minutes}`
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Whether the calendar has this day, and the clock this time. */
export function isReal(local: LocalDateTime): boolean {
  const {year, month, day, hour = 0, minute = 0, second = 0} = local
  const isDay = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  return isDay && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60
}

export function hasTime(local: LocalDateTime): boolean {
  return local.hour !== undefined
}

const DAY_SECONDS = 86_400

/** Days since 1970-01-01. */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function dayFrom(days: number): LocalDateTime {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  return {year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day}
}

/** Seconds from 1970-01-01T00:00:00 on the same clock: for comparing and adding, not an instant. */
export function clockSeconds(local: LocalDateTime): number {
  const {hour = 0, minute = 0, second = 0} = local
  return daysOf(local.year, local.month, local.day) * DAY_SECONDS + hour * 3600 + minute * 60 + second
}

/** The inverse of `clockSeconds`; always with a time of day. */
export function fromClockSeconds(seconds: number): LocalDateTime {
  const whole = Math.floor(seconds)
  const days = Math.floor(whole / DAY_SECONDS)
  const rest = whole - days * DAY_SECONDS
  const [hour, minute, second] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60]
  return {...dayFrom(days), hour, minute, second}
}

/** The same clock put forward by whole seconds (back, where negative). A value without a time of day moves by whole days. */
export function shiftBy(local: LocalDateTime, seconds: number): LocalDateTime {
  const moved = fromClockSeconds(clockSeconds(local) + seconds)
  if (!hasTime(local)) return {year: moved.year, month: moved.month, day: moved.day}
  return local.subsec === undefined ? moved : {...moved, subsec: local.subsec}
}

/** The oldest photograph that still exists was taken in 1826. */
const FIRST_PHOTOGRAPH = 1826

/**
 * Why a value can't be the moment of a capture: a counter's zero (QuickTime 1904, Unix 1970, FAT 1980), before
 * photography, or in the future.
 * @param nowSeconds the present, in seconds since 1970 UTC; a day is allowed for clocks in zones ahead of ours
 * @returns undefined for a value that can be trusted
 */
export function refusal(local: LocalDateTime, nowSeconds: number): string | undefined {
  if (!isReal(local)) return 'no such day or time'
  if (local.year < FIRST_PHOTOGRAPH) return 'before the first photograph'
  if (isFirstOfJanuary(local) && (local.year === 1904 || local.year === 1970)) return 'the zero of a counter'
  if (isFirstOfJanuary(local) && local.year === 1980 && isMidnight(local)) return 'the zero of a counter'
  if (isZeroFurtherWest(local)) return 'the zero of a counter'
  if (clockSeconds(local) > nowSeconds + DAY_SECONDS) return 'in the future'
  return undefined
}

function isFirstOfJanuary({month, day}: LocalDateTime): boolean {
  return month === 1 && day === 1
}

/** A counter's zero by a clock west of Greenwich: the evening before, on the hour. */
function isZeroFurtherWest({year, month, day, hour = 0, minute = 0, second = 0}: LocalDateTime): boolean {
  const isEveOfZero = (year === 1903 || year === 1969) && month === 12 && day === 31
  return isEveOfZero && hour >= 12 && minute === 0 && second === 0
}

function isMidnight({hour = 0, minute = 0, second = 0}: LocalDateTime): boolean {
  return hour === 0 && minute === 0 && second === 0
}

/** `2019-01-02T03:04:05[.678]`, or `2019-01-02` where no time of day is known. */
export function toIso(local: LocalDateTime): string {
  const date = isoDay(local)
  if (local.hour === undefined) return date
  const time = [local.hour, local.minute ?? 0, local.second ?? 0].map((n) => pad(n, 2)).join(':')
  return `${date}T${time}${local.subsec ? `.${local.subsec}` : ''}`
}

/** `2019-01-02` */
export function isoDay({year, month, day}: LocalDateTime): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

export function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
