/** Which places are taken: by what this run files, and by what lies there already, whatever its case and composition. */
import {readdirSync} from 'node:fs'
import {
  basename,
  type Catalog,
  dirname,
  errnoOf,
  extname,
  isUtf8,
  join,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
  UNNAMABLE,
} from 'mediastruct'

export interface TakenBy {
  /** The file that lies there; undefined where one of this run will. */
  readonly path?: RawPath | undefined
  /** Lower-case hex, where it is known. */
  readonly hash?: string | undefined
}

/** Folders whose listings are remembered: files of one day come together. */
const REMEMBERED = 256

export class Taken {
  readonly #catalog: Pick<Catalog, 'get'>
  readonly #folders = new Map<RawPath, Folder>()
  /** Hashes of the files of this run, by the folded place that each was given. */
  readonly #given = new Map<string, string>()
  /** Stems of those places, where somebody asks for them. */
  readonly #stems = new Set<string>()

  constructor(catalog: Pick<Catalog, 'get'>) {
    this.#catalog = catalog
  }

  give(place: RawPath, hash: string): void {
    this.#given.set(fold(place), hash)
  }

  /** Nobody else gets the stem of this place. */
  giveStem(place: RawPath): void {
    for (const stem of stemsOf(basename(place))) this.#stems.add(fold(join(dirname(place), stem)))
  }

  /** @throws MediaStructError UNNAMABLE where a file has the folder's name; errno errors */
  by(place: RawPath): TakenBy | undefined {
    const hash = this.#given.get(fold(place))
    if (hash !== undefined) return {hash}
    const lying = this.lyingAt(place)
    const path = lying.find((other) => other === place) ?? lying[0]
    return path && {path, hash: this.#catalog.get(path)?.hash}
  }

  /** What lies on the disk at a place, or at one that some file system would take for it. @throws as `by` */
  lyingAt(place: RawPath): RawPath[] {
    const names = this.#folder(dirname(place)).named(basename(place))
    return names.map((name) => join(dirname(place), name))
  }

  /**
   * What lies beside a place and has its stem, so that the two would be taken for one asset.
   * @returns undefined where a file of this run will
   * @throws as `by`
   */
  ofStem(place: RawPath): RawPath[] | undefined {
    const stem = stemOf(basename(place))
    if (this.#stems.has(fold(join(dirname(place), stem)))) return undefined
    const names = this.#folder(dirname(place)).ofStem(stem)
    return names.map((name) => join(dirname(place), name))
  }

  #folder(path: RawPath): Folder {
    const known = this.#folders.get(path)
    if (known !== undefined) return known
    const folder = new Folder(namesIn(path))
    if (this.#folders.size >= REMEMBERED) this.#folders.clear()
    this.#folders.set(path, folder)
    return folder
  }
}

const IN_THE_WAY: Readonly<Record<string, (folder: string) => string>> = {
  ENOTDIR: (folder) => `it would lie in ${folder}, where a file is in the way`,
  ENAMETOOLONG: () => 'its path would be longer than the system takes; shorten "folder"',
}

function namesIn(path: RawPath): RawPath[] {
  try {
    return readdirSync(toBytes(path), {encoding: 'latin1'}) as RawPath[]
  } catch (error) {
    const code = errnoOf(error) ?? ''
    if (code === 'ENOENT') return []
    const why = IN_THE_WAY[code]
    throw why === undefined ? error : new MediaStructError(UNNAMABLE, why(toText(path)))
  }
}

/** What lies in a folder. */
class Folder {
  readonly #names: readonly RawPath[]
  readonly #byName: ReadonlyMap<string, readonly RawPath[]>
  #byStem: ReadonlyMap<string, readonly RawPath[]> | undefined

  constructor(names: readonly RawPath[]) {
    this.#names = names
    this.#byName = Map.groupBy(names, fold)
  }

  named(name: RawPath): readonly RawPath[] {
    return this.#byName.get(fold(name)) ?? []
  }

  ofStem(stem: RawPath): readonly RawPath[] {
    this.#byStem ??= byStem(this.#names)
    return this.#byStem.get(fold(stem)) ?? []
  }
}

function byStem(names: readonly RawPath[]): Map<string, RawPath[]> {
  const stems = new Map<string, RawPath[]>()
  for (const name of names) {
    for (const stem of stemsOf(name).map(fold)) stems.set(stem, [...(stems.get(stem) ?? []), name])
  }
  return stems
}

/** `a.jpg` and `a` of `a.jpg.xmp`: whatever it may belong to. */
function stemsOf(name: RawPath): RawPath[] {
  const stem = stemOf(name)
  return stem === name ? [name] : [stem, ...stemsOf(stem)]
}

function stemOf(name: RawPath): RawPath {
  return name.slice(0, name.length - extname(name).length) as RawPath
}

const ASCII = /^[\x00-\x7f]*$/

/** One text for all names that some file system takes for one: without case, composed. More than one does is no harm. */
export function fold(path: RawPath): string {
  if (ASCII.test(path)) return path.toLowerCase()
  if (!isUtf8(path)) return path
  return toText(path).normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}
