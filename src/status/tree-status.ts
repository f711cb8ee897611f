/** What the archive already holds of a tree, what still has to go there, and what is redundant. */
import type {Catalog, CatalogFile} from '../catalog/catalog.ts'
import type {RawPath} from '../paths/bytes.ts'
import {addTo, isHeldBy, isHeldWhere, otherHolders, type Sum} from './held.ts'
import type {OnMedia} from './on-media.ts'

export const SHOWABLE = ['archived', 'unarchived', 'onMedia', 'redundant'] as const
export type Showable = (typeof SHOWABLE)[number]

/** `told`: known from an index that was imported, and not read here since. */
export type TreeSums = Record<Showable, Sum> & {total: Sum; told: Sum}

export interface StatusScope {
  catalog: Catalog
  /** Trees whose holding counts as archived. */
  against: readonly RawPath[]
  /** What lies on enough verified copies. */
  onMedia: Pick<OnMedia, 'isEmpty' | 'holds'>
}

function emptySums(): TreeSums {
  const sum = () => ({files: 0, bytes: 0})
  return {total: sum(), archived: sum(), unarchived: sum(), onMedia: sum(), redundant: sum(), told: sum()}
}

/** Which of the answers hold for a file. */
function classify({catalog, against, onMedia}: StatusScope, file: CatalogFile): Set<Showable> {
  const answers = new Set<Showable>()
  answers.add(isHeldBy(catalog, file, against) ? 'archived' : 'unarchived')
  if (!onMedia.isEmpty && isHeldWhere(catalog, file, (path) => onMedia.holds(path))) answers.add('onMedia')
  if (otherHolders(catalog, file).length > 0) answers.add('redundant')
  return answers
}

export function sumTree(scope: StatusScope, tree: RawPath): TreeSums {
  const sums = emptySums()
  for (const file of scope.catalog.filesUnder(tree)) {
    addTo(sums.total, file)
    if (file.told) addTo(sums.told, file)
    for (const answer of classify(scope, file)) addTo(sums[answer], file)
  }
  return sums
}

/** Paths below `tree` of which `answer` holds. */
export function* showTree(scope: StatusScope, tree: RawPath, answer: Showable): Generator<RawPath> {
  for (const file of scope.catalog.filesUnder(tree)) {
    if (classify(scope, file).has(answer)) yield file.path
  }
}
