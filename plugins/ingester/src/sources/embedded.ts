/** Dates that stand in the file itself. */
import {type CaptureDate, type DatableFile, fromUtc, parseDate, refusal, utcClock} from 'mediastruct'
import type {Candidate, Examination} from '../examine/examination.ts'
import {examine} from '../examine/examine.ts'
import type {SourceName} from './names.ts'
import {type Confidence, type DateSource, nowSeconds, trusted} from './source.ts'

/** A source that speaks by what an examination found under its name. */
export function embedded(name: SourceName, confidence: Confidence): DateSource {
  return {
    date: async (file) => dateBy(name, confidence, await examine(file.raw), file),
  }
}

/** The first of the source's candidates that can be trusted. */
export function dateBy(
  name: SourceName,
  confidence: Confidence,
  {candidates}: Examination,
  file: Pick<DatableFile, 'timezone'>,
): CaptureDate | undefined {
  for (const candidate of candidates) {
    if (candidate.source !== name) continue
    const answer = told(candidate, confidence, file.timezone)
    if (answer !== undefined) return answer
  }
  return undefined
}

/** A moment that is UTC is told in the zone that the user named. */
function told(candidate: Candidate, confidence: Confidence, timezone: string): CaptureDate | undefined {
  const {local, offset, utcSeconds} = candidate
  if (utcSeconds !== undefined) return fromInstant(utcSeconds, confidence, timezone)
  const parsed = local === undefined ? undefined : parseDate(local)
  return parsed && trusted({...parsed, offset}, confidence)
}

/** The zeros of counters are told by their UTC value: in another zone they fall on the evening before. */
function fromInstant(utcSeconds: number, confidence: Confidence, timezone: string): CaptureDate | undefined {
  if (refusal(utcClock(utcSeconds), nowSeconds()) !== undefined) return undefined
  return trusted(fromUtc(utcSeconds, timezone), confidence)
}
