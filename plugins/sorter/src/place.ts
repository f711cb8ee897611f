/** Where a duplicate goes: `TO/<name of its tree>/<its path below the tree>`. */
import {basename, join, type RawPath, relativeTo, type Trees} from 'mediastruct'

export class Places {
  readonly #target: RawPath
  readonly #trees: Trees
  /** Directory below the target for each tree; two trees of one name get two. */
  readonly #names = new Map<RawPath, RawPath>()

  constructor(target: RawPath, trees: Trees) {
    this.#target = target
    this.#trees = trees
    for (const {path} of trees.all()) this.#nameOf(path)
  }

  of(path: RawPath): RawPath {
    const tree = this.#trees.of(path)?.path ?? ('/' as RawPath)
    return join(this.#target, this.#nameOf(tree), relativeTo(tree, path))
  }

  #nameOf(tree: RawPath): RawPath {
    const known = this.#names.get(tree)
    if (known !== undefined) return known
    const wished = basename(tree) || ('root' as RawPath)
    const taken = new Set(this.#names.values())
    let name = wished
    for (let number = 2; taken.has(name); number++) name = `${wished}-${number}` as RawPath
    this.#names.set(tree, name)
    return name
  }
}
