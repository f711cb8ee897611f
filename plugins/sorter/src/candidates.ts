/** Which files may go, and which file of the same content each of them leaves behind. */
import {
  type Catalog,
  type CatalogFile,
  contentGroups,
  type Decider,
  isSameFile,
  isWithin,
  type RawPath,
  type Trees,
} from 'mediastruct'
import type {DuplicateList} from './list.ts'

export interface Candidate {
  file: CatalogFile
  keeper: CatalogFile
  reason: string
}

/** A file that the list would move and that must stay. */
export interface Refused {
  path: RawPath
  code: 'changed' | 'excluded' | 'last-copy'
  reason: string
}

export interface CandidateOptions {
  catalog: Catalog
  trees: Trees
  roots: readonly RawPath[]
  /** Drops, and where duplicates go: nothing there is a source, and no copy there lets another one go. */
  outside: readonly RawPath[]
  /** Only what another tree holds. */
  across: boolean
}

/** From the index: what the policy does not keep. */
export async function* indexCandidates(
  options: CandidateOptions,
  decide: Decider,
): AsyncGenerator<Candidate> {
  const {catalog, trees, roots, outside, across} = options
  const counts = ({path}: CatalogFile) => !outside.some((place) => isWithin(path, place))
  for (const group of contentGroups(catalog, {roots, trees, minSize: 1})) {
    const {files} = await decide(group)
    const kept = files.filter(({keep, file}) => keep && counts(file)).map(({file}) => file)
    for (const {file, keep, reason} of files) {
      const keeper = across
        ? kept.find(({path}) => trees.of(path)?.path !== trees.of(file.path)?.path)
        : kept[0]
      if (!keep && keeper) yield {file, keeper, reason}
    }
  }
}

/** From a list: what it does not keep, while another file of the same content stays. */
export function* listCandidates(
  options: CandidateOptions,
  list: DuplicateList,
): Generator<Candidate | Refused> {
  const {catalog, trees, roots} = options
  for (const [path, keep] of list) {
    if (keep) continue
    const file = catalog.get(path)
    if (!roots.some((root) => isWithin(path, root))) {
      yield {path, code: 'excluded', reason: 'it lies in none of the trees that this sort may take from'}
    } else if (trees.isMaster(path)) yield {path, code: 'excluded', reason: 'it lies in a master'}
    else if (!file?.hash || !file.algorithm) {
      yield {path, code: 'changed', reason: 'the index does not know it, or not its content'}
    } else {
      const keeper = keeperFor(options, file, list)
      if (keeper) yield {file, keeper, reason: 'the list says so'}
      else yield {path, code: 'last-copy', reason: 'no other file of the same content stays'}
    }
  }
}

/** The best holder that the list does not move away itself. Empty files are nobody's copy. */
function keeperFor(
  {catalog, trees, roots, outside, across}: CandidateOptions,
  file: CatalogFile,
  list: DuplicateList,
): CatalogFile | undefined {
  const {path, hash = '', size, algorithm = ''} = file
  if (size === 0) return undefined
  return catalog
    .holders(hash, size, algorithm)
    .filter((other) => other.path !== path && !other.offline && !isSameFile(other, file))
    .filter((other) => !outside.some((place) => isWithin(other.path, place)))
    .filter(
      (other) =>
        list.get(other.path) !== false ||
        trees.isMaster(other.path) ||
        !roots.some((root) => isWithin(other.path, root)),
    )
    .filter((other) => !across || trees.of(other.path)?.path !== trees.of(path)?.path)
    .sort(
      (a, b) =>
        Number(list.get(b.path) ?? false) - Number(list.get(a.path) ?? false) ||
        trees.rank(a.path) - trees.rank(b.path),
    )[0]
}
