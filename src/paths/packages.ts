/** Directories that are one thing to their program: a file taken out of them breaks it. */
import {isWithin, type RawPath, relativeTo} from './bytes.ts'

const PACKAGE_NAMES =
  /\.(photoslibrary|photolibrary|aplibrary|lrdata|lrlibrary|app|bundle|framework|fcpbundle|imovielibrary|tvlibrary|musiclibrary|band|logicx|rtfd|pages|key|numbers|cocatalog|cosessiondb)$/i
const PROJECT_DIRECTORIES = new Set(['node_modules', '.git', '.hg', '.svn'])

/**
 * Whether the file at `path` lies in a package or project below `root`, and in which directory.
 * @param isProject says of a directory whether it holds a version control directory
 */
export function packageOf(
  path: RawPath,
  root: RawPath,
  isProject: (directory: RawPath) => boolean,
): RawPath | undefined {
  if (!isWithin(path, root)) return undefined
  let directory = root
  if (isProject(directory)) return directory
  for (const name of relativeTo(root, path).split('/').slice(0, -1)) {
    directory = (directory === '/' ? `/${name}` : `${directory}/${name}`) as RawPath
    if (PACKAGE_NAMES.test(name) || PROJECT_DIRECTORIES.has(name) || isProject(directory)) return directory
  }
  return undefined
}
