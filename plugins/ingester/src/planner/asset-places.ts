/** Where the files of an asset lie once its primary has a name: all behind one stem. */
import {
  basename,
  extname,
  fromText,
  join,
  MediaStructError,
  type NameProposal,
  type RawPath,
  UNNAMABLE,
} from 'mediastruct'
import type {Member} from './members.ts'

/** Longest path that Linux takes, in bytes: PATH_MAX without its NUL. */
const PATH_BYTES = 4095
const NAME_BYTES = 255

export class AssetPlaces {
  readonly #library: RawPath
  readonly #lowercase: boolean

  /** @param lowercase write extensions in lower case */
  constructor(library: RawPath, lowercase: boolean) {
    this.#library = library
    this.#lowercase = lowercase
  }

  of({folder, name}: NameProposal, primary: Member, member: Member): RawPath {
    const place = join(this.#library, fromText(folder), fromText(name))
    if (member === primary) return place
    const stem = place.slice(0, place.length - extname(place).length)
    return `${stem}${this.cased(member.tail)}` as RawPath
  }

  /** @throws MediaStructError UNNAMABLE where one of them is too long */
  all<M extends Member>(proposal: NameProposal, primary: M, members: readonly M[]): ReadonlyMap<M, RawPath> {
    const places = new Map(members.map((member) => [member, this.of(proposal, primary, member)]))
    for (const place of places.values()) assertFits(place)
    return places
  }

  /** Of what stands behind a stem, all from its first dot. ASCII only: the names are bytes. */
  cased(tail: RawPath): RawPath {
    if (!this.#lowercase) return tail
    return tail.replace(/\..*/s, (extension) =>
      extension.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    ) as RawPath
  }
}

export function fits(place: RawPath): boolean {
  return basename(place).length <= NAME_BYTES && place.length <= PATH_BYTES
}

function assertFits(place: RawPath): void {
  if (fits(place)) return
  const {length} = basename(place)
  throw new MediaStructError(
    UNNAMABLE,
    length > NAME_BYTES
      ? `with what belongs to it, its name would have ${length} bytes, and file systems take ${NAME_BYTES}; shorten "rename" or the file’s own name`
      : 'its path would be longer than the system takes; shorten "folder"',
  )
}
