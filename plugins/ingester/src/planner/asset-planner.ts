/** Plans what becomes of one asset: filed, put aside because it is held already, or left. */
import {fileFailure, type LeftCode, MediaStructError, type PlanSink, toText, UNNAMABLE} from 'mediastruct'
import type {FoundDate} from './dates.ts'
import type {Drop} from './drop.ts'
import {type Fate, fateOf} from './fate.ts'
import type {Held, Holdings} from './held.ts'
import {type Member, membersOf, type ReadAsset} from './members.ts'
import type {Namer, Places} from './namer.ts'
import type {PlanWriter, Together} from './plan-writer.ts'
import {
  detailsOf,
  followingReason,
  heldReason,
  joiningReason,
  stayingReason,
  takenReason,
  UNDATED,
} from './reasons.ts'

export interface AssetPlannerOptions {
  readonly sink: PlanSink
  readonly holdings: Holdings
  readonly namer: Namer
  readonly writer: PlanWriter
  /** Whether there is a directory for duplicates. */
  readonly hasDuplicates: boolean
  /** Why an asset is left, whatever its date; undefined for most. */
  readonly whyLeft: (asset: ReadAsset, drop: Drop) => Promise<{code: LeftCode; reason: string} | undefined>
}

/** An asset, and what others hold of it. */
interface Case {
  readonly drop: Drop
  readonly asset: ReadAsset
  readonly held: ReadonlyMap<Member, Held>
  readonly found: FoundDate | undefined
}

export class AssetPlanner {
  readonly #options: AssetPlannerOptions

  constructor(options: AssetPlannerOptions) {
    this.#options = options
  }

  /** No file is opened of an asset that stays whatever its date. */
  async needsDate(drop: Drop, asset: ReadAsset): Promise<boolean> {
    if (await this.#options.whyLeft(asset, drop)) return false
    const members = membersOf(asset)
    const held = await this.#options.holdings.ofAsset(members)
    return held.size < members.length || this.#mayPutAside(drop, {held: members}, held)
  }

  async plan(drop: Drop, asset: ReadAsset, date: () => Promise<FoundDate | undefined>): Promise<void> {
    const left = await this.#options.whyLeft(asset, drop)
    if (left) return this.#options.writer.leave(membersOf(asset), left.code, left.reason)
    const held = await this.#options.holdings.ofAsset(membersOf(asset))
    const fate = fateOf(asset, held)
    const isStill = fate.filed.length + fate.joining.length === 0 && !this.#mayPutAside(drop, fate, held)
    let code: LeftCode = 'undated'
    try {
      const found = isStill ? undefined : await date()
      code = 'name'
      await this.#carryOut({drop, asset, held, found}, fate)
    } catch (error) {
      this.#giveUp({asset, held}, error, code)
    }
  }

  /** Only where every holder can be read again: the executor does so before each move. */
  #mayPutAside({copy}: Drop, {held: members}: Pick<Fate, 'held'>, held: ReadonlyMap<Member, Held>): boolean {
    return !copy && this.#options.hasDuplicates && members.every((member) => held.get(member)?.atHand)
  }

  /** Nothing is written before all of it is known. */
  async #carryOut(one: Case, fate: Fate): Promise<void> {
    const {drop, asset, held, found} = one
    const {writer} = this.#options
    const together = writer.together(drop, asset.primary.path)
    if (!this.#join(one, fate, together)) {
      return await this.#carryOut(one, fateOf(asset, held, {withoutAnchor: true}))
    }
    const unfiled: Leaving[] = []
    for (const part of fate.filed) unfiled.push(...(await this.#file(part, found, together)))
    if (unfiled.length > 0) return this.#leaveAll(one, unfiled)
    const staying = this.#dismiss(one, fate, together)
    await together.write()
    for (const {members, code, reason} of staying) writer.leave(members, code, reason)
  }

  /** @returns false where the places beside the survivor are taken by others */
  #join({found}: Case, {anchor, joining}: Fate, together: Together): boolean {
    if (anchor === undefined || joining.length === 0) return true
    const places = this.#options.namer.placesUnder(anchor.stem, joining)
    if (places === undefined) return false
    together.joins(anchor.place)
    together.file(places, joiningReason(anchor), detailsOf(found))
    return true
  }

