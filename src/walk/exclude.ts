/** Patterns of what is left out, as in a .gitignore, relative to each tree's root. */
import ignore from 'ignore'
import {isWithin, type RawPath, relativeTo, toText} from '../paths/bytes.ts'

/** Says of a path below `root` whether the patterns leave it out. */
export type Excluder = (root: RawPath, path: RawPath, isDirectory: boolean) => boolean

export function excluder(patterns: readonly string[]): Excluder {
  if (patterns.length === 0) return () => false
  const rules = ignore({ignorecase: false}).add([...patterns])
  return (root, path, isDirectory) => {
    if (path === root || !isWithin(path, root)) return false
    return rules.ignores(toText(relativeTo(root, path)) + (isDirectory ? '/' : ''))
  }
}
