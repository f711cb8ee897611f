/** What a capture-date source is, and how it weighs what it finds. */
import {type CaptureDate, type DatableFile, type ParsedDate, refusal, toIso} from 'mediastruct'

export type Confidence = CaptureDate['confidence']

/** A value that a source found. */
export interface Found {
  /** Where it stands: `EXIF DateTimeOriginal`, `file name`. */
  readonly field: string
  /** As it stands there. */
  readonly written: string
}

/** A value, and the date that it is, or why it is none. */
export type Weighed = Found & ({readonly date: CaptureDate} | {readonly refused: string})

export interface DateSource {
  /**
   * All that the source finds, in the order in which it believes it: its answer is the first that is a date.
   * @throws the error of the file that can't be examined
   */
  weigh(file: DatableFile): Promise<readonly Weighed[]>
}

/** The answer, where there is one; what was refused before it is told to the host. */
export function answerOf(
  weighed: readonly Weighed[],
  file: Pick<DatableFile, 'refuse'>,
): CaptureDate | undefined {
  for (const value of weighed) {
    if ('date' in value) return value.date
    file.refuse(value.written, value.refused)
  }
  return undefined
}

export function nowSeconds(): number {
  return Date.now() / 1000
}

/** Refuses a value that no camera meant. */
export function weighed(found: Found, parsed: ParsedDate, confidence: Confidence): Weighed {
  const {field, written} = found
  const refused = refusal(parsed.local, nowSeconds())
  if (refused !== undefined) return {field, written, refused}
  const date = {local: toIso(parsed.local), confidence}
  return {field, written, date: parsed.offset === undefined ? date : {...date, offset: parsed.offset}}
}
