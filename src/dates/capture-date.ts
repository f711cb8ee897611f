/** Checks what a capture-date source answers: whatever a plugin says, only a real day, and a real time, is a date. */
import type {CaptureDate} from '../hooks.ts'
import {parseDate, parseOffset} from './local.ts'

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)?$/
const CONFIDENCES = ['high', 'medium', 'low'] as const

/** What an answer must be, for the sentence that refuses one. */
export const CAPTURE_DATE_SHAPE =
  '{local: "2019-01-02T03:04:05" or "2019-01-02", offset?: "+02:00", confidence: "high"}, or undefined'

/** @returns undefined for what is no date */
export function captureDateOf(answer: unknown): CaptureDate | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const {local, offset, confidence = 'high'} = answer as Partial<Record<keyof CaptureDate, unknown>>
  if (typeof local !== 'string' || !ISO.test(local) || !parseDate(local)) return undefined
  if (offset !== undefined && (typeof offset !== 'string' || parseOffset(offset) === undefined))
    return undefined
  const known = CONFIDENCES.find((word) => word === confidence)
  return known && {local, confidence: known, ...(offset !== undefined && {offset: parseOffset(offset)})}
}
