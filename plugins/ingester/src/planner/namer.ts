/** Where an asset is filed: the chosen strategy's answer, checked, and no place given twice. */
import {
  basename,
  type Catalog,
  extname,
  fromText,
  isUtf8,
  isWithin,
  join,
  lazyReader,
  MediaStructError,
  type NamableFile,
  type NameProposal,
  type RawPath,
  relativeTo,
  toText,
  UNNAMABLE,
} from 'mediastruct'
import type {Examination} from '../examine/examination.ts'
import type {Step} from '../naming/datetime-hash.ts'
import {firstFree, isOneOf, type Occupant, type Wish} from '../naming/first-free.ts'
import {AssetPlaces, fits} from './asset-places.ts'
import {Counters} from './counters.ts'
import type {FoundDate} from './dates.ts'
import type {Member} from './members.ts'
import {Strategy, type StrategyOptions} from './strategy.ts'
import {fold, Taken, type TakenBy} from './taken.ts'

export interface NamerOptions extends StrategyOptions {
  readonly catalog: Pick<Catalog, 'get'>
  readonly library: RawPath
  /** What a file says of itself, for those who ask for its camera. */
  readonly examine: (path: RawPath) => Promise<Pick<Examination, 'camera'>>
  /** Write extensions in lower case. */
  readonly lowercase?: boolean
  /** Whether a file that lies where another one would go makes room. None does where it is absent. */
  readonly makesRoom?: ((path: RawPath) => boolean | Promise<boolean>) | undefined
}

/** What is filed of an asset. */
export interface Filing<M extends Member = Member> {
  readonly primary: M
  /** The primary among them. */
  readonly filed: readonly M[]
  readonly found: FoundDate
  /** The name that the primary had in the drop, where it has another one now. */
  readonly original?: RawPath | undefined
}

export type Places<M extends Member = Member> = ReadonlyMap<M, RawPath>

export class Namer {
  readonly #options: NamerOptions
  readonly #strategy: Strategy
  readonly #taken: Taken
  readonly #places: AssetPlaces
  readonly #counters = new Counters()

  /** @throws MediaStructError UNKNOWN_NAME, BAD_TEMPLATE */
  constructor(options: NamerOptions) {
    this.#options = options
    this.#strategy = new Strategy(options)
    this.#taken = new Taken(options.catalog)
    this.#places = new AssetPlaces(options.library, options.lowercase ?? false)
  }

