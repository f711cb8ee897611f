/** The asset that a file lies in, as a run would see it, for those who ask for one file alone. */
import {dirname, groupAssets, isWithin, join, listDirectory, type RawPath, relativeTo} from 'mediastruct'
import type {Examine} from './notices.ts'
import {sideBySide} from './side-by-side.ts'
import {type FoundFile, filesOf} from './takeable.ts'
import {knownTies} from './ties.ts'

export class AssetsAround {
  readonly #examine: Examine
  /** By directory: files that are asked for together often lie together. */
  readonly #assets = new Map<RawPath, Promise<readonly (readonly RawPath[])[]>>()

  constructor(examine: Examine) {
    this.#examine = examine
  }

  /** The files of its asset, the primary first. @param drop that it lies in */
  async of(path: RawPath, drop: RawPath): Promise<readonly RawPath[]> {
    const directory = dirname(path)
    const assets = this.#assets.get(directory) ?? this.#group(directory, drop)
    this.#assets.set(directory, assets)
    return (await assets).find((asset) => asset.includes(path)) ?? [path]
  }

  async #group(directory: RawPath, drop: RawPath): Promise<RawPath[][]> {
    const files = new Map<RawPath, FoundFile>()
    const parts = [directory, ...partsBeside(directory, drop).filter((part) => part !== directory)]
    for (const file of parts.flatMap((part) => filesOf(listDirectory(part)))) {
      if (!files.has(file.name)) files.set(file.name, file)
    }
    const ties = await knownTies([...files.values()], this.#examine)
    return groupAssets([...files.keys()].sort(), ties).map(({primary, companions}) =>
      [primary, ...companions].flatMap(({name}) => files.get(name)?.path ?? []),
    )
  }
}

/** Directories that a run looks at as one with this one, itself among them. */
function partsBeside(directory: RawPath, drop: RawPath): RawPath[] {
  let parts = [drop]
  let at = drop
  for (const name of isWithin(directory, drop) ? relativeTo(drop, directory).split('/') : []) {
    if (name === '') continue
    at = join(at, name as RawPath)
    const children = parts.flatMap((part) =>
      listDirectory(part).directories.map((child) => join(part, child)),
    )
    parts = sideBySide(children.sort()).find((group) => group.includes(at)) ?? [at]
  }
  return parts
}
