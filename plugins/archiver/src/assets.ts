/** Files of one folder that belong together: RAW and JPEG, Live Photo, sidecars. */
import {basename, extname, type RawPath} from 'mediastruct'

/** Files that only say something about another; they may be named after its stem or after its whole name. */
const COMPANIONS = new Set(['.xmp', '.aae', '.thm', '.lrv', '.json'])
/** An extension has a letter in it: `photo.001` is a numbered name. */
const EXTENSION = /^\.(?=\d*[a-z])[a-z0-9]{2,5}$/

/** Whether the file only says something about another. */
export function isCompanion(path: RawPath): boolean {
  return COMPANIONS.has(extname(path).toLowerCase())
}

/** The common stem, in lower case: `IMG_1.CR2`, `img_1.jpg`, `IMG_1.CR2.xmp` and `IMG_1.xmp` have one. */
export function assetStem(path: RawPath): string {
  const name = basename(path)
  const extension = extname(name).toLowerCase()
  const stem = withoutExtension(name)
  const isCompanion = COMPANIONS.has(extension) && EXTENSION.test(extname(stem).toLowerCase())
  return (isCompanion ? withoutExtension(stem) : stem).toLowerCase()
}

function withoutExtension(name: RawPath): RawPath {
  return name.slice(0, name.length - extname(name).length) as RawPath
}

/** The stems that more than one of a folder's files share. */
export function sharedStems(paths: Iterable<RawPath>): Set<string> {
  const met = new Set<string>()
  const shared = new Set<string>()
  for (const path of paths) {
    const stem = assetStem(path)
    if (met.has(stem)) shared.add(stem)
    met.add(stem)
  }
  return shared
}
