/**
 * Plans what becomes of a package: a camcorder's tree, which is one asset. It is filed whole, with every path below it, in
 * a directory that has the name of its first stream: `2019/2019-01-02/20190102_030405_1a2b3c4d/AVCHD/BDMV/STREAM/…`. What
 * the camcorder adds to it later goes to the same place.
 */
import {
  fileFailure,
  isAvchdStream,
  type LeftCode,
  MediaStructError,
  type PlanSink,
  portionsOf,
  type RawPath,
  toText,
  UNNAMABLE,
} from 'mediastruct'
import type {Dates, FoundDate} from './dates.ts'
import type {Drop} from './drop.ts'
import type {Held, Holdings} from './held.ts'
import type {ReadFile} from './members.ts'
import {homeOf, type PackagePlaces, type ReadPackage} from './package-places.ts'
import type {PlanWriter} from './plan-writer.ts'
import {detailsOf, followingReason, heldReason, stayingReason, takenReason, UNDATED} from './reasons.ts'

export interface PackagePlannerOptions {
  readonly sink: PlanSink
  readonly dates: Dates
  readonly holdings: Holdings
  readonly places: PackagePlaces
  readonly writer: PlanWriter
  /** Whether there is a directory for duplicates. */
  readonly hasDuplicates: boolean
}

/** What is to be done with a package. */
interface PackageFate {
  readonly filed: ReadonlyMap<ReadFile, RawPath>
  readonly held: ReadonlyMap<ReadFile, Held>
  /** New, and of no use without the streams that others hold. */
  readonly following: readonly ReadFile[]
  readonly reason: string
  readonly found: FoundDate | undefined
}

/** Streams whose headers are read side by side. */
const DATED_AT_ONCE = 16

export class PackagePlanner {
  readonly #options: PackagePlannerOptions

  constructor(options: PackagePlannerOptions) {
    this.#options = options
  }

  async plan(drop: Drop, one: ReadPackage): Promise<void> {
    try {
      await this.#plan(drop, one)
    } catch (error) {
      this.#giveUp(one, error)
    }
  }

  async #plan(drop: Drop, one: ReadPackage): Promise<void> {
    const {places} = this.#options
    const streams = one.files.filter(isStream)
    const holders = await this.#holdersOf(streams)
    const fresh = streams.filter((stream) => !holders.has(stream))
    const held = new Map([...holders].map(([stream, all]) => [stream, best(all)]))
    const others = one.files.filter((file) => !isStream(file))
    const home = homeOf(one, holders)
    if (home !== undefined) {
      const found = await this.#earliest(fresh, drop)
      const {filed, lying} = places.added(one, home, [...fresh, ...others])
      const reason = `it is new in ${toText(home)}, which holds a part of its package`
      const all = new Map([...held, ...lying])
      return await this.#carryOut(drop, one, {filed, held: all, following: [], reason, found})
    }
    if (fresh.length === 0 && streams.length > 0) {
      const fate = {filed: new Map(), held, following: others, reason: '', found: undefined}
      return await this.#carryOut(drop, one, fate)
    }
    const found = await this.#earliest(fresh, drop)
    const going = [...fresh, ...others]
    const [first] = fresh
    if (found === undefined || !first) return await this.#takeUndated(drop, one, going, held)
    const filed = await places.whole(one, first, going, found)
    await this.#carryOut(drop, one, {filed, held, following: [], reason: takenReason(found), found})
  }

  async #holdersOf(streams: readonly ReadFile[]): Promise<Map<ReadFile, Held[]>> {
    const holders = new Map<ReadFile, Held[]>()
    for (const stream of streams) {
      const all = await this.#options.holdings.all(stream)
      if (all.length > 0) holders.set(stream, all)
    }
    return holders
  }

  /** @throws StreamFailed */
  async #earliest(streams: readonly ReadFile[], drop: Drop): Promise<FoundDate | undefined> {
    let earliest: FoundDate | undefined
    for (const some of portionsOf(streams, DATED_AT_ONCE)) {
      for (const found of await Promise.all(some.map((stream) => this.#dateOf(stream, drop)))) {
        if (found && (!earliest || found.date.local < earliest.date.local)) earliest = found
      }
    }
    return earliest
  }

  async #dateOf({path}: ReadFile, drop: Drop): Promise<FoundDate | undefined> {
    try {
      return await this.#options.dates.of([path], drop)
    } catch (error) {
      throw new StreamFailed(path, error)
    }
  }

  async #takeUndated(
    drop: Drop,
    one: ReadPackage,
    going: readonly ReadFile[],
    held: ReadonlyMap<ReadFile, Held>,
  ): Promise<void> {
    const together = this.#options.writer.together(drop, one.path, true)
    if (together.fileUndated(going, UNDATED)) await together.write()
    else this.#options.writer.leave(going, 'undated', UNDATED)
    this.#leaveHeld(held)
  }

  async #carryOut(drop: Drop, one: ReadPackage, fate: PackageFate): Promise<void> {
    const {filed, held, following, reason, found} = fate
    const {writer, hasDuplicates} = this.#options
    const together = writer.together(drop, one.path, true)
    const details = detailsOf(found)
    together.file(filed, reason, details)
    const [[stream, holder] = []] = held
    if (!drop.copy && hasDuplicates && [...held.values()].every(({atHand}) => atHand)) {
      for (const [file, {path: keeper}] of held) together.putAside(file, 'held already', {keeper, details})
      for (const file of stream && holder ? following : [])
        together.putAside(file, stream && holder ? followingReason(stream, holder) : reason, {details})
      return await together.write()
    }
    await together.write()
    this.#leaveHeld(held)
    if (stream && holder) writer.leave(following, 'held', stayingReason(stream, holder))
  }

  #leaveHeld(held: ReadonlyMap<ReadFile, Held>): void {
    for (const [file, holder] of held) this.#options.writer.leave([file], 'held', heldReason(holder))
  }

  /** A package moves as one or not at all. */
  #giveUp(one: ReadPackage, error: unknown): void {
    const isUnnamable = error instanceof MediaStructError && error.code === UNNAMABLE
    if (isUnnamable) this.#options.writer.leave(one.files, 'name', error.message)
    else this.#fail(one, error)
  }

  #fail({path, files}: ReadPackage, error: unknown): void {
    const {writer, sink} = this.#options
    const culprit = error instanceof StreamFailed ? error.path : (files[0]?.path ?? path)
    sink.failure({path: culprit, ...fileFailure(error instanceof StreamFailed ? error.cause : error)})
    const code: LeftCode = error instanceof StreamFailed ? 'undated' : 'name'
    const others = files.filter((file) => file.path !== culprit)
    writer.leave(others, code, `it belongs to ${toText(culprit)}, which failed`)
  }
}

class StreamFailed extends Error {
  readonly path: RawPath

  constructor(path: RawPath, cause: unknown) {
    super('a stream failed', {cause})
    this.path = path
  }
}

/** One that can be read again justifies that the duplicate leaves. */
function best(all: readonly Held[]): Held {
  const found = all.find(({atHand}) => atHand) ?? all[0]
  if (found === undefined) throw new Error('a held file without a holder')
  return found
}

function isStream({name}: ReadFile): boolean {
  return isAvchdStream(name)
}
