/** Why an indexed file does not go into a volume. */
import {
  basename,
  type CatalogFile,
  dirname,
  type HoldsEntry,
  type Host,
  isAvchd,
  isJunkFile,
  isWithin,
  packageOf,
  type RawPath,
  toText,
} from 'mediastruct'
import type {HeldContents} from './held.ts'
import {oncePerDirectory} from './per-directory.ts'
import type {Source} from './sources.ts'
import type {Problem} from './together.ts'

export interface LeaveOptions {
  readonly host: Host
  /** What was asked for; the tree that it belongs to: a package is looked for below that. */
  readonly source: Pick<Source, 'path' | 'tree'>
  readonly holds: HoldsEntry
  readonly held: HeldContents
}

/** Asks of each file in turn: is it nobody's, another's, part of a whole, or archived already? */
export function leaver(options: LeaveOptions): (file: CatalogFile) => Problem | undefined {
  const problemOfPlace = oncePerDirectory(placeProblems(options))
  const directoryOf = oncePerDirectory(dirname)
  return (file) => {
    if (isJunkFile(basename(file.path), directoryOf(file.path)))
      return {code: 'junk', reason: 'it is junk by its name'}
    const problem = problemOfPlace(file.path)
    if (problem !== undefined) return problem
    const holder = options.held.holderOf(file)
    return holder && {code: 'held', reason: `the archive holds it: ${toText(holder.path)}`}
  }
}

function placeProblems({host, source, holds}: LeaveOptions): (path: RawPath) => Problem | undefined {
  const {drop, duplicates} = host.settings
  const noSources = [...drop.map(({path}) => path), ...(duplicates === undefined ? [] : [duplicates])]
  return (path) => {
    if (host.trees.isMaster(path)) return {code: 'excluded', reason: 'it lies in a master'}
    if (noSources.some((root) => isWithin(path, root))) {
      return {code: 'excluded', reason: 'it lies in a drop, or among the duplicates'}
    }
    const inPackage = packageOf(path, source.tree, holds)
    const isWhole = wholePackage(inPackage, source.path, holds) !== undefined
    if (inPackage === undefined || isWhole) return undefined
    return {code: 'package', reason: `it is part of ${toText(inPackage)}`}
  }
}

/** A camcorder's tree goes into a volume as one, where all of it was asked for; another program's package does not. */
export function wholePackage(
  directory: RawPath | undefined,
  source: RawPath,
  holds: HoldsEntry,
): RawPath | undefined {
  if (directory === undefined || !isWithin(directory, source)) return undefined
  return isAvchd(directory, holds) ? directory : undefined
}
