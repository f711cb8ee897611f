/** Files that belong together and move together: a picture, its raw file, its film, its edited versions, its notes. */
import type {RawPath} from '../paths/bytes.ts'
import {isLiveFilm, isLiveStill, kindOf, rankOf} from './kinds.ts'
import {mediaTies, type Tie} from './media-ties.ts'
import {NameIndex} from './name-index.ts'
import {endOf, fold, insertedBeforeExtension, stemOf} from './names.ts'
import {noteTie} from './notes.ts'
import {describedPictures} from './takeout.ts'

export interface AssetMember {
  readonly name: RawPath
  /** What it has behind the asset's stem, whatever that will be: `.CR2`, `.jpg.xmp`, `_edited.JPG`. */
  readonly tail: RawPath
  /** It only says something about another member, and is worth little without it. */
  readonly isNote: boolean
}

export interface Asset {
  /** It gives the asset its date and its stem. */
  readonly primary: AssetMember
  readonly companions: readonly AssetMember[]
}

/** What is known of a directory's files besides their names. */
export interface KnownTies {
  /** The picture that a JSON file describes. */
  readonly pictures?: ReadonlyMap<RawPath, RawPath>
  /** The still whose moving half a film is, whatever both are called. */
  readonly halves?: ReadonlyMap<RawPath, RawPath>
  /** Films that are no half of the still of their stem. */
  readonly apart?: ReadonlySet<RawPath>
  /** Media of stems whose files were not all taken together: of each, the first one that it was taken with, if that is known. */
  readonly takenWith?: ReadonlyMap<RawPath, RawPath>
}

/**
 * Groups the names of one directory, in the order in which their primaries came; no name is lost, none is in two assets.
 * Stems are compared without case. What belongs to nothing is an asset of its own.
 */
export function groupAssets(names: readonly RawPath[], known: KnownTies = {}): Asset[] {
  const index = new NameIndex(names)
  const assets = new Assets(known)
  const ties = mediaTies(index, known.halves)
  for (const group of index.stems.values()) {
    assets.addStem(ties.size === 0 ? group : group.filter((name) => !ties.has(name)))
  }
  for (const [name, tie] of ties) assets.addTied(name, tie)
  const jsons = index.others.filter((name) => kindOf(name) === 'json')
  const described = jsons.length > 0 ? describedPictures(jsons, index, known.pictures) : new Map()
  for (const name of index.others) assets.addNote(name, noteTie(name, index, described))
  return assets.inOrderOf(names)
}

class Assets {
  readonly #known: KnownTies
  /** By the name of each member. */
  readonly #assets = new Map<RawPath, Building>()
  /** What stands between the asset's stem and the extension of a member: `_edited`. */
  readonly #infixes = new Map<RawPath, string>()

  constructor(known: KnownTies) {
    this.#known = known
  }

  /**
   * Files of one stem that are tied to none by their names: the best takes what can belong to it, and so on with the rest.
   * A raw file takes the pictures of its stem, and it and a HEIC or JPEG file the film of a Live Photo.
   */
  addStem(names: readonly RawPath[]): void {
    const [only] = names
    if (only !== undefined && names.length === 1) return void this.#begin(only)
    const waiting = new Set(names.toSorted((a, b) => rankOf(a) - rankOf(b)))
    const films = new Set([...waiting].filter((name) => isLiveFilm(name) && !this.#known.apart?.has(name)))
    for (const primary of waiting) {
      waiting.delete(primary)
      films.delete(primary)
      const asset = this.#begin(primary)
      const isRaw = kindOf(primary) === 'raw'
      // A film that stands apart is in the one set and not in the other.
      const pictures = isRaw ? [...waiting].filter((name) => kindOf(name) !== 'film') : []
      const candidates = isRaw || isLiveStill(primary) ? [...pictures, ...films] : []
      for (const name of spelledFirst(candidates, stemOf(primary))) {
        if (!this.#joinMoment(asset, name)) continue
        waiting.delete(name)
        films.delete(name)
      }
    }
  }

  /** @returns false where they were not taken together, too */
  #joinMoment(asset: Building, name: RawPath): boolean {
    const moment = this.#known.takenWith?.get(name)
    const isAnother = moment !== undefined && asset.moment !== undefined && moment !== asset.moment
    if (isAnother || !this.#join(asset, name)) return false
    asset.moment ??= moment
    return true
  }

  addTied(name: RawPath, tie: Tie): void {
    const asset = this.#assets.get(tie.owner)
    if (!asset || !this.#join(asset, name, tie)) this.#begin(name)
  }

  /** A note is never parted from what it speaks of: where its name is taken, it gets a number. */
  addNote(name: RawPath, tie: Tie | undefined): void {
    const asset = tie && this.#assets.get(tie.owner)
    if (!asset || !tie) return void this.#begin(name)
    const tail = `${this.#infixes.get(tie.owner) ?? ''}${tie.tail}` as RawPath
    for (let number = 1; ; number++) {
      const free = number === 1 ? tail : insertedBeforeExtension(tail, `-${number}`)
      if (this.#join(asset, name, {...tie, tail: free})) return
    }
  }

  inOrderOf(names: readonly RawPath[]): Asset[] {
    const ordered: Asset[] = []
    for (const name of names) {
      const asset = this.#assets.get(name)
      if (asset?.primary.name === name) ordered.push(asset)
    }
    return ordered
  }

  #begin(name: RawPath): Building {
    const asset = new Building({name, tail: endOf(name), isNote: false}, this.#known.takenWith?.get(name))
    this.#assets.set(name, asset)
    return asset
  }

  /** @returns false where another member would have the same name */
  #join(
    asset: Building,
    name: RawPath,
    {tail, isNote}: Omit<Tie, 'owner'> = {tail: endOf(name), isNote: false},
  ): boolean {
    if (!asset.join({name, tail, isNote})) return false
    this.#assets.set(name, asset)
    const infix = tail.slice(0, tail.length - endOf(name).length)
    if (infix !== '') this.#infixes.set(name, infix)
    return true
  }
}

class Building implements Asset {
  readonly primary: AssetMember
  readonly companions: AssetMember[] = []
  /** The first medium of its stem that it was taken with. */
  moment: RawPath | undefined
  /** Case folded: a file system without case takes two for one. Most assets are one file, and need none. */
  #tails: Set<string> | undefined

  constructor(primary: AssetMember, moment: RawPath | undefined) {
    this.primary = primary
    this.moment = moment
  }

  /** @returns false where another member would have the same name */
  join(member: AssetMember): boolean {
    const tail = fold(member.tail)
    this.#tails ??= new Set([fold(this.primary.tail)])
    if (this.#tails.has(tail)) return false
    this.#tails.add(tail)
    this.companions.push(member)
    return true
  }
}

/** Where two names differ in case alone, each takes what is spelled as it is. */
function spelledFirst(names: readonly RawPath[], stem: RawPath): RawPath[] {
  const isSpelledSo = (name: RawPath) => stemOf(name) === stem
  return [...names.filter(isSpelledSo), ...names.filter((name) => !isSpelledSo(name))]
}
