/**
 * What becomes of an asset of which others may hold a part. Nothing is filed twice, nothing that is new is lost, and what
 * belongs together comes together:
 * - what is new joins the copy that is held, where something may be put beside that one;
 * - where not (it lies in a master, or is not at hand), new pictures are filed for themselves, with their notes;
 * - a note is new unless it lies beside a copy of a picture of its own (see `Holdings.ofAsset`);
 * - notes that are new, on pictures that are held where nothing may be put, go where the held ones go.
 */
import {groupAssets} from 'mediastruct'
import {type Copy, liesBeside, stemOf} from './beside.ts'
import type {Held} from './held.ts'
import {type Member, membersOf, type ReadAsset} from './members.ts'

/** A picture that is held, and where the one lies, or will, that others are put beside. */
export interface Anchor extends Copy {
  readonly member: Member
}

export interface Fate {
  /** Filed under names that are made for them. */
  readonly filed: readonly ReadAsset[]
  readonly anchor: Anchor | undefined
  /** Filed under the anchor's stem. */
  readonly joining: readonly Member[]
  /** Not filed: others hold them. */
  readonly held: readonly Member[]
  /** Not filed, though nobody holds them: they speak of pictures that are held. */
  readonly following: readonly Member[]
}

export interface FateOptions {
  /** Whether the stem of a survivor has been found to be of no use. */
  readonly withoutAnchor?: boolean
}

export function fateOf(
  asset: ReadAsset,
  held: ReadonlyMap<Member, Held>,
  {withoutAnchor = false}: FateOptions = {},
): Fate {
  const members = membersOf(asset)
  const pictures = members.filter(({isNote}) => !isNote)
  const anchor = withoutAnchor ? undefined : anchorOf(pictures, held)
  const isNew = (member: Member) => !held.has(member)
  const newPictures = pictures.filter(isNew)
  if (newPictures.length === pictures.length) return {...NOTHING, filed: [asset]}
  if (newPictures.length === 0) return alone(members, held, anchor)
  return anchor ? joined(members, held, anchor) : apart(members, held)
}

const NOTHING: Fate = {filed: [], anchor: undefined, joining: [], held: [], following: []}

/** All pictures are held. */
function alone(
  members: readonly Member[],
  held: ReadonlyMap<Member, Held>,
  anchor: Anchor | undefined,
): Fate {
  const fresh = members.filter((member) => !held.has(member))
  const heldOnes = members.filter((member) => held.has(member))
  return anchor
    ? {...NOTHING, anchor, joining: fresh, held: heldOnes}
    : {...NOTHING, held: heldOnes, following: fresh}
}

/** Some are held where others may be put. A note comes along unless it lies there, too. */
function joined(members: readonly Member[], held: ReadonlyMap<Member, Held>, anchor: Anchor): Fate {
  const stays = (member: Member) => {
    const holder = held.get(member)
    return holder !== undefined && (!member.isNote || isBeside(anchor, holder))
  }
  return {
    ...NOTHING,
    anchor,
    joining: members.filter((member) => !stays(member)),
    held: members.filter(stays),
  }
}

/** Some are held elsewhere: what is new stands for itself, and takes the notes that speak of it, whoever holds the same. */
function apart(members: readonly Member[], held: ReadonlyMap<Member, Held>): Fate {
  const going = members.filter((member) => member.isNote || !held.has(member))
  const assets = regrouped(going)
  const filed = assets.filter(({primary}) => !primary.isNote)
  const filedPaths = new Set(filed.flatMap(membersOf).map(({path}) => path))
  const staying = members.filter(({path}) => !filedPaths.has(path))
  return {
    ...NOTHING,
    filed,
    held: staying.filter((member) => held.has(member)),
    following: staying.filter((member) => !held.has(member)),
  }
}

/** Under the names that they have: one that was an edited version is the picture now. */
function regrouped(members: readonly Member[]): ReadAsset[] {
  const byName = new Map(members.map((member) => [member.name, member]))
  return groupAssets([...byName.keys()]).flatMap(({primary, companions}) => {
    const [first, ...rest] = [primary, ...companions].flatMap(({name, tail}) => {
      const member = byName.get(name)
      return member ? [{...member, tail}] : []
    })
    return first ? [{primary: first, companions: rest}] : []
  })
}

/** The first picture that is held where others may be put beside it, under a name that says what their stem is. */
function anchorOf(pictures: readonly Member[], held: ReadonlyMap<Member, Held>): Anchor | undefined {
  for (const member of pictures) {
    const place = held.get(member)?.beside
    const stem = place === undefined ? undefined : stemOf(place, member)
    if (place !== undefined && stem !== undefined) return {member, place, stem}
  }
  return undefined
}

function isBeside(anchor: Anchor, {beside}: Held): boolean {
  return beside !== undefined && liesBeside(beside, anchor)
}
