/** The parts of a file's name. Names are bytes: case is folded in ASCII alone. */
import {extname, type RawPath} from '../paths/bytes.ts'

export function fold(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** Without its extension, case as it is. */
export function stemOf(name: RawPath): RawPath {
  return name.slice(0, name.length - extname(name).length) as RawPath
}

/** `.jpg-2.xmp` for the tail `.jpg.xmp` and `-2`; a tail may be nothing but an extension. */
export function insertedBeforeExtension(tail: RawPath, text: string): RawPath {
  const dot = tail.lastIndexOf('.')
  return (dot < 0 ? tail + text : tail.slice(0, dot) + text + tail.slice(dot)) as RawPath
}
