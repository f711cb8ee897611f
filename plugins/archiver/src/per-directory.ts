/** Files come by the million, and those of one directory after each other: what is the same for all of them is asked once. */
import {type CatalogFile, dirname, type RawPath} from 'mediastruct'

/** What says the same of all files of a directory is asked once for those that follow each other. */
export function oncePerDirectory<Answer>(ask: (path: RawPath) => Answer): (path: RawPath) => Answer {
  let last: {readonly directory: RawPath; readonly answer: Answer} | undefined
  return (path) => {
    if (!last || !liesIn(path, last.directory)) last = {directory: dirname(path), answer: ask(path)}
    return last.answer
  }
}

/** Directory by directory, as they come. */
export function* byDirectory(files: Iterable<CatalogFile>): Generator<[RawPath, CatalogFile[]]> {
  let directory: RawPath | undefined
  let inside: CatalogFile[] = []
  for (const file of files) {
    if (directory === undefined || !liesIn(file.path, directory)) {
      if (directory !== undefined) yield [directory, inside]
      directory = dirname(file.path)
      inside = []
    }
    inside.push(file)
  }
  if (directory !== undefined) yield [directory, inside]
}

/** Whether `dirname(path)` is this directory, without making a string a file. */
function liesIn(path: RawPath, directory: RawPath): boolean {
  const slash = directory === '/' ? 0 : directory.length
  return path.lastIndexOf('/') === slash && path.startsWith(directory)
}
