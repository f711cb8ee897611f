/** Plans what becomes of each asset of the drops: filed, put aside because it is held already, or left. */
import {
  fileFailure,
  type HashPool,
  type HashResult,
  isoDay,
  join,
  type LeftCode,
  MediaStructError,
  type PlanSink,
  type Progress,
  parseDate,
  type RawPath,
  relativeTo,
  toText,
  UNNAMABLE,
} from 'mediastruct'
import {compareCaptures} from '../naming/capture-order.ts'
import {type Dates, type FoundDate, isoOf} from './dates.ts'
import {
  type FindOptions,
  type FoundDirectory,
  findFiles,
  inBatches,
  nameOfDrop,
  type Stillness,
} from './find.ts'
import type {Holder, Holders} from './holders.ts'
import {type Member, type ReadAsset, readAssets} from './members.ts'
import type {Filing, Namer, Places} from './namer.ts'
import {type Examine, noticesOf} from './notices.ts'
import type {Proof} from './proof.ts'

export interface Drop {
  readonly path: RawPath
  /** The originals stay where they are. */
  readonly copy: boolean
  /** IANA zone for times that its files store as UTC. */
  readonly timezone: string
}

export interface IngestOptions {
  readonly drops: readonly Drop[]
  readonly sink: PlanSink
  readonly finding: Pick<FindOptions, 'excludes' | 'onFileDiscovered'>
  readonly hashes: Pick<HashPool, 'hashFiles' | 'provider'>
  readonly holders: Holders
  readonly proof: Proof
  readonly dates: Dates
  readonly namer: Namer
  /** What a file says of itself. */
  readonly examine: Examine
  /** Where files go that the library holds already; without it they are left. */
  readonly duplicates?: RawPath | undefined
  /** Where files go that have no date; without it they are left. */
  readonly undated?: RawPath | undefined
  /** Of a living drop: which files are at rest. Without it each is taken to be, until it is seen to change. */
  readonly stillness?: Stillness | undefined
  readonly progress: Pick<Progress, 'add'>
  readonly signal: AbortSignal
}

/** Files that are hashed together. */
const BATCH_FILES = 512
/** Assets whose dates are read side by side: reading a header is mostly waiting. */
const DATED_AT_ONCE = 16

/** Plans all drops, one after the other, in byte order of their paths. */
export async function planIngest(options: IngestOptions): Promise<void> {
  const {drops, finding, sink, stillness} = options
  const planner = new IngestPlanner(options)
  for (const drop of drops) {
    const notInto = drops.map(({path}) => path)
    const found = findFiles(drop.path, {...finding, sink, notInto})
    for await (const batch of inBatches(stillness?.marking(found) ?? found, BATCH_FILES)) {
      if (options.signal.aborted) return
      await planner.planBatch(drop, batch)
    }
  }
}

/** A file of this run has the content: nothing to be read again yet. */
interface Held extends Holder {
  readonly now?: boolean
}

class IngestPlanner {
  readonly #options: IngestOptions
  /** Contents that this run files, and the files that are filed for each: several where the hash takes them for one. */
  readonly #filed = new Map<string, RawPath[]>()

  constructor(options: IngestOptions) {
    this.#options = options
  }

