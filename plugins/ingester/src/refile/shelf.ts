/** What a directory of the library holds: assets as the index knows them, if the disk still agrees. */
import {
  type AssetMember,
  askDiscovered,
  type CatalogFile,
  type Excluder,
  type Failure,
  groupAssets,
  type HoldsEntry,
  type Hooks,
  join,
  type Left,
  listDirectory,
  packageOf,
  type RawPath,
  toText,
} from 'mediastruct'
import type {Member} from '../planner/members.ts'

/** A file of the library, as the index has it. */
export interface ShelvedMember extends Member {
  /** The path that it had in the drop. */
  readonly original: RawPath | undefined
}

/** An asset that is whole and at rest, its primary first; or why its files stay where they are. */
export type Shelved =
  | {readonly kind: 'whole'; readonly members: readonly [ShelvedMember, ...ShelvedMember[]]}
  | {
      readonly kind: 'stuck'
      readonly left: readonly Left[]
      readonly failures?: readonly Failure[] | undefined
    }

export interface ShelfOptions {
  readonly library: RawPath
  readonly catalog: {filesIn(directory: RawPath): ReadonlyMap<RawPath, CatalogFile>}
  /** Of the index. */
  readonly algorithm: string
  readonly excludes: Excluder
  readonly onFileDiscovered: Hooks['onFileDiscovered']
  readonly holds: HoldsEntry
}

type Stats = ReadonlyMap<RawPath, {readonly size: bigint; readonly mtimeNs: bigint}>

/** In the order of their names. */
export async function shelvedIn(directory: RawPath, options: ShelfOptions): Promise<Shelved[]> {
  const rows = rowsIn(directory, options)
  if (rows.size === 0) return []
  const [anyRow] = rows.values()
  const inPackage = anyRow && packageOf(anyRow.path, options.library, options.holds)
  if (inPackage !== undefined) {
    const reason = `it is part of ${toText(inPackage)}`
    return [{kind: 'stuck', left: [...rows.values()].map(({path}) => ({path, code: 'package', reason}))}]
  }
  const {stats, failures} = lookInto(directory)
  const unread: Shelved[] = failures.length > 0 ? [{kind: 'stuck', left: [], failures}] : []
  if (stats === undefined) return unread
  const names = new Set([...rows.keys(), ...(await newNames(directory, rows, stats, options))])
  const assets = groupAssets([...names].sort()).flatMap(({primary, companions}) => {
    const members = [primary, ...companions]
    if (!members.some(({name}) => rows.has(name))) return []
    return [shelved(members, (member) => memberOf(member, rows.get(member.name), stats, options))]
  })
  return [...unread, ...assets]
}

function rowsIn(directory: RawPath, {catalog}: ShelfOptions): Map<RawPath, CatalogFile> {
  return new Map([...catalog.filesIn(directory)].filter(([, {offline}]) => !offline))
}

/** No stats where the directory can't be read: nothing follows from it. One that is gone holds nothing. */
function lookInto(directory: RawPath): {stats: Stats | undefined; failures: readonly Failure[]} {
  const {files, stats, errors, readable} = listDirectory(directory)
  const isGone = !readable && errors.every(({code}) => code === 'ENOENT')
  if (!readable && !isGone) return {stats: undefined, failures: errors}
  const perFile = stats.length / files.length
  const looked = files.map((name, index) => {
    const [size = 0n, mtimeNs = 0n] = stats.subarray(index * perFile)
    return [name, {size, mtimeNs}] as const
  })
  return {stats: new Map(looked), failures: isGone ? [] : errors}
}

/** What lies there and the next crawl would index: it may belong to what is known. */
async function newNames(
  directory: RawPath,
  rows: ReadonlyMap<RawPath, CatalogFile>,
  stats: Stats,
  {library, excludes, onFileDiscovered}: ShelfOptions,
): Promise<RawPath[]> {
  const found: RawPath[] = []
  for (const [name, {size, mtimeNs}] of stats) {
    const raw = join(directory, name)
    if (rows.has(name) || excludes(library, raw, false)) continue
    const asked = {path: toText(raw), raw, tree: toText(library), size: Number(size), mtimeNs}
    if ((await askDiscovered(onFileDiscovered, asked).catch(() => '')) === undefined) found.push(name)
  }
  return found
}

/** A file, or why it can't be moved with what belongs to it. */
type Looked =
  | ShelvedMember
  | {readonly path: RawPath | undefined; readonly name: RawPath; readonly problem: string}

function memberOf(
  member: AssetMember,
  row: CatalogFile | undefined,
  stats: Stats,
  {algorithm}: Pick<ShelfOptions, 'algorithm'>,
): Looked {
  const {name} = member
  if (row === undefined) return {path: undefined, name, problem: 'is not in the index yet: crawl first'}
  const {path, size, mtimeNs, ctimeNs, inode, hash, original} = row
  const stat = stats.get(name)
  if (stat === undefined) return {path, name, problem: 'is no longer there'}
  if (stat.size !== BigInt(size) || stat.mtimeNs !== mtimeNs) {
    return {path, name, problem: 'changed since it was indexed: crawl first'}
  }
  if (hash === undefined || row.algorithm !== algorithm) {
    return {path, name, problem: `is not hashed with ${algorithm} yet: crawl first`}
  }
  return {...member, path, size, mtimeNs, ctimeNs, inode, hash, original}
}

/** Whole, or not at all. */
function shelved(members: readonly AssetMember[], look: (member: AssetMember) => Looked): Shelved {
  const looked = members.map(look)
  const whole = looked.filter((member) => 'hash' in member)
  const [primary, ...companions] = whole
  if (primary !== undefined && whole.length === looked.length) {
    return {kind: 'whole', members: [primary, ...companions]}
  }
  const culprit = looked.find((member) => 'problem' in member)
  const left = looked.flatMap((member) => {
    if (member.path === undefined) return []
    const other = culprit && `${toText(culprit.name)}, which belongs to it, ${culprit.problem}`
    const reason = 'problem' in member ? `it ${member.problem}` : (other ?? '')
    return [{path: member.path, code: 'changed' as const, reason}]
  })
  return {kind: 'stuck', left}
}
