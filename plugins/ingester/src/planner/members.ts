/** Assets whose files were read: what is hashed, and what could not be. */
import {
  type AssetMember,
  type Failure,
  groupAssets,
  type HashResult,
  type KnownTies,
  type Left,
  type RawPath,
  toText,
} from 'mediastruct'
import type {FoundDirectory} from './find.ts'
import type {FoundFile} from './takeable.ts'

/** A file of the drop, read. */
export interface ReadFile extends FoundFile {
  /** Lower-case hex, by the config's algorithm. */
  readonly hash: string
}

/** One that belongs to an asset. */
export interface Member extends ReadFile, AssetMember {}

export interface ReadAsset {
  readonly primary: Member
  readonly companions: readonly Member[]
}

/** The primary first. */
export function membersOf({primary, companions}: ReadAsset): Member[] {
  return [primary, ...companions]
}

export interface Problems {
  left(left: Left): void
  failure(failure: Failure): void
}

type Results = ReadonlyMap<RawPath, HashResult>

/** The assets of a directory that are whole and at rest. Of the others, each file is reported. */
export function readAssets(
  {files}: FoundDirectory,
  results: Results,
  problems: Problems,
  known: KnownTies = {},
): ReadAsset[] {
  const found = new Map(files.map((file) => [file.name, file]))
  const names = files.map(({name}) => name)
  return groupAssets(names, known).flatMap(({primary, companions}) => {
    const members = [primary, ...companions].flatMap((member) => {
      const file = found.get(member.name)
      return file ? [{...member, ...file}] : []
    })
    const [first, ...rest] = readTogether(members, results, problems) ?? []
    return first ? [{primary: first, companions: rest}] : []
  })
}

/** The files of a package, if all of it is whole and at rest. Otherwise each of them is reported. */
export function readPackage(
  {files, kind}: FoundDirectory,
  results: Results,
  problems: Problems,
): ReadFile[] | undefined {
  if (kind !== 'torn') return readTogether(files, results, problems)
  for (const {path} of files) {
    problems.left({
      path,
      code: 'unstable',
      reason: 'it waits for the rest of its package, which can’t be read',
    })
  }
  return undefined
}

/** All of them with their hashes, or none: an asset moves as one or not at all. */
function readTogether<File extends FoundFile>(
  files: readonly File[],
  results: Results,
  problems: Problems,
): (File & ReadFile)[] | undefined {
  const looked = files.map((file) => lookedAt(file, results.get(file.path)))
  const read = looked.filter((file) => 'hash' in file)
  if (read.length === files.length) return read
  reportUnread(files, looked, problems)
  return undefined
}

type Problem = {kind: 'failed'; code: string; message: string} | {kind: 'left'; reason: string}

function lookedAt<File extends FoundFile>(
  file: File,
  result: HashResult | undefined,
): (File & ReadFile) | Problem {
  if (file.moving !== undefined) return {kind: 'left', reason: file.moving}
  if (result?.ok) {
    const {size, mtimeNs, hash} = result
    if (size === file.size && mtimeNs === file.mtimeNs) return {...file, hash}
    return {kind: 'left', reason: 'it changed between two looks: it is still being written'}
  }
  if (result?.code === 'ECHANGED')
    return {kind: 'left', reason: 'it changed while it was read: it is still being written'}
  if (result?.code === 'ENOENT') return {kind: 'left', reason: 'it vanished while it was looked at'}
  return {
    kind: 'failed',
    code: result?.code ?? 'EUNKNOWN',
    message: result?.message ?? 'it could not be read',
  }
}

/** What could be read waits for what could not, and says for which. */
function reportUnread(
  files: readonly FoundFile[],
  looked: readonly (ReadFile | Problem)[],
  {left, failure}: Problems,
): void {
  const culprit = files.find((_, index) => 'kind' in (looked[index] ?? {}))?.path
  for (const [index, {path}] of files.entries()) {
    const file = looked[index]
    if (!file) continue
    if ('hash' in file) {
      const reason = `it waits for ${culprit === undefined ? 'the rest' : toText(culprit)}, which belongs to it`
      left({path, code: 'unstable', reason})
    } else if (file.kind === 'left') left({path, code: 'unstable', reason: file.reason})
    else failure({path, code: file.code, message: file.message})
  }
}