  async planBatch(drop: Drop, directories: readonly FoundDirectory[]): Promise<void> {
    const results = await this.#hash(directories)
    for (const directory of directories) {
      const assets = readAssets(directory, results, this.#options.sink)
      for (const {asset, date} of inOrder(await this.#dated(drop, assets))) {
        if (this.#options.signal.aborted) return
        await this.#planAsset(drop, asset, async () => answerOf(date))
      }
    }
  }

  async #hash(directories: readonly FoundDirectory[]): Promise<Map<RawPath, HashResult>> {
    const {hashes, progress} = this.#options
    const files = directories.flatMap(({files}) => files.filter(({moving}) => moving === undefined))
    const results = await hashes.hashFiles(files.map(({path}) => path))
    progress.add(
      files.length,
      files.reduce((sum, {size}) => sum + size, 0),
    )
    return new Map(files.flatMap(({path}, index) => (results[index] ? [[path, results[index]]] : [])))
  }

  /** Some dates are read side by side. */
  async #dated(drop: Drop, assets: readonly ReadAsset[]): Promise<DatedAsset[]> {
    const dated: DatedAsset[] = []
    for (let start = 0; start < assets.length && !this.#options.signal.aborted; start += DATED_AT_ONCE) {
      const some = assets.slice(start, start + DATED_AT_ONCE)
      const dates = await Promise.allSettled(some.map((asset) => this.#dateOf(drop, asset)))
      dated.push(...some.map((asset, index) => ({asset, date: dates[index]})))
    }
    return dated
  }

  /** No file is opened of an asset that stays whatever its date. */
  async #dateOf(drop: Drop, asset: ReadAsset): Promise<FoundDate | undefined> {
    const members = membersOf(asset)
    const answers = await Promise.all(members.map((member) => this.#options.holders.of(member)))
    const holders = answers.filter((holder) => holder !== undefined)
    if (holders.length === members.length && !this.#mayPutAside(drop, holders)) return undefined
    return await this.#options.dates.of(
      members.map(({path}) => path),
      drop,
    )
  }

  async #planAsset(drop: Drop, asset: ReadAsset, date: () => Promise<FoundDate | undefined>): Promise<void> {
    const members = membersOf(asset)
    const held = new Map<Member, Held>()
    for (const member of members) {
      const holder = await this.#holderOf(member)
      if (holder) held.set(member, holder)
    }
    const isPutAside = held.size === members.length && this.#mayPutAside(drop, [...held.values()])
    if (!isPutAside) for (const [member, holder] of held) this.#leave([member], 'held', heldReason(holder))
    const filed = isPutAside ? members : members.filter((member) => !held.has(member))
    if (filed.length === 0) return
    const found = await this.#attempt(asset, filed, 'undated', date)
    if (found === FAILED) return
    if (isPutAside) this.#putAside(drop, held, found)
    else if (found) await this.#file(drop, asset, filed, found)
    else await this.#takeUndated(drop, filed)
  }

  async #holderOf(member: Member): Promise<Held | undefined> {
    for (const path of this.#filed.get(contentOf(member)) ?? []) {
      if (await this.#options.proof.areEqual(member.path, path)) return {path, atHand: false, now: true}
    }
    return await this.#options.holders.of(member)
  }

  /** Only where every holder can be read again: the executor does so before each move. */
  #mayPutAside({copy}: Drop, holders: readonly Holder[]): boolean {
    return !copy && this.#options.duplicates !== undefined && holders.every(({atHand}) => atHand)
  }

  #putAside(drop: Drop, held: ReadonlyMap<Member, Held>, found: FoundDate | undefined): void {
    const {duplicates, sink} = this.#options
    if (duplicates === undefined) return
    const asset = assetOf([...held.keys()])
    for (const [member, holder] of held) {
      const to = join(duplicates, nameOfDrop(drop.path), relativeTo(drop.path, member.path))
      sink.move({
        ...observed(member),
        ...this.#hashOf(member),
        to,
        reason: 'held already',
        keeper: holder.path,
        asset,
        details: detailsOf(found),
      })
    }
  }

  async #file(drop: Drop, asset: ReadAsset, filed: readonly Member[], found: FoundDate): Promise<void> {
    const {primary} = asset
    const places = await this.#attempt(asset, filed, 'name', () => this.#placesFor({primary, filed, found}))
    if (places === FAILED) return
    if (typeof places === 'string') return this.#leave(filed, 'name', places)
    this.#move(drop, places, takenReason(found), detailsOf(found))
    await this.#notice(places)
  }

