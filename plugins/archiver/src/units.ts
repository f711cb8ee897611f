/** From the catalog's rows to what is packed: directories that directly hold files, with their dates. */
import {
  type CatalogFile,
  type DateSpan,
  dateOfFolder,
  dirname,
  type Left,
  type LeftCode,
  type RawPath,
  relativeTo,
  type VolumeTarget,
} from 'mediastruct'
import {assetStem, isCompanion, sharedStems} from './assets.ts'
import {nameProblem} from './names.ts'
import type {PackFile, PackUnit} from './packing/model.ts'
import {sectorsOfFile, sectorsOfFolder} from './packing/sectors.ts'

/** A file that may go into a volume, as the catalog knows it. */
export interface ArchiveFile extends PackFile {
  /** Absolute: where it is now. */
  readonly from: RawPath
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint
  /** Digest by `algorithm`, lower-case hex. */
  readonly hash: string
  readonly algorithm: string
  /** Path that it had in the drop. */
  readonly original: RawPath | undefined
}

export type ArchiveUnit = PackUnit<ArchiveFile>

export interface CollectOptions {
  /** A unit's path under `data/` is its path below this directory. */
  readonly base: RawPath
  readonly target: VolumeTarget
  /** Take units without a date, too. */
  readonly all?: boolean | undefined
  /** Take only units that lie wholly before this day: ISO, also `2019` or `2019-05` for their first day. */
  readonly before?: string | undefined
  /** Take only units that lie wholly on or after this day. */
  readonly since?: string | undefined
  /** A further reason to leave a file: what the archive holds already, junk, packages. */
  readonly leave?: ((file: CatalogFile) => {code: LeftCode; reason: string} | undefined) | undefined
}

export interface Collected {
  readonly units: ArchiveUnit[]
  readonly left: Left[]
}

/**
 * Units of the files below `base`, in the order in which the catalog gives them; a directory's files must follow each
 * other. Units outside of `before` and `since` are not asked for, and are not listed.
 */
export function collectUnits(files: Iterable<CatalogFile>, options: CollectOptions): Collected {
  const collected: Collected = {units: [], left: []}
  for (const [directory, inside] of byDirectory(files)) {
    const folder = relativeTo(options.base, directory)
    const dates = dateOfFolder(folder)
    if (dates === undefined && !options.all) leaveUndated(inside, collected.left)
    else if (dates === undefined || isAskedFor(dates, options))
      addUnit(folder, dates, inside, options, collected)
  }
  return collected
}

function* byDirectory(files: Iterable<CatalogFile>): Generator<[RawPath, CatalogFile[]]> {
  let directory: RawPath | undefined
  let inside: CatalogFile[] = []
  for (const file of files) {
    const parent = dirname(file.path)
    if (directory !== undefined && parent !== directory) {
      yield [directory, inside]
      inside = []
    }
    directory = parent
    inside.push(file)
  }
  if (directory !== undefined) yield [directory, inside]
}

function isAskedFor({first, last}: DateSpan, {before, since}: CollectOptions): boolean {
  // ISO dates compare as text, also with the beginning of one: '2018-12-31' < '2019' <= '2019-01-01'.
  return (before === undefined || last < before) && (since === undefined || first >= since)
}

function leaveUndated(files: readonly CatalogFile[], left: Left[]): void {
  const reason = "its folder's path spells no date; --all takes it"
  for (const {path} of files) left.push({path, code: 'undated', reason})
}

function addUnit(
  folder: RawPath,
  dates: DateSpan | undefined,
  inside: readonly CatalogFile[],
  options: CollectOptions,
  {units, left}: Collected,
): void {
  const files: Omit<ArchiveFile, 'asset'>[] = []
  for (const [file, problem] of withProblems(inside, options)) {
    if (problem) left.push({path: file.path, ...problem})
    else files.push(archiveFile(file, options))
  }
  if (files.length === 0) return
  const shared = sharedStems(files.map(({path}) => path))
  const withAssets = files.map((file): ArchiveFile => {
    const stem = assetStem(file.path)
    return shared.has(stem) ? {...file, asset: `${folder}/${stem}`} : file
  })
  const folderSectors = sectorsOfFolder(folder, options.target)
  const sectors = files.reduce((sum, file) => sum + file.sectors, folderSectors)
  units.push({folder, dates, files: withAssets, folderSectors, sectors})
}

type Problem = {code: LeftCode; reason: string} | undefined

/** A sidecar goes where its file goes, also where the archive holds another of the same content. */
function withProblems(files: readonly CatalogFile[], options: CollectOptions): [CatalogFile, Problem][] {
  const judged = files.map((file): [CatalogFile, Problem] => [file, problemOf(file, options)])
  const going = new Set(judged.flatMap(([{path}, problem]) => (problem ? [] : [assetStem(path)])))
  return judged.map(([file, problem]) =>
    problem?.code === 'held' && isCompanion(file.path) && going.has(assetStem(file.path))
      ? [file, undefined]
      : [file, problem],
  )
}

function problemOf(file: CatalogFile, {base, target, leave}: CollectOptions): Problem {
  if (file.offline) return {code: 'offline', reason: 'it lies on a volume that is not here'}
  if (file.hash === undefined || file.algorithm === undefined) {
    return {code: 'changed', reason: 'it has not been read yet; crawl it'}
  }
  const reason = nameProblem(relativeTo(base, file.path), target)
  return reason === undefined ? leave?.(file) : {code: 'name', reason}
}

function archiveFile(file: CatalogFile, {base, target}: CollectOptions): Omit<ArchiveFile, 'asset'> {
  const {path: from, size, mtimeNs, hash = '', algorithm = '', original} = file
  const path = relativeTo(base, from)
  return {
    path,
    size,
    sectors: sectorsOfFile({path, size, original}, target),
    from,
    mtimeNs,
    hash,
    algorithm,
    original,
  }
}
