/** Which directory plays which part: the trees of the config and of the flags, and the tree that a path belongs to. */
import type {Settings} from './config/settings.ts'
import type {TreeRole} from './hooks.ts'
import {isWithin, type RawPath} from './paths/bytes.ts'

export interface KnownTree {
  path: RawPath
  role: TreeRole
  /** Nothing is ever taken out of it. */
  master: boolean
}

/** In the order in which copies are preferred: archive, masters, library, further trees. */
export class Trees {
  readonly #trees: KnownTree[] = []

  static of(settings: Settings): Trees {
    const trees = new Trees()
    if (settings.archive) trees.add(settings.archive, 'archive')
    for (const path of settings.masters) trees.add(path, 'master')
    if (settings.library) trees.add(settings.library, 'library')
    for (const path of settings.trees) trees.add(path, 'tree')
    return trees
  }

  /** Adds a tree; one that is already there stays as it is, but becomes a master where this says so. */
  add(path: RawPath, role: TreeRole): void {
    const master = role === 'archive' || role === 'master'
    const known = this.#trees.find((tree) => tree.path === path)
    if (!known) this.#trees.push({path, role, master})
    else if (master && !known.master) Object.assign(known, {role, master})
  }

  all(): readonly KnownTree[] {
    return this.#trees
  }

  masters(): RawPath[] {
    return this.#trees.filter(({master}) => master).map(({path}) => path)
  }

  /** The innermost tree that holds `path`; a tree inside a master is a master too. */
  of(path: RawPath): KnownTree | undefined {
    let innermost: KnownTree | undefined
    let master: KnownTree | undefined
    for (const tree of this.#trees) {
      if (!isWithin(path, tree.path)) continue
      if (tree.master) master ??= tree
      if (!innermost || tree.path.length > innermost.path.length) innermost = tree
    }
    return innermost && master && !innermost.master ? {...innermost, master: true} : innermost
  }

  isMaster(path: RawPath): boolean {
    return this.#trees.some((tree) => tree.master && isWithin(path, tree.path))
  }

  /** Rank for the default policy: archive 0, masters 1, library 2, the rest by the order in which they were named. */
  rank(path: RawPath): number {
    const tree = this.of(path)
    if (!tree) return Number.MAX_SAFE_INTEGER
    if (tree.role === 'archive') return 0
    if (tree.master) return 1
    return tree.role === 'library' ? 2 : 3 + this.#trees.indexOf(tree)
  }
}
