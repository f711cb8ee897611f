/** What becomes of each asset of a directory, whatever becomes of the others. */
import {
  basename,
  dirname,
  type Failure,
  fileFailure,
  type Left,
  MediaStructError,
  portionsOf,
  type RawPath,
  toText,
  UNNAMABLE,
} from 'mediastruct'
import type {FoundDate} from '../planner/dates.ts'
import type {Filing, Namer} from '../planner/namer.ts'
import type {KnownDates} from './known-dates.ts'
import {type ShelfOptions, type Shelved, type ShelvedMember, shelvedIn} from './shelf.ts'

export type Fate =
  | {readonly kind: 'stays'; readonly files: number}
  | {
      readonly kind: 'left'
      readonly left: readonly Left[]
      readonly failures?: readonly Failure[] | undefined
    }
  | MovingFate

export interface MovingFate {
  readonly kind: 'moves'
  readonly filing: Filing<ShelvedMember>
  /** The primary has its place, and only what belongs to it has not. */
  readonly keepsName: boolean
  /** Files that make room. */
  readonly leaving: ReadonlySet<RawPath>
}

export interface FatesOptions {
  readonly shelf: ShelfOptions
  readonly dates: KnownDates
  readonly namer: Pick<Namer, 'hasItsPlace' | 'besidePrimary'>
  /** Whether a file is one of those that are asked for. */
  readonly isAskedFor: (path: RawPath) => boolean
}

/** Directories that are remembered. */
const REMEMBERED = 16
/** Assets whose dates are read side by side. */
const AT_ONCE = 16

export class Fates {
  readonly #options: FatesOptions
  readonly #known = new Map<RawPath, Promise<readonly Fate[]>>()

  constructor(options: FatesOptions) {
    this.#options = options
  }

  /** Of the assets that are asked for, in the order of their names. */
  of(directory: RawPath): Promise<readonly Fate[]> {
    const known = this.#known.get(directory)
    if (known !== undefined) return known
    const [oldest] = this.#known.keys()
    if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest)
    const fates = this.#decide(directory)
    this.#known.set(directory, fates)
    return fates
  }

  /** Whether a file that lies in another one's place will go. */
  async makesRoom(path: RawPath): Promise<boolean> {
    const fates = await this.of(dirname(path))
    return fates.some((fate) => fate.kind === 'moves' && fate.leaving.has(path))
  }

  async #decide(directory: RawPath): Promise<readonly Fate[]> {
    const {shelf, isAskedFor} = this.#options
    const assets = (await shelvedIn(directory, shelf)).filter((asset) => pathsOf(asset).some(isAskedFor))
    const fates: Fate[] = []
    for (const some of portionsOf(assets, AT_ONCE)) {
      fates.push(...(await Promise.all(some.map((asset) => this.#fateOf(asset)))))
    }
    return fates
  }

  async #fateOf(asset: Shelved): Promise<Fate> {
    if (asset.kind === 'stuck') return {...asset, kind: 'left'}
    const {members} = asset
    try {
      const found = await this.#options.dates.of(members)
      if (found === undefined) return leftFor(members, 'undated', 'no source knows when it was taken')
      return await this.#named(members, found)
    } catch (error) {
      return refused(members, error)
    }
  }

  async #named(members: readonly [ShelvedMember, ...ShelvedMember[]], found: FoundDate): Promise<Fate> {
    const {namer} = this.#options
    const [primary] = members
    const original = primary.original && basename(primary.original)
    const filing = {primary, filed: members, found, original}
    const keepsName = await namer.hasItsPlace(filing)
    const beside = keepsName ? namer.besidePrimary(filing) : undefined
    const leaving = members.filter((member) => beside?.get(member) !== member.path)
    if (leaving.length === 0) return {kind: 'stays', files: members.length}
    return {kind: 'moves', filing, keepsName, leaving: new Set(leaving.map(({path}) => path))}
  }
}

function pathsOf(asset: Shelved): RawPath[] {
  const files = asset.kind === 'whole' ? asset.members : [...asset.left, ...(asset.failures ?? [])]
  return files.map(({path}) => path)
}

function leftFor(
  members: readonly ShelvedMember[],
  code: Left['code'],
  reason: string,
): Fate & {kind: 'left'} {
  return {kind: 'left', left: members.map(({path}) => ({path, code, reason}))}
}

/** What a failure on one of an asset's files means for all of them; what can't be named is no failure. */
export function refused(members: readonly ShelvedMember[], error: unknown): Fate & {kind: 'left'} {
  if (error instanceof MediaStructError && error.code === UNNAMABLE)
    return leftFor(members, 'name', error.message)
  const [primary, ...others] = members
  if (primary === undefined) throw error
  const {left} = leftFor(others, 'name', `it belongs to ${toText(primary.path)}, which failed`)
  return {kind: 'left', left, failures: [{path: primary.path, ...fileFailure(error)}]}
}