  /**
   * @param keepsName whether the primary's name as it is comes first
   * @returns the path for each filed member; no two calls give the same
   * @throws MediaStructError UNNAMABLE where it can't be named, with what to change; BAD_ANSWER, PLUGIN_FAILED
   */
  async placesFor<M extends Member>(filing: Filing<M>, keepsName = false): Promise<Places<M>> {
    const first = keepsName ? this.#current(filing) : undefined
    return await this.#withWish(filing, async (wish) => {
      const shape = this.#strategy.counts ? fold(asPath(await wish.propose({counter: 0}))) : undefined
      const from = shape === undefined ? 1 : this.#counters.next(shape)
      const free = await firstFree({...wish, from, first}, (candidate) => this.#occupantOf(candidate, filing))
      if (shape !== undefined && free.counter !== undefined) this.#counters.used(shape, free.counter)
      const places = this.#places.all(free.proposal, filing.primary, filing.filed)
      this.#give(places)
      return places
    })
  }

  /**
   * Places under a stem that is there already; a note whose place is taken gets a number.
   * @returns undefined where that of a picture is taken, or one of them would be too long
   */
  placesUnder<M extends Member>(stem: RawPath, members: readonly M[]): Places<M> | undefined {
    const places = new Map<M, RawPath>()
    for (const member of members) {
      const wished = `${stem}${this.#places.cased(member.tail)}` as RawPath
      const place = this.firstPlace(wished, (_, occupant) => occupant === undefined)
      if (!fits(place) || (place !== wished && !member.isNote)) return undefined
      places.set(member, place)
    }
    this.#give(places)
    return places
  }

  /** Of a place and the same with a number before its extension, the first that will do. */
  firstPlace(wished: RawPath, willDo: (place: RawPath, occupant: TakenBy | undefined) => boolean): RawPath {
    for (let number = 1; ; number++) {
      const place = number === 1 ? wished : withNumber(wished, number)
      if (willDo(place, this.#taken.by(place))) return place
    }
  }

  /** Nobody else gets this place. */
  give(place: RawPath, hash: string): void {
    this.#taken.give(place, hash)
  }

  /** Whether the primary lies where it might have been put, had others been there before it. @throws as `placesFor` */
  async hasItsPlace(filing: Filing): Promise<boolean> {
    const current = this.#current(filing)
    if (current === undefined) return false
    return await this.#withWish(filing, async (wish) => await isOneOf(wish, current))
  }

  /** Folder and name of the primary as they are; undefined where they are no text. */
  #current({primary: {path}}: Filing): NameProposal | undefined {
    const raw = relativeTo(this.#options.library, path)
    if (!isUtf8(raw)) return undefined
    const below = toText(raw)
    const slash = below.lastIndexOf('/')
    return {folder: below.slice(0, Math.max(0, slash)), name: below.slice(slash + 1)}
  }

  /** A place below the library, as it is to be told; elsewhere, the name alone. */
  below(place: RawPath): RawPath {
    const {library} = this.#options
    return isWithin(place, library) ? relativeTo(library, place) : basename(place)
  }

  /** What lies on the disk at a place, or at one that some file system would take for it. */
  lyingAt(place: RawPath): readonly RawPath[] {
    return this.#taken.lyingAt(place)
  }

  /** Where the members of an asset would lie beside its primary, as it is. */
  besidePrimary<M extends Member>(filing: Filing<M>): Places<M> {
    const current = this.#current(filing)
    return current === undefined ? new Map() : this.#places.all(current, filing.primary, filing.filed)
  }

  /** Gives places that no file gets afterwards, if all of them are free and fit. */
  reserve(places: readonly RawPath[], hash: string): boolean {
    const areFree = places.every((place) => this.#taken.by(place) === undefined && fits(place))
    if (areFree) for (const place of places) this.#taken.give(place, hash)
    return areFree
  }

  async #withWish<T>(filing: Filing, work: (wish: Wish) => Promise<T>): Promise<T> {
    const {primary} = filing
    const {read, close} = lazyReader(primary.path)
    try {
      const file: NamableFile = {...(await this.#described(filing)), read}
      const propose = async (step: Step) => await this.#proposed(file, filing, step)
      return await work({hash: primary.hash, counted: this.#strategy.counts, propose})
    } finally {
      await close()
    }
  }

  async #described({primary, found, original}: Filing): Promise<Omit<NamableFile, 'read'>> {
    const {path, name, size, hash} = primary
    const {make, model} = (this.#strategy.asksForCamera && (await this.#options.examine(path)).camera) || {}
    return {
      path: toText(path),
      name: toText(original ?? name),
      extension: toText(this.#places.cased(extname(name))),
      size,
      hash,
      date: found.date,
      dateSource: found.source,
      ...((make !== undefined || model !== undefined) && {camera: {make, model}}),
    }
  }

  /** @throws MediaStructError UNNAMABLE, BAD_ANSWER, PLUGIN_FAILED */
  async #proposed(file: NamableFile, {primary, original}: Filing, step: Step): Promise<NameProposal> {
    const proposal = await this.#strategy.propose(file, step)
    const isText = isUtf8(original ?? primary.name) && isUtf8(extname(primary.name))
    if (isText || !`${proposal.folder}${proposal.name}`.includes('\uFFFD')) return proposal
    throw unnamable('its name is not UTF-8, and the new name would need it; rename it first')
  }

  /** Who has one of the places already that the asset would take. */
  async #occupantOf(proposal: NameProposal, filing: Filing): Promise<Occupant | undefined> {
    const {primary, filed} = filing
    for (const member of filed) {
      const place = this.#places.of(proposal, primary, member)
      const occupant = this.#taken.by(place)
      if (occupant === undefined) continue
      const lying = occupant.path === undefined ? undefined : this.#taken.lyingAt(place)
      if (lying !== undefined && (await this.#makeRoom(lying, filing))) continue
      return member === primary ? occupant : {}
    }
    if (!this.#strategy.counts) return undefined
    const stem = this.#taken.ofStem(this.#places.of(proposal, primary, primary))
    return stem !== undefined && (await this.#makeRoom(stem, filing)) ? undefined : {}
  }

  async #makeRoom(paths: readonly RawPath[], {filed}: Filing): Promise<boolean> {
    const {makesRoom} = this.#options
    for (const path of paths) {
      if (filed.some((member) => member.path === path)) continue
      if (!(await makesRoom?.(path))) return false
    }
    return true
  }

  #give(places: Places): void {
    for (const [member, place] of places) {
      this.#taken.give(place, member.hash)
      if (this.#strategy.counts) this.#taken.giveStem(place)
    }
  }
}

function asPath({folder, name}: NameProposal): RawPath {
  return join(fromText(folder), fromText(name))
}

/** `IMG.jpg-2.xmp`: it still says of which picture it speaks. */
function withNumber(place: RawPath, number: number): RawPath {
  const extension = extname(place)
  return `${place.slice(0, place.length - extension.length)}-${number}${extension}` as RawPath
}

function unnamable(reason: string): MediaStructError {
  return new MediaStructError(UNNAMABLE, reason)
}
