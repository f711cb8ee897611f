/** Pictures and films that belong to another one: edited versions, halves of Live Photos, what cameras put beside a film. */
import type {RawPath} from '../paths/bytes.ts'
import {EDITED, editedFrom} from './edits.ts'
import {extensionOf, isLiveStill, kindOf} from './kinds.ts'
import type {NameIndex} from './name-index.ts'
import {endOf, stemOf} from './names.ts'

/** What a file belongs to, and how it is called when both get a new stem. */
export interface Tie {
  readonly owner: RawPath
  /** What it has behind the owner's stem. */
  readonly tail: RawPath
  /** It only says something about its owner. */
  readonly isNote: boolean
}

/** Sony's XAVC: `C0001T01.JPG` is the thumbnail of `C0001.MP4`, `C0001S03.MP4` its small version. */
const SONY_NAMES = new Map([
  ['jpg', /^(.+)T\d{2}$/is],
  ['mp4', /^(.+)S\d{2}$/is],
])
/** Google's motion photos: `PXL_1.MP` is the film of `PXL_1.MP.jpg`. */
const MOTION = new Set(['mp', 'mv'])

/**
 * The ties of a directory's media. One that is tied itself owns nothing: what claims to belong to it stands for itself.
 * @param halves the still of each film that is known to be its moving half
 */
export function mediaTies(
  index: NameIndex,
  halves: ReadonlyMap<RawPath, RawPath> = new Map(),
): Map<RawPath, Tie> {
  const claimed = new Map<RawPath, Tie>()
  for (const name of index.media) {
    const half = halves.get(name)
    const tie = half === undefined ? tieByName(name, index) : liveHalf(name, half)
    if (tie && tie.owner !== name) claimed.set(name, tie)
  }
  return new Map([...claimed].filter(([, {owner}]) => !claimed.has(owner)))
}

function tieByName(name: RawPath, index: NameIndex): Tie | undefined {
  return edited(name, index) ?? besideFilm(name, index) ?? motionHalf(name, index)
}

function liveHalf(name: RawPath, owner: RawPath): Tie {
  return {owner, tail: endOf(name), isNote: false}
}

function edited(name: RawPath, index: NameIndex): Tie | undefined {
  const original = editedFrom(stemOf(name))
  const owner = original === undefined ? undefined : originalOf(name, index.ofStem(original))
  return owner && {owner, tail: `${EDITED}${endOf(name)}` as RawPath, isNote: false}
}

/** An edited picture had a picture for its original; an edited film may be that of a Live Photo. */
function originalOf(name: RawPath, originals: readonly RawPath[]): RawPath | undefined {
  const isFilm = (other: RawPath) => kindOf(other) === 'film'
  if (!isFilm(name)) return originals.find((original) => !isFilm(original))
  return originals.find(isFilm) ?? originals.find(isLiveStill)
}

function besideFilm(name: RawPath, index: NameIndex): Tie | undefined {
  const base = SONY_NAMES.get(extensionOf(name))?.exec(stemOf(name))?.[1]
  const owner = base === undefined ? undefined : index.ofStem(base).find((other) => kindOf(other) === 'film')
  return owner && {owner, tail: name.slice(stemOf(owner).length) as RawPath, isNote: true}
}

function motionHalf(name: RawPath, index: NameIndex): Tie | undefined {
  if (!MOTION.has(extensionOf(name))) return undefined
  const still = index.ofStem(name).find(isLiveStill)
  return still === undefined ? undefined : liveHalf(name, still)
}
