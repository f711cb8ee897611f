/** The pictures and films among a directory's names, found by name and by stem, with case or without. Made by the million. */
import type {RawPath} from '../paths/bytes.ts'
import {isMedia, rankOf} from './kinds.ts'
import {fold, stemOf} from './names.ts'

export class NameIndex {
  readonly media: readonly RawPath[]
  /** What is neither picture nor film. */
  readonly others: readonly RawPath[]
  /** The media of each stem, case folded. */
  readonly stems: ReadonlyMap<string, readonly RawPath[]>
  /** Only notes ask for it, and most directories have none. */
  #byName: ReadonlyMap<string, readonly RawPath[]> | undefined
  #sorted: readonly {readonly folded: string; readonly name: RawPath}[] | undefined

  constructor(names: readonly RawPath[]) {
    const [media, others]: [RawPath[], RawPath[]] = [[], []]
    for (const name of names) (isMedia(name) ? media : others).push(name)
    this.media = media
    this.others = others
    this.stems = Map.groupBy(media, (name) => fold(stemOf(name)))
  }

  /** The medium of this name; one that differs in case only where none is spelled so. */
  named(name: string): RawPath | undefined {
    this.#byName ??= Map.groupBy(this.media, fold)
    const found = this.#byName.get(fold(name)) ?? []
    return found.find((candidate) => candidate === name) ?? found[0]
  }

  /** Media of this stem, the best first; those whose stem is spelled so before all others. */
  ofStem(stem: string): readonly RawPath[] {
    const found = this.stems.get(fold(stem)) ?? []
    if (found.length < 2) return found
    const isSpelledSo = (name: RawPath) => Number(stemOf(name) === stem)
    return found.toSorted((a, b) => isSpelledSo(b) - isSpelledSo(a) || rankOf(a) - rankOf(b))
  }

  /** Media whose longer name begins so, case folded, in byte order. */
  beginningWith(start: string): RawPath[] {
    this.#sorted ??= this.media
      .map((name) => ({folded: fold(name), name}))
      .sort((a, b) => (a.folded < b.folded ? -1 : 1))
    const folded = fold(start)
    const found: RawPath[] = []
    for (let at = this.#firstFrom(folded); this.#sorted[at]?.folded.startsWith(folded); at++) {
      const entry = this.#sorted[at]
      if (entry && entry.folded.length > folded.length) found.push(entry.name)
    }
    return found
  }

  /** Place of the first that does not come before `folded`. */
  #firstFrom(folded: string): number {
    const sorted = this.#sorted ?? []
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle]?.folded ?? '') < folded) low = middle + 1
      else high = middle
    }
    return low
  }
}
