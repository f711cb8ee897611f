/**
 * The JSON files that Google Takeout puts beside pictures, and the many ways in which it names them: `IMG.jpg.json`,
 * since 2024 `IMG.jpg.supplemental-metadata.json`, each cut to 51 characters wherever that falls; for the second picture
 * of a name the number moves: `IMG(1).jpg` is described by `IMG.jpg(1).json`. Google documents none of it.
 */
import type {RawPath} from '../paths/bytes.ts'
import {editedFrom} from './edits.ts'
import {isMedia, kindOf} from './kinds.ts'
import {NameIndex} from './name-index.ts'
import {endOf, fold, stemOf} from './names.ts'

/** What a JSON file describes, as far as its name tells. */
export interface Described {
  readonly picture: RawPath
  /** The picture's whole name stands in that of the JSON file. */
  readonly certain: boolean
}

const WORDS = 'supplemental-metadata'
/** Shorter names are never cut; a little less than Takeout's 46 characters, for it counts in a unit of its own. */
const CUT_FROM = 40

/** `IMG.jpg(1)`: a name, and the number that tells it from others of that name. */
interface JsonName {
  readonly base: string
  /** `(1)`, or empty. */
  readonly number: string
}

/**
 * @param known what the caller knows better: which picture a JSON file describes
 * @returns the picture of each JSON file that has one here; a picture is given to one file by a guess, and only where
 *   none names it in full
 */
export function describedPictures(
  jsons: readonly RawPath[],
  index: NameIndex,
  known: ReadonlyMap<RawPath, RawPath> = new Map(),
): Map<RawPath, Described> {
  const found = new Map<RawPath, Described>()
  for (const json of jsons) {
    const picture = index.named(known.get(json) ?? '') ?? fullyNamed(json, index)
    if (picture !== undefined) found.set(json, {picture, certain: true})
  }
  const taken = new Set([...found.values()].map(({picture}) => picture))
  const edits = editsByOriginal(index)
  for (const json of jsons) {
    if (found.has(json)) continue
    const picture = guesses(json, index, edits).find((guess) => !taken.has(guess))
    if (picture === undefined) continue
    taken.add(picture)
    found.set(json, {picture, certain: false})
  }
  return found
}

/** JSON files among a directory's names of which no name tells for certain what they describe: a look into them may. */
export function doubtfulJsons(names: readonly RawPath[]): RawPath[] {
  const jsons = names.filter((name) => kindOf(name) === 'json')
  if (jsons.length === 0) return []
  const index = new NameIndex(names)
  return jsons.filter((json) => fullyNamed(json, index) === undefined)
}

/** `IMG.jpg` as it stands, with Takeout's words behind it, or with the number where Takeout moved it. */
function fullyNamed(json: RawPath, index: NameIndex): RawPath | undefined {
  const name = stemOf(json)
  const {base, number} = parse(name)
  return (
    index.named(name) ??
    index.named(withoutWords(name)) ??
    (number === ''
      ? undefined
      : (index.named(withNumber(base, number)) ?? index.named(withNumber(withoutWords(base), number))))
  )
}

/** The likeliest first. */
function guesses(json: RawPath, index: NameIndex, edits: ReadonlyMap<string, readonly RawPath[]>): RawPath[] {
  const name = stemOf(json)
  const {base, number} = parse(name)
  const picture = withoutWords(base) as RawPath
  const stem = isMedia(picture) ? `${stemOf(picture)}${number}` : undefined
  return [
    ...cutNames({base, number}, index),
    ...(stem === undefined ? [] : (edits.get(fold(stem)) ?? [])),
    ...(stem === undefined ? [] : index.ofStem(stem)),
    // A picture that came without an extension: Takeout gives one to it, and none to its JSON file.
    ...index.ofStem(name),
  ]
}

/** Pictures whose name goes on where that of the JSON file was cut. */
function cutNames({base, number}: JsonName, index: NameIndex): RawPath[] {
  if (base.length < CUT_FROM) return []
  const start = base.replace(/\.[^.]{0,4}$/s, '')
  const folded = fold(base)
  return index
    .beginningWith(start)
    .map((name) => ({name, plain: parse(stemOf(name))}))
    .filter(({name, plain}) => {
      const isPlainCut = fold(`${plain.base}${endOf(name)}`).startsWith(folded)
      return number === ''
        ? isPlainCut || fold(name).startsWith(folded)
        : isPlainCut && plain.number === number
    })
    .sort((a, b) => a.plain.number.length - b.plain.number.length)
    .map(({name}) => name)
}

/** Edited versions by the folded stem of their original: where that is not there, its JSON file speaks of them. */
function editsByOriginal(index: NameIndex): Map<string, RawPath[]> {
  const edits = new Map<string, RawPath[]>()
  for (const name of index.media) {
    const original = editedFrom(stemOf(name))
    if (original === undefined) continue
    const key = fold(original)
    edits.set(key, [...(edits.get(key) ?? []), name])
  }
  return edits
}

/** `name(1)` in its parts. */
function parse(name: string): JsonName {
  const [, base = name, number = ''] = /^(.+)(\(\d+\))$/s.exec(name) ?? []
  return {base, number}
}

/** `IMG.jpg` and `(1)`: `IMG(1).jpg`. */
function withNumber(name: string, number: string): string {
  const extension = endOf(name as RawPath)
  return `${stemOf(name as RawPath)}${number}${extension}`
}

/** `IMG.jpg` for `IMG.jpg.supplemental-metadata`, and for whatever is left of these words. */
function withoutWords(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 && WORDS.startsWith(fold(name.slice(dot + 1))) ? name.slice(0, dot) : name
}
