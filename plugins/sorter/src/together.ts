/** What leaves together: an asset moves as one, or all of it stays. */
import {
  type Asset,
  type AssetMember,
  basename,
  type Catalog,
  type CatalogFile,
  groupAssets,
  isSameFile,
  type LeavingFile,
  type LeftCode,
  type RawPath,
  toText,
} from 'mediastruct'

/** A file that leaves, as the index knows it. */
export interface Going extends LeavingFile {
  readonly file: CatalogFile
}

/** Files of a directory that leave as one, the primary first; or why they stay. */
export type LeavingAsset =
  | {readonly going: readonly Going[]}
  | {readonly staying: readonly LeavingFile[]; readonly code: LeftCode; readonly reason: string}

/** By the names that the index knows in their directory. */
export function leavingAssets(
  catalog: Pick<Catalog, 'filesIn' | 'holders'>,
  directory: RawPath,
  leaving: readonly LeavingFile[],
): LeavingAsset[] {
  const byName = new Map(leaving.map((file) => [basename(file.path), file]))
  const indexed = new Map([...catalog.filesIn(directory)].filter(([, {offline}]) => !offline))
  return groupAssets([...indexed.keys()].sort()).flatMap((asset): LeavingAsset[] => {
    const members = membersOf(asset)
    const mayLeave = members.flatMap(({name}) => byName.get(name) ?? [])
    if (mayLeave.length === 0) return []
    const others = members.flatMap(({name}) => (byName.has(name) ? [] : (indexed.get(name) ?? [])))
    if (others.length > 0) return [{staying: mayLeave, ...whyAllStay(catalog, others)}]
    const going = mayLeave.flatMap((one) => {
      const file = indexed.get(basename(one.path))
      return file ? [{...one, file}] : []
    })
    return [{going}]
  })
}

function membersOf({primary, companions}: Asset): AssetMember[] {
  return [primary, ...companions]
}

/** One that nobody else has is named before one that stays for another reason. */
function whyAllStay(
  catalog: Pick<Catalog, 'holders'>,
  others: readonly CatalogFile[],
): {code: LeftCode; reason: string} {
  const only = others.find((file) => !hasOtherCopy(catalog, file))
  const [first] = others
  const path = (only ?? first)?.path
  const name = path === undefined ? 'another file' : toText(path)
  return only
    ? {code: 'last-copy', reason: `it belongs to ${name}, which has no other copy`}
    : {code: 'held', reason: `it belongs to ${name}, which stays`}
}

function hasOtherCopy(catalog: Pick<Catalog, 'holders'>, file: CatalogFile): boolean {
  const {path, hash, algorithm, size} = file
  if (hash === undefined || algorithm === undefined || size === 0) return false
  return catalog
    .holders(hash, size, algorithm)
    .some((other) => other.path !== path && !other.offline && !isSameFile(other, file))
}
