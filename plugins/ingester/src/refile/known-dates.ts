/** When an asset of the library was taken: as it was filed, while it is the same; else as the sources say. */
import {basename, type Catalog, filedAs, parseDate, type RawPath, toIso, toText} from 'mediastruct'
import type {Dates, FoundDate} from '../planner/dates.ts'
import type {ShelvedMember} from './shelf.ts'

export interface KnownDatesOptions {
  readonly catalog: Catalog
  /** Of the index. */
  readonly algorithm: string
  readonly library: RawPath
  /** IANA zone for times that files store as UTC. */
  readonly timezone: string
  /** Asks all sources. */
  readonly dates: Dates
  /** Asks the file's name as it is: what was filed has its date there. Undefined where that is no source. */
  readonly byName: Dates | undefined
  /** Sources that are believed less than a name. */
  readonly weaker: ReadonlySet<string>
  /** Ask the sources, whatever was said when the file was filed. */
  readonly again: boolean
}

export class KnownDates {
  readonly #options: KnownDatesOptions

  constructor(options: KnownDatesOptions) {
    this.#options = options
  }

  /** @param members the primary first. @throws as `Dates.of` */
  async of(members: readonly ShelvedMember[]): Promise<FoundDate | undefined> {
    const [primary] = members
    const recorded = primary && !this.#options.again ? this.#recorded(primary) : undefined
    return recorded ?? (await this.#asked(members))
  }

  #recorded({path, size, hash}: ShelvedMember): FoundDate | undefined {
    const {catalog, algorithm} = this.#options
    const {date, dateSource} = filedAs(catalog, {path, size, hash, algorithm}) ?? {}
    const parsed = date === undefined ? undefined : parseDate(date)
    if (parsed === undefined || dateSource === undefined) return undefined
    const {local, offset} = parsed
    return {date: {local: toIso(local), confidence: 'medium', ...(offset && {offset})}, source: dateSource}
  }

  /** A file's first name speaks for its date; where nothing better is found, so does the one that it was given. */
  async #asked(members: readonly ShelvedMember[]): Promise<FoundDate | undefined> {
    const {dates, byName, weaker, library, timezone} = this.#options
    const originals = new Map(members.map(({path, original}) => [path, original]))
    const nameOf = (path: RawPath) => {
      const original = originals.get(path)
      return original && toText(basename(original))
    }
    const paths = members.map(({path}) => path)
    const clock = {path: library, timezone}
    const found = await dates.of(paths, {...clock, nameOf})
    if (byName === undefined || (found !== undefined && !weaker.has(found.source))) return found
    return (await byName.of(paths, clock)) ?? found
  }
}
