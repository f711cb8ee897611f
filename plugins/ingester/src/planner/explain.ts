/** Why a file gets the date that it gets: every value that a source finds, in the order in which they are asked. */
import {askCaptureDate, basename, type CaptureDate, openDatable, type RawPath, toText} from 'mediastruct'
import {examine} from '../examine/examine.ts'
import {DATE_SOURCES} from '../sources/index.ts'
import {examines, isOurs} from '../sources/names.ts'
import type {Weighed} from '../sources/source.ts'
import {AssetsAround} from './assets-around.ts'
import {betterSources, type DatesOptions, type DropClock, isBetter, shifted} from './dates.ts'

export interface ExplainedValue {
  readonly source: string
  /** Empty for a source that does not say where its date stands. */
  readonly field: string
  readonly written: string
  readonly verdict: 'taken' | 'refused' | 'not-needed'
  /** Why it was refused, or is not needed. */
  readonly reason?: string | undefined
  /** The date that it is. */
  readonly date?: CaptureDate | undefined
}

export interface Explanation {
  readonly path: RawPath
  /** The file that it belongs to. */
  readonly primary?: RawPath | undefined
  readonly values: readonly ExplainedValue[]
  /** What it gets; undefined where nothing dates it. */
  readonly date?: CaptureDate | undefined
  readonly source?: string | undefined
  /** The file whose date that is, where it is another one. */
  readonly from?: RawPath | undefined
}

type SourceValue = Weighed & {readonly source: string}

interface Taken {
  readonly path: RawPath
  readonly value: SourceValue
  readonly date: CaptureDate
}

export class Explainer {
  readonly #options: DatesOptions
  readonly #dropOf: (path: RawPath) => DropClock
  readonly #assets = new AssetsAround(examine)

  /** @param dropOf the drop that a file lies in */
  constructor(options: DatesOptions, dropOf: (path: RawPath) => DropClock) {
    this.#options = options
    this.#dropOf = dropOf
  }

  /** @throws MediaStructError NOT_A_FILE, BAD_ANSWER, PLUGIN_FAILED, and what `examine` throws; the system's errors */
  async explain(path: RawPath): Promise<Explanation> {
    const {forced, shiftSeconds = 0} = this.#options
    const members = await this.#assets.of(path, this.#dropOf(path).path)
    const own = await this.#weigh(path, members)
    const taken = await this.#take(members, path, own)
    const [primary] = members
    const isOther = !forced && taken !== undefined && taken.path !== path
    return {
      path,
      primary: primary === path ? undefined : primary,
      values: own.map((value) => this.#judge(value, path, taken)),
      date: forced ?? (taken && shifted(taken.date, shiftSeconds)),
      source: forced ? '--date' : taken?.value.source,
      from: isOther ? taken.path : undefined,
    }
  }

  /** As `Dates` chooses it. */
  async #take(
    members: readonly RawPath[],
    path: RawPath,
    own: readonly SourceValue[],
  ): Promise<Taken | undefined> {
    const {names} = this.#options
    let best: Taken | undefined
    for (const member of members) {
      const asked = member === members[0] ? names : betterSources(member, names, best?.value)
      const values = member === path ? own : await this.#weigh(member, members)
      for (const value of values) {
        if (!('date' in value) || !asked.includes(value.source)) continue
        if (isBetter(value.date, best?.date)) best = {path: member, value, date: value.date}
        break
      }
      if (best?.date.confidence === 'high') break
    }
    return best
  }

  /** What every source says of one file. */
  async #weigh(path: RawPath, members: readonly RawPath[]): Promise<SourceValue[]> {
    const {names} = this.#options
    if (names.some(examines)) await examine(path)
    const values: SourceValue[] = []
    for (const source of names) {
      for (const value of await this.#ask(source, path, members)) values.push({...value, source})
    }
    return values
  }

  async #ask(source: string, path: RawPath, members: readonly RawPath[]): Promise<readonly Weighed[]> {
    const {registry, localClocks} = this.#options
    const {path: tree, timezone} = this.#dropOf(path)
    const companions = members.filter((member) => member !== path)
    const heard: Weighed[] = []
    const refuse = (written: string, reason: string) => {
      heard.push({field: '', written: String(written), refused: String(reason)})
    }
    const {close, ...file} = await openDatable(path, {timezone, tree, companions, localClocks, refuse})
    try {
      if (isOurs(source)) return await DATE_SOURCES[source].weigh(file)
      const date = await askCaptureDate(registry, source, file)
      return date ? [...heard, {field: '', written: date.local, date}] : heard
    } finally {
      await close()
    }
  }

  #judge(value: SourceValue, path: RawPath, taken: Taken | undefined): ExplainedValue {
    const {source, field, written} = value
    if ('refused' in value) return {source, field, written, verdict: 'refused', reason: value.refused}
    const {date} = value
    if (this.#options.forced)
      return {source, field, written, date, verdict: 'not-needed', reason: '--date says it'}
    if (value === taken?.value) return {source, field, written, date, verdict: 'taken'}
    const reason =
      taken === undefined || taken.path === path
        ? `${taken?.value.source} comes first`
        : `it gets the date of ${toText(basename(taken.path))}`
    return {source, field, written, date, verdict: 'not-needed', reason}
  }
}
