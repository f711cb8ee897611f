/** Directories that are one thing to their program: a file taken out of them breaks it. */
import {existsSync} from 'node:fs'
import {basename, dirname, isWithin, join, type RawPath, toBytes} from './bytes.ts'

const PACKAGE_NAMES =
  /\.(photoslibrary|photolibrary|aplibrary|lrdata|lrlibrary|app|bundle|framework|fcpbundle|imovielibrary|tvlibrary|musiclibrary|band|logicx|rtfd|pages|key|numbers|cocatalog|cosessiondb)$/i
const PROJECT_DIRECTORIES = new Set(['node_modules', '.git', '.hg', '.svn'])
/** What a project holds at its top. */
const PROJECT_SIGN = '.git'

/** What the top of such a tree holds. */
const CAMCORDER_TREES = new Map([
  ['avchd', 'BDMV'],
  ['bdmv', 'STREAM'],
])

/** Whether a directory has an entry of this name. */
export type HoldsEntry = (directory: RawPath, name: string) => boolean

/** Whether the name alone says that a directory is a package, or a project's store that nobody takes apart. */
export function isPackageName(name: RawPath): boolean {
  return PACKAGE_NAMES.test(name) || PROJECT_DIRECTORIES.has(name)
}

/** Whether a directory is the top of a project. */
export function isProject(directory: RawPath, holds: HoldsEntry): boolean {
  return holds(directory, PROJECT_SIGN)
}

/**
 * Whether a directory is what a camcorder records as one thing: an `AVCHD` tree, or its `BDMV` where that was copied
 * without it (AVCHD Format Specifications, which take the tree from BD-ROM Part 3).
 */
export function isAvchd(directory: RawPath, holds: HoldsEntry): boolean {
  const inside = CAMCORDER_TREES.get(basename(directory).toLowerCase())
  return inside !== undefined && (holds(directory, inside) || holds(directory, inside.toLowerCase()))
}

/** What was recorded into such a tree, by its name; all else of it says something about that. */
export function isAvchdStream(name: RawPath): boolean {
  return /\.(?:mts|m2ts|m2t)$/i.test(name)
}

/**
 * Whether the file at `path` lies in a package, or in a project at or below `root`, and in which directory.
 * A package is one also where `root` is it, or lies in it; a project above `root` (dotfiles under version control) says nothing.
 */
export function packageOf(path: RawPath, root: RawPath, holds: HoldsEntry): RawPath | undefined {
  return ancestors(path).find((directory) => {
    const name = basename(directory)
    if (PACKAGE_NAMES.test(name) || isAvchd(directory, holds)) return true
    return (
      isWithin(directory, root) &&
      ((directory !== root && PROJECT_DIRECTORIES.has(name)) || isProject(directory, holds))
    )
  })
}

/** Directories around `path`, the outermost first. */
function ancestors(path: RawPath): RawPath[] {
  const directory = dirname(path)
  return directory === '/' || directory === '' ? ['/' as RawPath] : [...ancestors(directory), directory]
}

/** Asks the disk, once for each directory and name. */
export function entryFinder(): HoldsEntry {
  const known = new Map<string, boolean>()
  return (directory, name) => {
    const path = join(directory, name as RawPath)
    const cached = known.get(path)
    if (cached !== undefined) return cached
    const isThere = existsSync(toBytes(path))
    known.set(path, isThere)
    return isThere
  }
}
