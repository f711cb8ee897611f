/** When an asset was taken: what the user says, else the first source that answers. */
import {inspect} from 'node:util'
import {
  type CaptureDate,
  hasTime,
  MediaStructError,
  parseDate,
  parseOffset,
  type RawPath,
  type Registry,
  shiftBy,
  toIso,
  toText,
  unknownProvider,
} from 'mediastruct'
import {openDatable} from '../datable.ts'

/** What is asked of the plugins' registry. */
export type AskedRegistry = Pick<Registry, 'hooks' | 'taps' | 'has' | 'names' | 'turnedOff'>

export interface FoundDate {
  readonly date: CaptureDate
  /** Name of the source; `--date` for what the user said. */
  readonly source: string
}

export interface DatesOptions {
  readonly registry: AskedRegistry
  /** Sources in the order in which they are asked. */
  readonly names: readonly string[]
  /** Serves every file. */
  readonly forced?: CaptureDate | undefined
  /** Seconds by which the camera's clock was slow. */
  readonly shiftSeconds?: number
}

export class Dates {
  readonly #options: DatesOptions

  /** @throws MediaStructError UNKNOWN_NAME */
  constructor(options: DatesOptions) {
    this.#options = options
    const {registry, names} = options
    const unknown = names.find((name) => !registry.has('captureDate', name))
    if (unknown !== undefined) throw unknownProvider(registry, 'captureDate', unknown)
  }

  /** The first date that a file of `paths` has: the primary's serves its companions. @throws as `#ask`; errno errors */
  async of(paths: readonly RawPath[], timezone: string): Promise<FoundDate | undefined> {
    const {forced, shiftSeconds = 0} = this.#options
    if (forced) return {date: forced, source: '--date'}
    for (const path of paths) {
      const found = await this.#find(path, timezone)
      if (found) return {...found, date: shifted(found.date, shiftSeconds)}
    }
    return undefined
  }

  async #find(path: RawPath, timezone: string): Promise<FoundDate | undefined> {
    const {registry, names} = this.#options
    const {close, ...file} = await openDatable(path, {timezone})
    try {
      for (const name of names) {
        const answer: unknown = await registry.hooks.captureDate.for(name).promise(file)
        if (answer !== undefined) return {date: this.#checked(name, path, answer), source: name}
      }
      return undefined
    } finally {
      await close()
    }
  }

  /** @throws MediaStructError BAD_ANSWER */
  #checked(name: string, path: RawPath, answer: unknown): CaptureDate {
    const date = captureDateOf(answer)
    if (date) return date
    const plugin = this.#options.registry.taps.find(
      (tap) => tap.hook === 'captureDate' && tap.name === name,
    )?.plugin
    throw new MediaStructError(
      'BAD_ANSWER',
      `The plugin ${plugin} answered captureDate "${name}" on ${toText(path)} with ${inspect(answer)}: ` +
        'expected {local: "2019-01-02T03:04:05" or "2019-01-02", offset?: "+02:00", confidence: "high"}, or undefined.',
    )
  }
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)?$/
const CONFIDENCES = ['high', 'medium', 'low'] as const

/** A plugin may say anything; only a real day, and a real time, is a date. */
function captureDateOf(answer: unknown): CaptureDate | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const {local, offset, confidence = 'high'} = answer as Partial<Record<keyof CaptureDate, unknown>>
  if (typeof local !== 'string' || !ISO.test(local) || !parseDate(local)) return undefined
  if (offset !== undefined && (typeof offset !== 'string' || parseOffset(offset) === undefined))
    return undefined
  const known = CONFIDENCES.find((word) => word === confidence)
  return known && {local, confidence: known, ...(offset !== undefined && {offset: parseOffset(offset)})}
}

function shifted(date: CaptureDate, seconds: number): CaptureDate {
  const local = seconds === 0 ? undefined : parseDate(date.local)?.local
  return local ? {...date, local: toIso(shiftBy(local, seconds))} : date
}

/** As the report shows it: the wall clock, and the offset where it is known. */
export function isoOf({local, offset}: CaptureDate): string {
  const parsed = parseDate(local)?.local
  return offset !== undefined && parsed && hasTime(parsed) ? local + offset : local
}

/** @throws MediaStructError BAD_FLAG */
export function parseForcedDate(text: string): CaptureDate {
  const parsed = parseDate(text)
  if (!parsed) {
    throw new MediaStructError('BAD_FLAG', `--date "${text}" is not a date.`, {
      hint: 'Write a day or a moment: 2019-01-02, 2019-01-02T03:04:05, 2019-01-02T03:04:05+02:00.',
    })
  }
  return {
    local: toIso(parsed.local),
    confidence: 'high',
    ...(parsed.offset !== undefined && {offset: parsed.offset}),
  }
}

const SHIFT =
  /^(?<sign>[+-]?)(?=\d)(?:(?<days>\d+)d)?(?:(?<hours>\d+)h)?(?:(?<minutes>\d+)m(?:in)?)?(?:(?<seconds>\d+)s)?$/

/** `+1h`, `-1h30m`, `2d`: in seconds. @throws MediaStructError BAD_FLAG */
export function parseShift(text: string): number {
  const groups = SHIFT.exec(text.trim())?.groups
  if (!groups) {
    throw new MediaStructError('BAD_FLAG', `--shift "${text}" is not a time.`, {
      hint: 'Write how much to add to the clock: +1h, -1h30m, +2d, --shift=-45s.',
    })
  }
  const {sign, days = 0, hours = 0, minutes = 0, seconds = 0} = groups
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  return sign === '-' ? -total : total
}
