/** Whether a note lies beside a picture, so that those who look at their names take the two for one asset. */
import {readdirSync} from 'node:fs'
import {basename, dirname, extname, groupAssets, type RawPath, toBytes} from 'mediastruct'
import type {Member} from './members.ts'

/** A copy of a picture, wherever it lies. */
export interface Copy {
  readonly place: RawPath
  /** Its path without what stands behind the asset's stem. */
  readonly stem: RawPath
}

/** What may stand behind a stem: `.xmp`, `-2.xmp`, `_edited.jpg.xmp`, `M01.XML`. */
const BEHIND_STEM = /^(?:[-._]|[MST]\d\d\.)/i

/** The stem that a copy of a member lies under. An edited version under another kind of name says nothing of its original's. */
export function stemOf(place: RawPath, {name, tail}: Pick<Member, 'name' | 'tail'>): RawPath | undefined {
  const isPlain = tail.length === extname(name).length
  const ending = isPlain ? extname(place) : tail
  const hasEnding =
    place.toLowerCase().endsWith(ending.toLowerCase()) && basename(place).length > ending.length
  return hasEnding ? (place.slice(0, place.length - ending.length) as RawPath) : undefined
}

export function copyOf(place: RawPath, member: Pick<Member, 'name' | 'tail'>): Copy {
  return {place, stem: stemOf(place, member) ?? withoutExtension(place)}
}

/** A note under the stem of a copy, numbered or not, or one that its name ties to it: `GL010001.LRV`. */
export function liesBeside(note: RawPath, {place, stem}: Copy): boolean {
  if (!mayLieBeside(note, {place, stem})) return false
  const described = fold(withoutExtension(note))
  if (described === fold(stem) || described === fold(place)) return true
  const owned = ownedWith(note, place)
  return owned ?? (fold(note).startsWith(fold(stem)) && BEHIND_STEM.test(note.slice(stem.length)))
}

/** What names alone say at once: of thousands of equal notes in one directory, few are looked at any further. */
export function mayLieBeside(note: RawPath, {place, stem}: Copy): boolean {
  if (dirname(note) !== dirname(place)) return false
  if (fold(note).startsWith(fold(stem))) return true
  const described = withoutExtension(note)
  return lastNumber(described) === lastNumber(stem) || fold(place).startsWith(fold(described))
}

/** `010001` of `GL010001`: other names for one picture keep its number. */
function lastNumber(path: RawPath): string | undefined {
  return /(\d+)\D*$/.exec(basename(path))?.[1]
}

/**
 * Whether the names of a directory put a note and a picture into one asset: `x-2.xmp` is that of `x-2.jpg`, if there is one.
 * @returns undefined where they tie the note to nothing
 */
function ownedWith(note: RawPath, picture: RawPath): boolean | undefined {
  const [name, pictureName] = [basename(note), basename(picture)]
  const names = new Set([pictureName, ...owners(note), name])
  const asset = groupAssets([...names])
    .map(({primary, companions}) => [primary, ...companions].map((member) => member.name))
    .find((members) => members.includes(name))
  return asset === undefined || asset.length === 1 ? undefined : asset.includes(pictureName)
}

/** What the note's name may speak of. Where the directory can't be listed, nothing else is known. */
function owners(note: RawPath): RawPath[] {
  const name = fold(basename(note))
  return namesIn(dirname(note)).filter(
    (other) => fold(other) !== name && name.startsWith(fold(withoutExtension(other))),
  )
}

function namesIn(directory: RawPath): RawPath[] {
  try {
    return readdirSync(toBytes(directory), {encoding: 'latin1'}) as RawPath[]
  } catch {
    return []
  }
}

function withoutExtension(path: RawPath): RawPath {
  return path.slice(0, path.length - extname(path).length) as RawPath
}

/** Bytes as they are, but for the case of ASCII letters: the length stays. */
function fold(path: RawPath): string {
  return path.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
