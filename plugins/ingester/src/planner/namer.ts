/** Where an asset is filed: the chosen strategy's answer, checked, and no place given twice. */
import {lstatSync} from 'node:fs'
import {
  askRenameStrategy,
  assertProposal,
  type Catalog,
  CONFIG_FUNCTION,
  contained,
  DEFAULT_FOLDER_TEMPLATE,
  DEFAULT_NAME_TEMPLATE,
  extname,
  fromText,
  isUtf8,
  join,
  type NamableFile,
  type NameProposal,
  type RawPath,
  type Settings,
  toBytes,
  toText,
  unknownProvider,
} from 'mediastruct'
import {suffixOf} from '../assets.ts'
import {
  type NamingOptions,
  namingOptions,
  type Occupant,
  proposeName,
  uniqueName,
} from '../naming/datetime-hash.ts'
import type {AskedRegistry, FoundDate} from './dates.ts'
import type {Member} from './members.ts'

/** The strategy that takes the host's proposal, whatever its template. */
const DEFAULT_STRATEGY = 'datetime-hash'

export interface NamerOptions {
  readonly registry: AskedRegistry
  readonly settings: Pick<Settings, 'rename' | 'folder' | 'file'>
  readonly catalog: Pick<Catalog, 'get'>
  readonly library: RawPath
  /** Write extensions in lower case. */
  readonly lowercase?: boolean
}

/** What is filed of an asset. A primary that is held already stays, and still lends its stem. */
export interface Filing {
  readonly primary: Member
  readonly filed: readonly Member[]
  readonly found: FoundDate
}

export class Namer {
  readonly #options: NamerOptions
  readonly #strategy: string
  readonly #templates: NamingOptions
  /** Hashes of the files of this run, by the place that each was given. */
  readonly #given = new Map<string, string>()

  /** @throws MediaStructError UNKNOWN_NAME, BAD_TEMPLATE */
  constructor(options: NamerOptions) {
    this.#options = options
    const {registry, settings} = options
    const {rename, folder} = settings
    const template = typeof rename === 'string' && rename.includes('{') ? rename : undefined
    this.#templates = namingOptions(
      template ?? DEFAULT_NAME_TEMPLATE,
      typeof folder === 'string' ? folder : DEFAULT_FOLDER_TEMPLATE,
    )
    if (typeof rename === 'function') this.#strategy = CONFIG_FUNCTION
    else this.#strategy = template === undefined ? rename : DEFAULT_STRATEGY
    if (!registry.has('renameStrategy', this.#strategy)) {
      throw unknownProvider(registry, 'renameStrategy', this.#strategy)
    }
  }

  /**
   * @returns the path for each filed member; undefined where the name's bytes can't be carried over without loss
   * @throws MediaStructError BAD_ANSWER, PLUGIN_FAILED
   */
  async placesFor(filing: Filing): Promise<Map<Member, RawPath> | undefined> {
    const {primary, filed, found} = filing
    if (!isUtf8(extname(primary.name))) return undefined
    const file = this.#namable(primary, found)
    const proposal = await uniqueName(
      primary.hash,
      (digits) => this.#proposed(file, digits),
      (candidate) => this.#occupantOf(candidate, filing),
    )
    if (!isUtf8(primary.name) && proposal.name.includes('\uFFFD')) return undefined
    const places = new Map(filed.map((member) => [member, this.#placeOf(proposal, primary, member)]))
    for (const [member, place] of places) this.#given.set(fold(place), member.hash)
    return places
  }

  #namable({path, name, size, hash}: Member, {date, source}: FoundDate): NamableFile {
    return {
      path: toText(path),
      name: toText(name),
      extension: toText(this.#cased(extname(name))),
      size,
      hash,
      date,
      dateSource: source,
    }
  }

  async #proposed(file: NamableFile, hashDigits: number | undefined): Promise<NameProposal> {
    const proposal = proposeName(file, {...this.#templates, hashDigits})
    const folder = (await this.#askFolder(file)) ?? proposal.folder
    return await askRenameStrategy(this.#options.registry, this.#strategy, file, {...proposal, folder})
  }

  /** @throws MediaStructError BAD_ANSWER, PLUGIN_FAILED */
  async #askFolder(file: NamableFile): Promise<string | undefined> {
    const {folder, file: config = 'the config'} = this.#options.settings
    if (typeof folder !== 'function') return undefined
    const ask = contained({plugin: config, hook: 'folder'}, ({path}: NamableFile) => path, folder)
    const answer: unknown = await ask(file)
    if (answer === undefined) return undefined
    return assertProposal({folder: answer, name: file.name}, `${config} answered folder on ${file.path}`)
      .folder
  }

  /** Who has one of the places already that the asset would take. */
  #occupantOf(proposal: NameProposal, {primary, filed}: Filing): Occupant | undefined {
    for (const member of new Set([primary, ...filed])) {
      const occupant = this.#occupantAt(this.#placeOf(proposal, primary, member))
      // A primary that stays, since the library holds it, meets its own copy there.
      const isItself = member === primary && !filed.includes(primary) && occupant?.hash === primary.hash
      if (occupant && !isItself) return member === primary ? occupant : {}
    }
    return undefined
  }

  #occupantAt(place: RawPath): Occupant | undefined {
    const given = this.#given.get(fold(place))
    if (given !== undefined) return {hash: given}
    if (!lstatSync(toBytes(place), {throwIfNoEntry: false})) return undefined
    return {hash: this.#options.catalog.get(place)?.hash}
  }

  #placeOf({folder, name}: NameProposal, primary: Member, member: Member): RawPath {
    const place = join(this.#options.library, fromText(folder), fromText(name))
    if (member === primary) return place
    const stem = place.slice(0, place.length - extname(place).length)
    return `${stem}${this.#cased(suffixOf(primary.name, member.name))}` as RawPath
  }

  /** ASCII only: the names are bytes. */
  #cased(extension: RawPath): RawPath {
    if (!this.#options.lowercase) return extension
    return extension.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) as RawPath
  }
}

/** Two names that a file system without case would take for one are not both given. */
function fold(place: RawPath): string {
  return toText(place).normalize('NFC').toLowerCase()
}
