/** What an image is to hold: plain data, laid out for an imager as a tree of links, or of ghosts for its size alone. */
import {dirname, fromText, join, type RawPath, type ScratchDirectory} from 'mediastruct'

/** A file of an image. */
export interface ImageContent {
  /** Below the image's root. */
  readonly path: RawPath
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** Where its bytes are, or they themselves. */
  readonly from: RawPath | Uint8Array
}

const TREE = fromText('tree')

/** Lays the files out below a scratch directory. @returns the tree's root, for the imager */
export function layOut(scratch: ScratchDirectory, contents: Iterable<ImageContent>): string {
  scratch.directory(TREE)
  for (const {path, from} of contents) {
    if (typeof from === 'string') scratch.linkTo(join(TREE, path), from)
    else scratch.put(join(TREE, path), from)
  }
  return `${scratch.path}/tree`
}

/** The same with nothing in the files: imagers that are asked for a size look at nothing but sizes. */
export function layOutGhosts(
  scratch: ScratchDirectory,
  contents: Iterable<Pick<ImageContent, 'path' | 'size'>>,
  directories: Iterable<RawPath> = [],
): string {
  scratch.directory(TREE)
  for (const {path, size} of contents) scratch.ghost(join(TREE, path), size)
  for (const path of directories) scratch.directory(join(TREE, path))
  return `${scratch.path}/tree`
}

/** Directories of an image get the times of those that its files lie in. @param mtimeMs of a file's directory */
export function dateDirectories(
  scratch: ScratchDirectory,
  contents: Iterable<ImageContent>,
  mtimeMs: (directory: RawPath) => number | undefined,
): void {
  const dates = new Map<RawPath, number>()
  for (const {path, from} of contents) {
    if (typeof from !== 'string') continue
    for (let [inside, outside] = [dirname(path), dirname(from)]; ; ) {
      if (inside === '' || inside === '.' || dates.has(inside)) break
      const at = mtimeMs(outside)
      if (at === undefined) break
      dates.set(inside, at)
      ;[inside, outside] = [dirname(inside), dirname(outside)]
    }
  }
  for (const [directory, at] of dates) scratch.date(join(TREE, directory), at)
}
