/** Directories that are one thing to their program: a file taken out of them breaks it. */
import {existsSync} from 'node:fs'
import {basename, dirname, isWithin, join, type RawPath, toBytes} from './bytes.ts'

const PACKAGE_NAMES =
  /\.(photoslibrary|photolibrary|aplibrary|lrdata|lrlibrary|app|bundle|framework|fcpbundle|imovielibrary|tvlibrary|musiclibrary|band|logicx|rtfd|pages|key|numbers|cocatalog|cosessiondb)$/i
const PROJECT_DIRECTORIES = new Set(['node_modules', '.git', '.hg', '.svn'])

/**
 * Whether the file at `path` lies in a package, or in a project at or below `root`, and in which directory.
 * A package is one also where `root` is it, or lies in it; a project above `root` (dotfiles under version control) says nothing.
 * @param isProject says of a directory whether it holds a version control directory
 */
export function packageOf(
  path: RawPath,
  root: RawPath,
  isProject: (directory: RawPath) => boolean,
): RawPath | undefined {
  return ancestors(path).find((directory) => {
    const name = basename(directory)
    if (PACKAGE_NAMES.test(name)) return true
    return (
      isWithin(directory, root) &&
      ((directory !== root && PROJECT_DIRECTORIES.has(name)) || isProject(directory))
    )
  })
}

/** Directories around `path`, the outermost first. */
function ancestors(path: RawPath): RawPath[] {
  const directory = dirname(path)
  return directory === '/' || directory === '' ? ['/' as RawPath] : [...ancestors(directory), directory]
}

/** Says of a directory whether it is a project (holds `.git`), asking the disk once for each. */
export function projectFinder(): (directory: RawPath) => boolean {
  const known = new Map<RawPath, boolean>()
  return (directory) => {
    const cached = known.get(directory)
    if (cached !== undefined) return cached
    const isProject = existsSync(toBytes(join(directory, '.git' as RawPath)))
    known.set(directory, isProject)
    return isProject
  }
}
