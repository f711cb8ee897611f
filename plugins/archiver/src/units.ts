/** From the catalog's rows to what is packed: directories that directly hold files, with their dates. */
import {
  type CatalogFile,
  type DateSpan,
  dateOfFolder,
  dirname,
  type Left,
  type ManifestAlgorithm,
  type RawPath,
  relativeTo,
  toText,
  type VolumeTarget,
} from 'mediastruct'
import {nameProblem, sameInAnyCase} from './names.ts'
import type {PackFile, PackUnit} from './packing/model.ts'
import {sectorsOfFile, sectorsOfFolder, sectorsOfUnit} from './packing/sectors.ts'
import {byDirectory} from './per-directory.ts'
import {judgeFolder, judgePackage, type Problem} from './together.ts'

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
  /** Manifests that a volume gets. */
  readonly manifests?: readonly ManifestAlgorithm[] | undefined
  /** A further reason to leave a file: what the archive holds already, junk, packages. */
  readonly leave?: ((file: CatalogFile) => Problem | undefined) | undefined
  /** The package that a file lies in, where that goes into a volume as one. */
  readonly packageOf?: ((path: RawPath) => RawPath | undefined) | undefined
}

export interface Collected {
  readonly units: ArchiveUnit[]
  readonly left: Left[]
}

/**
 * Units of the files below `base`: directories that directly hold files, in the order in which the catalog gives them,
 * then packages; a directory's files must follow each other. Units outside of `before` and `since` are not asked for, and
 * are not listed.
 */
export function collectUnits(files: Iterable<CatalogFile>, options: CollectOptions): Collected {
  const collected: Collected = {units: [], left: []}
  for (const [place, inside] of byPlace(files, options)) {
    const dates = dateOfFolder(relativeTo(options.base, place.path))
    if (dates === undefined && !options.all) leaveUndated(inside, collected.left)
    else if (dates === undefined || isAskedFor(dates, options))
      addUnit(place, dates, inside, options, collected)
  }
  return collected
}

/** A directory, or a package with all that is below it. */
interface Place {
  readonly path: RawPath
  readonly isPackage: boolean
}

/** A package is complete only when all files were seen: its own and those below it need not follow each other. */
function* byPlace(
  files: Iterable<CatalogFile>,
  {packageOf}: CollectOptions,
): Generator<[Place, CatalogFile[]]> {
  const packages = new Map<RawPath, CatalogFile[]>()
  for (const [path, inside] of byDirectory(files)) {
    const [first] = inside
    const whole = first && packageOf?.(first.path)
    if (whole === undefined) yield [{path, isPackage: false}, inside]
    else packages.set(whole, [...(packages.get(whole) ?? []), ...inside])
  }
  for (const [path, inside] of packages) yield [{path, isPackage: true}, inside]
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
  {path, isPackage}: Place,
  dates: DateSpan | undefined,
  inside: readonly CatalogFile[],
  options: CollectOptions,
  {units, left}: Collected,
): void {
  const judge = isPackage ? judgePackage : judgeFolder
  const files: ArchiveFile[] = []
  const rivals = sameInAnyCase(
    inside.map((file) => file.path),
    options.target,
  )
  for (const {file, problem, asset} of judge(inside, (one) => problemOf(one, options, rivals))) {
    if (problem) left.push({path: file.path, ...problem})
    else files.push(archiveFile(file, asset, options))
  }
  if (files.length === 0) return
  const folder = relativeTo(options.base, path)
  const folders = isPackage ? [...new Set(files.map((file) => dirname(file.path)))].sort() : undefined
  const folderSectors = (folders ?? [folder]).reduce(
    (sum, one) => sum + sectorsOfFolder(one, options.target),
    0,
  )
  // A package has several directories, which its files share in ways that are not looked into.
  const sectors = isPackage
    ? Math.ceil(files.reduce((sum, file) => sum + file.sectors, folderSectors))
    : sectorsOfUnit({folder, folderSectors}, files, options.target)
  units.push({folder, folders, dates, files, folderSectors, sectors})
}

/** @param rivals by path: one of the same name but for its case, where the medium can't tell them apart */
function problemOf(
  file: CatalogFile,
  {base, target, leave}: CollectOptions,
  rivals: ReadonlyMap<RawPath, RawPath>,
): Problem | undefined {
  if (file.offline) return {code: 'offline', reason: 'it lies on a volume that is not here'}
  if (file.hash === undefined || file.algorithm === undefined) {
    return {code: 'changed', reason: 'it has not been read yet; crawl it'}
  }
  const reason = nameProblem(relativeTo(base, file.path), target)
  if (reason !== undefined) return {code: 'name', reason}
  const left = leave?.(file)
  const rival = rivals.get(file.path)
  if (left || rival === undefined) return left
  return {code: 'name', reason: `on ${target.name}, its name is that of ${toText(rival)}, but for case`}
}

function archiveFile(
  file: CatalogFile,
  asset: RawPath | undefined,
  {base, target, manifests}: CollectOptions,
): ArchiveFile {
  const {path: from, size, mtimeNs, hash = '', algorithm = '', original} = file
  const path = relativeTo(base, from)
  return {
    path,
    size,
    sectors: sectorsOfFile({path, size, original}, target, manifests),
    from,
    mtimeNs,
    hash,
    algorithm,
    original,
    asset,
  }
}
