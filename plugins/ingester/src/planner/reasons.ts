/** Why files go where they go, in words. */
import {basename, isoDay, parseDate, type RawPath, toText} from 'mediastruct'
import {type FoundDate, isoOf} from './dates.ts'
import type {Anchor} from './fate.ts'
import type {Held} from './held.ts'

export const UNDATED = 'no source knows when it was taken'

export function takenReason({date, source}: FoundDate): string {
  const parsed = parseDate(date.local)
  return `taken ${parsed ? isoDay(parsed.local) : date.local} (${source})`
}

export function heldReason({path, atHand, isNew}: Held): string {
  if (isNew) return `the same content as ${toText(path)}, which is filed now`
  return `${toText(path)} holds it${atHand ? '' : ', which is not at hand'}`
}

/** Of what is put beside a survivor. */
export function joiningReason({member, place}: Anchor): string {
  return `it belongs to ${nameOf(member)}, which is held: it joins ${toText(place)}`
}

/** Of a note that goes with the duplicate that it speaks of. */
export function followingReason(picture: {readonly name: RawPath}, {path}: Held): string {
  return `it belongs to ${nameOf(picture)}, which ${toText(path)} holds: it goes with the duplicate`
}

/** Of one that stays with it. */
export function stayingReason(picture: {readonly name: RawPath}, {path, atHand}: Held): string {
  const why = atHand ? 'where nothing is put beside it' : 'which is not at hand'
  return `it belongs to ${nameOf(picture)}, which ${toText(path)} holds, ${why}: it stays with it`
}

export function detailsOf(found: FoundDate | undefined): Record<string, string> | undefined {
  return found && {date: isoOf(found.date), dateSource: found.source}
}

function nameOf({name}: {readonly name: RawPath}): string {
  return toText(basename(name))
}
