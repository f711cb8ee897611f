/** Plans what leaves: whole assets, from nowhere but the trees that are sorted, and never out of a package. */
import {
  type CatalogFile,
  entryFinder,
  isWithin,
  join,
  type LeavingFile,
  LeavingFiles,
  type LeftCode,
  type PlanSink,
  packageOf,
  type RawPath,
  toText,
} from 'mediastruct'
import type {Candidate, CandidateOptions, Refused} from './candidates.ts'
import {isMedia} from './media.ts'
import type {Places} from './place.ts'
import {type Going, type LeavingAsset, leavingAssets} from './together.ts'

export interface SortOptions extends CandidateOptions {
  readonly places: Places
  /** Only assets of which a file is a picture, a film, a sound or a sidecar. */
  readonly mediaOnly: boolean
}

/** In byte order of the directories. */
export async function planSort(
  candidates: AsyncIterable<Candidate> | Iterable<Candidate | Refused>,
  options: SortOptions,
  sink: PlanSink,
): Promise<void> {
  const leaving = new LeavingFiles(options.catalog.db)
  for await (const candidate of candidates) {
    if ('code' in candidate) sink.left(candidate)
    else if (isSource(candidate.file, options)) {
      const {file, keeper, reason} = candidate
      leaving.add({path: file.path, keeper: keeper.path, reason})
    }
  }
  const packageAround = packageFinder(options)
  for (const [directory, files] of leaving.byDirectory()) {
    const inPackage = packageAround(directory)
    if (inPackage === undefined) planDirectory(directory, files, options, sink)
    else leaveAll(files, 'package', `it is part of ${toText(inPackage)}`, sink)
  }
}

/** Says in which package the files of a directory lie. */
function packageFinder({trees}: SortOptions): (directory: RawPath) => RawPath | undefined {
  const holds = entryFinder()
  return (directory) => {
    const tree = trees.of(directory)?.path ?? directory
    return packageOf(join(directory, 'any' as RawPath), tree, holds)
  }
}

function planDirectory(
  directory: RawPath,
  files: readonly LeavingFile[],
  {catalog, places, mediaOnly}: SortOptions,
  sink: PlanSink,
): void {
  for (const asset of leavingAssets(catalog, directory, files)) {
    if (mediaOnly && !pathsOf(asset).some(isMedia)) continue
    if ('going' in asset) moveAll(asset.going, places, sink)
    else leaveAll(asset.staying, asset.code, asset.reason, sink)
  }
}

function isSource({path}: CatalogFile, {trees, roots, outside}: CandidateOptions): boolean {
  if (!roots.some((root) => isWithin(path, root)) || trees.isMaster(path)) return false
  return !outside.some((place) => isWithin(path, place))
}

function pathsOf(asset: LeavingAsset): RawPath[] {
  return ('going' in asset ? asset.going : asset.staying).map(({path}) => path)
}

function leaveAll(files: readonly LeavingFile[], code: LeftCode, reason: string, sink: PlanSink): void {
  for (const {path} of files) sink.left({path, code, reason})
}

/** One word for those that move together; none for a file alone. */
function moveAll(going: readonly Going[], places: Places, sink: PlanSink): void {
  const [first, second] = going
  const asset = second && first?.path
  for (const {path: from, keeper, reason, file} of going) {
    const {size, mtimeNs, hash = '', algorithm = ''} = file
    sink.move({from, to: places.of(from), size, mtimeNs, hash, algorithm, reason, keeper, asset})
  }
}
