/** The files that are asked for, what belongs to them, and which volumes hold their content. */
import {
  type Asset,
  basename,
  type Catalog,
  type CatalogFile,
  groupAssets,
  isWithin,
  MediaStructError,
  type RawPath,
  relativeTo,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {filesOf, payloadOf} from '../contents.ts'
import {type Matcher, matcherOf} from '../locating/asked.ts'
import {byDirectory} from '../per-directory.ts'
import {type Content, contentKey, contentOf} from './content.ts'

/** Where a content lies. */
export interface Place {
  readonly volume: VolumeRow
  /** Below `data/`. */
  readonly below: RawPath
}

export interface Wanted {
  readonly volume: VolumeRow
  /** Below `data/`, and below the directory that it is restored to. */
  readonly below: RawPath
  /** Undefined: the index has no hash of it. */
  readonly content: Content | undefined
  /** Bytes. */
  readonly size: number
  /** Nanoseconds since 1970; 0: unknown. */
  readonly mtimeNs: bigint
  /** The path that it had in the drop. */
  readonly original: RawPath | undefined
  /** It was not asked for, but belongs to this file, which was. */
  readonly belongsTo: RawPath | undefined
  /** Every place on any volume that has its content, its own first. */
  readonly places: readonly Place[]
}

export interface WantedOptions {
  readonly catalog: Catalog
  readonly volumes: readonly VolumeRow[]
  /** See `matcherOf`. */
  readonly what: readonly string[]
  /** Takes what belongs to a file along. */
  readonly companions: boolean
}

/**
 * In the order of the volumes, then by folder and name. The same file on two volumes is wanted once.
 * @throws MediaStructError EMPTY_PATTERN, NOT_FOUND where one of the things that are asked for is nowhere
 */
export function wantedFiles({catalog, volumes, what, companions}: WantedOptions): Wanted[] {
  const asked = what.map((text) => ({text, matches: matcherOf(text), found: false}))
  const isAsked: Matcher = (...file) => {
    const met = asked.filter(({matches}) => matches(...file))
    for (const one of met) one.found = true
    return met.length > 0
  }
  const holders = new Holders(catalog, volumes)
  const seen = new Set<string>()
  const wanted: Wanted[] = []
  for (const {volume, file, belongsTo} of askedFiles(catalog, volumes, isAsked, companions)) {
    const below = relativeTo(payloadOf(volume), file.path)
    const content = holders.contentOf(file)
    const key = `${content ? contentKey(content) : file.path}\n${below}`
    if (seen.has(key)) continue
    seen.add(key)
    const {size, mtimeNs, original} = file
    const places = holders.of(file, {volume, below})
    wanted.push({volume, below, content, size, mtimeNs, original, belongsTo, places})
  }
  const missing = asked.filter(({found}) => !found).map(({text}) => text)
  if (missing.length > 0) throw notFound(missing)
  return wanted
}

interface AskedFile {
  readonly volume: VolumeRow
  readonly file: CatalogFile
  readonly belongsTo: RawPath | undefined
}

function* askedFiles(
  catalog: Catalog,
  volumes: readonly VolumeRow[],
  isAsked: Matcher,
  companions: boolean,
): Generator<AskedFile> {
  for (const volume of volumes) {
    const data = payloadOf(volume)
    for (const [, files] of byDirectory(filesOf(catalog, volume))) {
      const asked = files.filter((file) => isAsked(file, relativeTo(data, file.path), volume))
      const isPart = asked.length > 0 && asked.length < files.length
      const belonging = companions && isPart ? companionsOf(files, asked) : new Map<CatalogFile, RawPath>()
      for (const file of asked) yield {volume, file, belongsTo: undefined}
      for (const [file, belongsTo] of belonging) yield {volume, file, belongsTo: relativeTo(data, belongsTo)}
    }
  }
}

/**
 * Who asks for a picture wants what says something about it, and what can't be parted from it: of the file that an asset is
 * named after, all of the asset; of another picture or film of it, the notes alone; of a note, nothing.
 * @returns what belongs to those that were asked for, and to which of them
 */
export function companionsOf(
  files: readonly CatalogFile[],
  asked: readonly CatalogFile[],
): Map<CatalogFile, RawPath> {
  const byName = new Map(files.map((file) => [basename(file.path), file]))
  const isAsked = new Set(asked.map(({path}) => basename(path)))
  const belonging = new Map<CatalogFile, RawPath>()
  for (const asset of groupAssets([...byName.keys()])) {
    const owner = askedOf(asset, isAsked)
    const path = owner && byName.get(owner)?.path
    for (const {name, isNote} of path === undefined ? [] : asset.companions) {
      const file = byName.get(name)
      const comesAlong = isNote || owner === asset.primary.name
      if (file && path !== undefined && comesAlong && !isAsked.has(name)) belonging.set(file, path)
    }
  }
  return belonging
}

/** The picture or film of an asset that was asked for, its primary before others. */
function askedOf({primary, companions}: Asset, isAsked: ReadonlySet<RawPath>): RawPath | undefined {
  return [primary, ...companions].find(({name, isNote}) => !isNote && isAsked.has(name))?.name
}

/** In each volume: what thousands of files hold (nothing, say) need not be tried in thousands of places for each of them. */
const MOST_PLACES = 8

/** Which volumes hold a content, under whatever names. */
class Holders {
  /** By content, where many files have it: looked up once for all of them. */
  readonly #common = new Map<string, readonly Place[]>()
  readonly #catalog: Catalog
  readonly #known: Volumes
  readonly #payloads: readonly {volume: VolumeRow; data: RawPath}[]

  constructor(catalog: Catalog, volumes: readonly VolumeRow[]) {
    this.#catalog = catalog
    this.#known = new Volumes(catalog.db)
    this.#payloads = volumes.map((volume) => ({volume, data: payloadOf(volume)}))
  }

  contentOf(file: CatalogFile): Content | undefined {
    return contentOf(this.#known, file)
  }

  of({hash, size, algorithm}: CatalogFile, own: Place): Place[] {
    if (hash === undefined || algorithm === undefined) return [own]
    const others = this.#placesOf(hash, size, algorithm)
    return [own, ...others.filter(({volume, below}) => volume !== own.volume || below !== own.below)]
  }

  #placesOf(hash: string, size: number, algorithm: string): readonly Place[] {
    const key = contentKey({hash, size, algorithm})
    const known = this.#common.get(key)
    if (known) return known
    const all = this.#catalog.holders(hash, size, algorithm).flatMap(({path}) => this.#placeOf(path))
    if (all.length <= MOST_PLACES) return all
    const byVolume = Map.groupBy(all, ({volume}) => volume)
    const some = [...byVolume.values()].flatMap((places) => places.slice(0, MOST_PLACES))
    this.#common.set(key, some)
    return some
  }

  #placeOf(path: RawPath): Place[] {
    const found = this.#payloads.find(({data}) => isWithin(path, data))
    return found ? [{volume: found.volume, below: relativeTo(found.data, path)}] : []
  }
}

function notFound(missing: readonly string[]): MediaStructError {
  const named = missing.map((text) => `"${text}"`).join(', ')
  return new MediaStructError('NOT_FOUND', `No volume holds anything called ${named}.`, {
    hint: 'Nothing was restored. "mediastruct volumes locate" searches; a pattern with a slash is matched against the whole path below data/.',
  })
}
