/** Where the files of a package go: every path below it stays as it is. */
import {existsSync} from 'node:fs'
import {basename, extname, join, type RawPath, relativeTo, toBytes} from 'mediastruct'
import type {FoundDate} from './dates.ts'
import type {Held} from './held.ts'
import type {ReadFile} from './members.ts'
import type {Namer} from './namer.ts'

/** A package that was read. */
export interface ReadPackage {
  readonly path: RawPath
  readonly files: readonly ReadFile[]
}

/** What is filed to a place that holds a part of a package, and what lies there already. */
interface Added {
  readonly filed: ReadonlyMap<ReadFile, RawPath>
  readonly lying: ReadonlyMap<ReadFile, Held>
}

/** The directory that holds the most of a package's streams, each where it was in the package. */
export function homeOf(
  one: ReadPackage,
  holders: ReadonlyMap<ReadFile, readonly Held[]>,
): RawPath | undefined {
  const bytes = new Map<RawPath, number>()
  for (const [stream, all] of holders) {
    const ending = `/${insideOf(one, stream)}`
    for (const {place} of all) {
      if (!place?.endsWith(ending)) continue
      const home = place.slice(0, -ending.length) as RawPath
      bytes.set(home, (bytes.get(home) ?? 0) + stream.size)
    }
  }
  const [best] = [...bytes].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
  return best?.[0]
}

export class PackagePlaces {
  readonly #namer: Namer
  /** Directories that this run gave to packages. */
  readonly #given = new Set<RawPath>()

  constructor(namer: Namer) {
    this.#namer = namer
  }

  /** In a directory of their own, named after the first stream. @throws as `Namer.placesFor` */
  async whole(
    one: ReadPackage,
    first: ReadFile,
    files: readonly ReadFile[],
    found: FoundDate,
  ): Promise<Map<ReadFile, RawPath>> {
    const primary = {...first, tail: extname(first.name), isNote: false}
    const [place] = (await this.#namer.placesFor({primary, filed: [primary], found})).values()
    const home = this.#freeDirectory(withoutExtension(place ?? first.path))
    return new Map(files.map((file) => [file, this.#give(file, join(home, insideOf(one, file)))]))
  }

  /** What is new beside what is there; another file of one name gets a number. */
  added(one: ReadPackage, home: RawPath, files: readonly ReadFile[]): Added {
    const filed = new Map<ReadFile, RawPath>()
    const lying = new Map<ReadFile, Held>()
    for (const file of files) {
      let same: Held | undefined
      const place = this.#namer.firstPlace(join(home, insideOf(one, file)), (candidate, occupant) => {
        if (occupant?.hash === file.hash) same = heldAt(candidate, occupant.path)
        return occupant === undefined || same !== undefined
      })
      if (same) lying.set(file, same)
      else filed.set(file, this.#give(file, place))
    }
    return {filed, lying}
  }

  #give(file: ReadFile, place: RawPath): RawPath {
    this.#namer.give(place, file.hash)
    return place
  }

  #freeDirectory(wished: RawPath): RawPath {
    for (let number = 1; ; number++) {
      const directory = (number === 1 ? wished : `${wished}-${number}`) as RawPath
      if (this.#given.has(directory) || existsSync(toBytes(directory))) continue
      this.#given.add(directory)
      return directory
    }
  }
}

function heldAt(place: RawPath, lying: RawPath | undefined): Held {
  return {
    path: lying ?? place,
    atHand: lying !== undefined,
    isNew: lying === undefined,
    place,
    beside: undefined,
  }
}

/** `AVCHD/BDMV/STREAM/00001.MTS`. */
function insideOf({path}: ReadPackage, file: Pick<ReadFile, 'path'>): RawPath {
  return join(basename(path), relativeTo(path, file.path))
}

function withoutExtension(path: RawPath): RawPath {
  return path.slice(0, path.length - extname(path).length) as RawPath
}
