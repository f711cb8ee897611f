/** Which volumes hold what is asked for. */
import {posix} from 'node:path'
import {
  basename,
  type Catalog,
  type CatalogFile,
  type DateSpan,
  dateOfFolder,
  dirname,
  isWithin,
  type RawPath,
  relativeTo,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {filesOf, payloadOf} from './contents.ts'

export interface LocatedFile {
  readonly file: CatalogFile
  readonly volume: VolumeRow
}

const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/
const HASH = /^[0-9a-f]{6,128}$/i

/** @param what a date (`2019`, `2019-05`, `2019-05-04`), a hash or its beginning, or a glob */
export function* locate(
  catalog: Catalog,
  volumes: readonly VolumeRow[],
  what: string,
): Generator<LocatedFile> {
  const day = DATE.test(what) ? dateOfFolder(what) : undefined
  if (day) yield* matching(catalog, volumes, isOfDay(day))
  else if (HASH.test(what)) yield* byHash(catalog, volumes, what.toLowerCase())
  else yield* matching(catalog, volumes, isLike(what))
}

/** Says of a file, and its path below `data/`, whether it is meant. */
type Matcher = (file: CatalogFile, below: RawPath) => boolean

function* matching(
  catalog: Catalog,
  volumes: readonly VolumeRow[],
  isMeant: Matcher,
): Generator<LocatedFile> {
  for (const volume of volumes) {
    const data = payloadOf(volume)
    for (const file of filesOf(catalog, volume)) {
      if (isMeant(file, relativeTo(data, file.path))) yield {file, volume}
    }
  }
}

function* byHash(catalog: Catalog, volumes: readonly VolumeRow[], prefix: string): Generator<LocatedFile> {
  for (const file of catalog.withHashPrefix(prefix)) {
    const volume = volumes.find((known) => isWithin(file.path, payloadOf(known)))
    if (volume) yield {file, volume}
  }
}

/** The folder's days and those that are asked for have one in common. */
function isOfDay({first, last}: DateSpan): Matcher {
  return (_, below) => {
    const span = dateOfFolder(dirname(below))
    return span !== undefined && span.first <= last && first <= span.last
  }
}

/** Without a slash, the name is compared; with one, the path below `data/`, the whole path, or the one in the drop. */
function isLike(glob: string): Matcher {
  const matches = (path: RawPath) => posix.matchesGlob(toText(path), glob)
  if (!glob.includes('/')) {
    return ({path, original}) =>
      matches(basename(path)) || (original !== undefined && matches(basename(original)))
  }
  return ({path, original}, below) =>
    matches(below) || matches(path) || (original !== undefined && matches(original))
}
