/** What a capture-date source is. */
import {type CaptureDate, type DatableFile, type ParsedDate, refusal, toIso} from 'mediastruct'

export interface DateSource {
  /**
   * Undefined where the source has nothing to say, and where what it has can't be trusted: the next one is asked.
   * @throws the error of the file that can't be examined
   */
  date(file: DatableFile): Promise<CaptureDate | undefined>
}

export function nowSeconds(): number {
  return Date.now() / 1000
}

export type Confidence = CaptureDate['confidence']

/** The answer, unless the value is one that no camera meant. */
export function trusted(parsed: ParsedDate | undefined, confidence: Confidence): CaptureDate | undefined {
  if (parsed === undefined || refusal(parsed.local, nowSeconds()) !== undefined) return undefined
  const answer = {local: toIso(parsed.local), confidence}
  return parsed.offset === undefined ? answer : {...answer, offset: parsed.offset}
}
