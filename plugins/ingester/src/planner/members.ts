/** Assets whose files were read: what is hashed, and what could not be. */
import {type Failure, type HashResult, join, type Left, type RawPath, toText} from 'mediastruct'
import {groupAssets} from '../assets.ts'
import type {FoundDirectory, FoundFile} from './find.ts'

/** A file of the drop, read. */
export interface Member extends FoundFile {
  /** Lower-case hex, by the config's algorithm. */
  readonly hash: string
}

export interface ReadAsset {
  readonly primary: Member
  readonly companions: readonly Member[]
}

export interface Problems {
  left(left: Left): void
  failure(failure: Failure): void
}

type Results = ReadonlyMap<RawPath, HashResult>

/** The assets of a directory that are whole and at rest. Of the others, each file is reported. */
export function readAssets({path, files}: FoundDirectory, results: Results, problems: Problems): ReadAsset[] {
  const found = new Map(files.map((file) => [file.name, file]))
  return groupAssets(files.map(({name}) => name)).flatMap(({primary, companions}) => {
    const all = [primary, ...companions].flatMap((name) => found.get(name) ?? [])
    const members = all.map((file) => memberOf(file, results.get(file.path)))
    const read = members.filter((member) => 'hash' in member)
    const [first, ...rest] = read
    if (first && read.length === all.length) return [{primary: first, companions: rest}]
    reportUnread(all, members, join(path, primary), problems)
    return []
  })
}

type Problem = {kind: 'failed'; code: string; message: string} | {kind: 'left'; reason: string}

function memberOf(file: FoundFile, result: HashResult | undefined): Member | Problem {
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

/** An asset moves as one or not at all: what could be read waits for what could not. */
function reportUnread(
  files: readonly FoundFile[],
  members: readonly (Member | Problem)[],
  primary: RawPath,
  {left, failure}: Problems,
): void {
  for (const [index, {path}] of files.entries()) {
    const member = members[index]
    if (!member) continue
    if ('hash' in member)
      left({path, code: 'unstable', reason: `it waits for the files that belong to ${toText(primary)}`})
    else if (member.kind === 'left') left({path, code: 'unstable', reason: member.reason})
    else failure({path, code: member.code, message: member.message})
  }
}
