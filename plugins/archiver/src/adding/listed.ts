/** Which files of a medium come in: those that a crawl would index. */
import {
  basename,
  dirname,
  type Excluder,
  isJunkDirectory,
  isJunkFile,
  isVolumeDirectory,
  join,
  type RawPath,
} from 'mediastruct'

const ROOT = '/' as RawPath

/**
 * For what lies in an image, where no walk has looked at the names.
 * @param paths of all its files, below its root
 */
export function indexable(paths: readonly RawPath[], excludes: Excluder): (path: RawPath) => boolean {
  const names = new Map<RawPath, RawPath[]>()
  for (const path of paths) {
    const directory = dirname(path)
    const found = names.get(directory)
    if (found) found.push(basename(path))
    else names.set(directory, [basename(path)])
  }
  const isOurs = (directory: RawPath) => isVolumeDirectory(names.get(directory) ?? [])
  return (path) => {
    const directory = join(ROOT, dirname(path))
    if (isJunkFile(basename(path), directory) || excludes(ROOT, join(ROOT, path), false)) return false
    return !isOurs(dirname(path)) && isWalked(directory, excludes)
  }
}

/** Neither it nor what is above it is left out. */
function isWalked(directory: RawPath, excludes: Excluder): boolean {
  for (let path = directory; path !== ROOT; path = dirname(path)) {
    if (isJunkDirectory(basename(path), dirname(path)) || excludes(ROOT, path, true)) return false
  }
  return true
}
