/** A date as a person types it. */
import type {CaptureDate} from 'mediastruct'

const DATE =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[T ](?<time>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?)(?<offset>Z|[+-]\d{2}:\d{2})?)?$/

/** `2019-05-04`, `2019-05-04T10:20:30`, `2019-05-04 10:20:30.5+02:00`; undefined for anything else, and for days that never were. */
export function captureDate(text: string): CaptureDate | undefined {
  const {day, time, offset} = DATE.exec(text)?.groups ?? {}
  if (day === undefined || !isDay(day)) return undefined
  return {
    local: time === undefined ? day : `${day}T${time}`,
    confidence: 'high',
    ...(offset !== undefined && {offset}),
  }
}

/** 31 February is taken for a day in March, and then reads otherwise. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}
