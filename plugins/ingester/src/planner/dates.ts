/** When an asset was taken: what the user says, else the first source that answers. */
import {
  askCaptureDate,
  type CaptureDate,
  hasTime,
  MediaStructError,
  openDatable,
  parseDate,
  type RawPath,
  type Registry,
  shiftBy,
  toIso,
  unknownProvider,
} from 'mediastruct'
import {examine} from '../examine/examine.ts'
import {examines} from '../sources/names.ts'

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
  /** Cameras that write local time where a format wants UTC, as the config names them. */
  readonly localClocks?: readonly string[]
}

/** What is known of files by the drop that they lie in. */
export interface DropClock {
  readonly path: RawPath
  /** IANA zone for times that its files store as UTC. */
  readonly timezone: string
  /** The name that a file had in the drop, where it has another one now. */
  readonly nameOf?: (path: RawPath) => string | undefined
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

  /**
   * The date that serves all of `paths`: the primary's, the first of them, unless that one is derived and the camera wrote
   * a better one into a companion.
   * @throws MediaStructError BAD_ANSWER, PLUGIN_FAILED, and what `examine` throws; the system's errors
   */
  async of(paths: readonly RawPath[], drop: DropClock): Promise<FoundDate | undefined> {
    const {forced, shiftSeconds = 0, names} = this.#options
    if (forced) return {date: forced, source: '--date'}
    let best: FoundDate | undefined
    for (const path of paths) {
      const companions = paths.filter((other) => other !== path)
      const asked = path === paths[0] ? names : betterSources(path, names, best)
      const found = await this.#find(path, companions, drop, asked)
      if (found && isBetter(found.date, best?.date)) best = found
      if (best?.date.confidence === 'high') break
    }
    return best && {...best, date: shifted(best.date, shiftSeconds)}
  }

  /** A file that can't be examined is told of as such, and not as a failure of the source that happened to ask first. */
  async #find(
    path: RawPath,
    companions: readonly RawPath[],
    {path: tree, timezone, nameOf}: DropClock,
    names: readonly string[],
  ): Promise<FoundDate | undefined> {
    const {registry, localClocks} = this.#options
    if (names.length === 0) return undefined
    if (names.some(examines)) await examine(path)
    const named = {tree, companions, name: nameOf?.(path)}
    const {close, ...file} = await openDatable(path, {timezone, localClocks, ...named})
    try {
      for (const name of names) {
        const date = await askCaptureDate(registry, name, file)
        if (date) return {date, source: name}
      }
      return undefined
    } finally {
      await close()
    }
  }
}

/**
 * What a companion is asked where another file of its asset has a date already, or none has. XMP tells when an editor wrote
 * it, too: of a sidecar only the source of that name believes it.
 */
export function betterSources(
  companion: RawPath,
  names: readonly string[],
  best: Pick<FoundDate, 'source'> | undefined,
): string[] {
  const before = best === undefined ? names : names.slice(0, names.indexOf(best.source))
  const isXmp = /\.xmp$/i.test(companion)
  return before.filter((name) => name !== 'xmp' || (best === undefined && !isXmp))
}

/** A derived date gives way to one that the camera wrote, and to nothing else. */
export function isBetter(date: CaptureDate, best: CaptureDate | undefined): boolean {
  return best === undefined || (best.confidence !== 'high' && date.confidence === 'high')
}

export function shifted(date: CaptureDate, seconds: number): CaptureDate {
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
