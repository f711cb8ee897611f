/** Pictures and films that belong together because their stems are equal, and for no other reason. */
import type {RawPath} from '../paths/bytes.ts'
import type {Asset, AssetMember} from './group.ts'
import {extensionOf, isMedia} from './kinds.ts'
import {fold, stemOf} from './names.ts'

/** By stem, the best first: of stems of which some asset has several. Edited versions, which are tied by more, are left out. */
export function mediaOfOneStem(assets: readonly Asset[]): RawPath[][] {
  const stems = new Map<string, {names: RawPath[]; assets: Set<Asset>}>()
  for (const asset of assets) {
    for (const {name} of [asset.primary, ...asset.companions].filter(isUnedited)) {
      const key = fold(stemOf(name))
      const stem = stems.get(key) ?? {names: [], assets: new Set()}
      stems.set(key, stem)
      stem.names.push(name)
      stem.assets.add(asset)
    }
  }
  const shared = [...stems.values()].filter((stem) => stem.names.length > stem.assets.size)
  return shared.map(({names}) => names)
}

/** A picture or film that has nothing but its extension behind the asset's stem. */
export function isUnedited({name, tail, isNote}: AssetMember): boolean {
  return !isNote && isMedia(name) && tail.length === extensionOf(name).length + 1
}