  async #notice(places: Places): Promise<void> {
    const {namer, sink, examine} = this.#options
    for (const [{path}, to] of places) {
      for (const notice of await noticesOf(path, namer.below(to), examine)) sink.notice(notice)
    }
  }

  /** @returns why there are none, where it can't be named */
  async #placesFor(filing: Filing): Promise<Places | string> {
    try {
      return await this.#options.namer.placesFor(filing)
    } catch (error) {
      if (error instanceof MediaStructError && error.code === UNNAMABLE) return error.message
      throw error
    }
  }

  async #takeUndated(drop: Drop, filed: readonly Member[]): Promise<void> {
    const {undated} = this.#options
    const reason = 'no source knows when it was taken'
    if (undated === undefined) return this.#leave(filed, 'undated', reason)
    const places = filed.map((member) => [member, join(undated, relativeTo(drop.path, member.path))] as const)
    this.#move(drop, new Map(places), reason)
    await this.#notice(new Map(places))
  }

  #move(
    {copy}: Drop,
    places: ReadonlyMap<Member, RawPath>,
    reason: string,
    details?: Readonly<Record<string, string>>,
  ): void {
    const asset = assetOf([...places.keys()])
    for (const [member, to] of places) {
      this.#options.sink.move({
        ...observed(member),
        ...this.#hashOf(member),
        to,
        reason,
        asset,
        copy,
        details,
      })
      if (member.size > 0) this.#noteFiled(member)
    }
  }

  #noteFiled(member: Member): void {
    const content = contentOf(member)
    this.#filed.set(content, [...(this.#filed.get(content) ?? []), member.path])
  }

  #hashOf({hash}: Member): {hash: string; algorithm: string} {
    return {hash, algorithm: this.#options.hashes.provider.name}
  }

  #leave(members: readonly Member[], code: LeftCode, reason: string): void {
    for (const {path} of members) this.#options.sink.left({path, code, reason})
  }

  /** Does what may fail on a file; the file is then listed, and what belongs to it stays with it. */
  async #attempt<T>(
    {primary}: ReadAsset,
    filed: readonly Member[],
    code: LeftCode,
    work: () => Promise<T>,
  ): Promise<T | typeof FAILED> {
    try {
      return await work()
    } catch (error) {
      this.#options.sink.failure({path: primary.path, ...fileFailure(error)})
      const others = filed.filter((member) => member !== primary)
      this.#leave(others, code, `it belongs to ${toText(primary.path)}, which failed`)
      return FAILED
    }
  }
}

const FAILED = Symbol('failed')

interface DatedAsset {
  readonly asset: ReadAsset
  readonly date: PromiseSettledResult<FoundDate | undefined> | undefined
}

/** Counters follow the camera. */
function inOrder(assets: readonly DatedAsset[]): DatedAsset[] {
  const captured = ({asset, date}: DatedAsset) => ({
    local: date?.status === 'fulfilled' ? date.value?.date.local : undefined,
    name: asset.primary.name,
  })
  return assets.toSorted((a, b) => compareCaptures(captured(a), captured(b)))
}

/** @throws the reason of a rejected one */
function answerOf<T>(result: PromiseSettledResult<T> | undefined): T | undefined {
  if (result?.status === 'rejected') throw result.reason
  return result?.value
}

function membersOf({primary, companions}: ReadAsset): Member[] {
  return [primary, ...companions]
}

function observed({path, size, mtimeNs}: Member) {
  return {from: path, size, mtimeNs}
}

function contentOf({hash, size}: Member): string {
  return `${hash}:${size}`
}

/** One word for those that move together; none for a file alone. */
function assetOf(members: readonly Member[]): string | undefined {
  const [first, second] = members
  return second && first && toText(first.path)
}

function heldReason({path, atHand, now = false}: Held): string {
  if (now) return `the same content as ${toText(path)}, which is filed now`
  return `${toText(path)} holds it${atHand ? '' : ', which is not at hand'}`
}

export function takenReason({date, source}: FoundDate): string {
  const parsed = parseDate(date.local)
  return `taken ${parsed ? isoDay(parsed.local) : date.local} (${source})`
}

export function detailsOf(found: FoundDate | undefined): Record<string, string> | undefined {
  return found && {date: isoOf(found.date), dateSource: found.source}
}
