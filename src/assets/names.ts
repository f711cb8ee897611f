/** The parts of a file's name, which is no path. Names are bytes: case is folded in ASCII alone. */
import type {RawPath} from '../paths/bytes.ts'

export function fold(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name
}

/** With its dot, as it was written; empty for none, and for a dotfile. */
export function endOf(name: RawPath): RawPath {
  const dot = name.lastIndexOf('.')
  return (dot > 0 ? name.slice(dot) : '') as RawPath
}

/** Without its extension, case as it is. */
export function stemOf(name: RawPath): RawPath {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? (name.slice(0, dot) as RawPath) : name
}

/** `.jpg-2.xmp` for the tail `.jpg.xmp` and `-2`; a tail may be nothing but an extension. */
export function insertedBeforeExtension(tail: RawPath, text: string): RawPath {
  const dot = tail.lastIndexOf('.')
  return (dot < 0 ? tail + text : tail.slice(0, dot) + text + tail.slice(dot)) as RawPath
}