  /** @returns what can't be filed, and why */
  async #file(part: ReadAsset, found: FoundDate | undefined, together: Together): Promise<Leaving[]> {
    const members = membersOf(part)
    if (found === undefined) {
      const isFiled = together.fileUndated(members, UNDATED)
      return isFiled ? [] : [{members, code: 'undated', reason: UNDATED}]
    }
    const places = await this.#placesFor(part, found)
    if (typeof places === 'string') return [{members, code: 'name', reason: places}]
    together.file(places, takenReason(found), detailsOf(found))
    return []
  }

  /** @returns why there are none, where it can't be named */
  async #placesFor(part: ReadAsset, found: FoundDate): Promise<Places | string> {
    try {
      return await this.#options.namer.placesFor({primary: part.primary, filed: membersOf(part), found})
    } catch (error) {
      if (error instanceof MediaStructError && error.code === UNNAMABLE) return error.message
      throw error
    }
  }

  /** What is held goes to the duplicates, and the notes on it go along; or all of them stay. */
  #dismiss({drop, held, found}: Case, fate: Fate, together: Together): Leaving[] {
    const picture = fate.held.find(({isNote}) => !isNote)
    const holder = picture && held.get(picture)
    if (!this.#mayPutAside(drop, fate, held)) {
      return [
        ...heldLeavings(fate.held, held),
        ...fate.following.map((member) => ({
          members: [member],
          code: 'held' as const,
          reason: picture && holder ? stayingReason(picture, holder) : UNDATED,
        })),
      ]
    }
    const details = detailsOf(found)
    for (const member of fate.held) {
      together.putAside(member, 'held already', {keeper: held.get(member)?.path, details})
    }
    for (const member of fate.following) {
      together.putAside(member, picture && holder ? followingReason(picture, holder) : 'held already', {
        details,
      })
    }
    return []
  }

  /** An asset moves as one or not at all. */
  #leaveAll({asset, held}: Pick<Case, 'asset' | 'held'>, unfiled: readonly Leaving[]): void {
    const {writer} = this.#options
    for (const {members, code, reason} of unfiled) writer.leave(members, code, reason)
    const told = new Set(unfiled.flatMap(({members}) => members.map(({path}) => path)))
    const others = membersOf(asset).filter(({path}) => !told.has(path))
    for (const {members, code, reason} of heldLeavings(others, held)) writer.leave(members, code, reason)
    const [first] = unfiled
    const rest = others.filter((member) => !held.has(member))
    if (first) writer.leave(rest, first.code, `it belongs to ${toText(asset.primary.path)}, which stays`)
  }

  /** What fails on a file is listed; what belongs to it stays with it. */
  #giveUp({asset, held}: Pick<Case, 'asset' | 'held'>, error: unknown, code: LeftCode): void {
    const {primary, companions} = asset
    const {sink, writer} = this.#options
    sink.failure({path: primary.path, ...fileFailure(error)})
    for (const leaving of heldLeavings(companions, held))
      writer.leave(leaving.members, 'held', leaving.reason)
    const others = companions.filter((member) => !held.has(member))
    writer.leave(others, code, `it belongs to ${toText(primary.path)}, which failed`)
  }
}

interface Leaving {
  readonly members: readonly Pick<Member, 'path'>[]
  readonly code: LeftCode
  readonly reason: string
}

function heldLeavings(members: readonly Member[], held: ReadonlyMap<Member, Held>): Leaving[] {
  return members.flatMap((member) => {
    const holder = held.get(member)
    return holder ? [{members: [member], code: 'held' as const, reason: heldReason(holder)}] : []
  })
}
