/** From what was written to a candidate's values. */
import {parseDate, parseOffset, toIso} from 'mediastruct/basics'
import type {Candidate} from './examination.ts'

type When = Pick<Candidate, 'written' | 'local' | 'offset'>

/** A text that is a date in itself, or none. */
export function whenOf(written: string): When {
  const parsed = parseDate(written)
  if (parsed === undefined) return {written, offset: parseOffset(OFFSET.exec(written)?.[0] ?? '')}
  return {written, local: toIso(parsed.local), offset: parsed.offset}
}

/** The zone of a clock that was never set is a zone all the same. */
const OFFSET = /[+-]\d{2}:?\d{2}$/

/** A date as EXIF spreads it over three tags. */
export interface SpreadDate {
  readonly date: string
  readonly subsec?: string | undefined
  readonly offset?: string | undefined
}

/** Puts the three together; sub-seconds and offset count only where they are well-formed. */
export function gather({date, subsec, offset}: SpreadDate): When {
  const parsed = parseDate(date)
  const digits = /^\d{1,9}/.exec(subsec?.trim() ?? '')?.[0]
  const zone = parseOffset(offset ?? '')
  const written = `${date}${digits === undefined ? '' : `.${digits}`}${zone ?? ''}`
  if (parsed === undefined) return {written, offset: zone}
  const {local} = parsed
  if (local.hour === undefined) return {written, local: toIso(local)}
  return {
    written,
    local: toIso(digits === undefined ? local : {...local, subsec: digits}),
    offset: zone ?? parsed.offset,
  }
}
