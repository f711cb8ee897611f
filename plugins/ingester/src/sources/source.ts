/** What a capture-date source is, and the fence around each. */
import {
  type CaptureDate,
  type DatableFile,
  errnoOf,
  type ParsedDate,
  parseDate,
  parseOffset,
  refusal,
  toIso,
} from 'mediastruct'

export interface DateSource {
  /** The word for it in `dates` and `dateSource`. */
  readonly name: string
  /**
   * Undefined where the source has nothing to say, and where what it has can't be trusted: the next one is asked.
   * @throws the system's error where the file can't be read; never for a broken file
   */
  date(file: DatableFile): Promise<CaptureDate | undefined>
}

/** Longest that one source may wait for one file, in milliseconds. */
const PATIENCE_MS = 10_000

/** A source that is never brought down by a broken file, and never waits forever. */
export function defineSource(name: string, find: DateSource['date']): DateSource {
  return {
    name,
    async date(file) {
      try {
        return await withinPatience(find(file))
      } catch (error) {
        if (isSystemError(error)) throw error
        return undefined
      }
    },
  }
}

/** `EIO` and its like, which the disk reports; `ERR_…` is Node's, and means that a parser stumbled. */
function isSystemError(error: unknown): boolean {
  return /^E[A-Z0-9]+$/.test(errnoOf(error) ?? '')
}

async function withinPatience<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const alarm = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, undefined)
  })
  try {
    return await Promise.race([work, alarm])
  } finally {
    clearTimeout(timer)
  }
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

/** A date as EXIF spreads it over three tags. */
export interface SpreadDate {
  readonly date: string | undefined
  readonly subsec?: string | undefined
  readonly offset?: string | undefined
}

/** Puts the three together; sub-seconds and offset count only where they are well-formed. */
export function gather({date, subsec, offset}: SpreadDate): ParsedDate | undefined {
  const parsed = date === undefined ? undefined : parseDate(date)
  if (parsed === undefined || parsed.local.hour === undefined) return parsed
  const digits = /^\d{1,9}/.exec(subsec?.trim() ?? '')?.[0] ?? parsed.local.subsec
  const local = digits === undefined ? parsed.local : {...parsed.local, subsec: digits}
  return {local, offset: parseOffset(offset ?? '') ?? parsed.offset}
}
