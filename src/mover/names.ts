/** Names that the mover makes up: suffixes where a name is taken, and files that are still being written. */
import {fold, stemOf} from '../assets/names.ts'
import {basename, dirname, join, type RawPath} from '../paths/bytes.ts'

/** NAME_MAX of every file system that Linux knows, in bytes. */
const NAME_BYTES = 255

/**
 * `IMG-2.CR2`, `IMG-2.CR2.xmp`, `IMG-2_edited.jpg`: files that belong together get one number behind their stem, and
 * still belong together. Names too long for it lose bytes of their stem, all of them the same.
 * @param wished the primary first
 * @param number 1 for the names as they are wished
 */
export function numberedPaths(wished: readonly RawPath[], number: number): RawPath[] {
  if (number === 1) return [...wished]
  const stem = stemOf(basename(wished[0] ?? ('' as RawPath)))
  const parts = wished.map((path) => splitBehind(stem, basename(path), `-${number}`))
  const spare = Math.min(...parts.map(({start, end}) => NAME_BYTES - start.length - end.length))
  return parts.map(({start, end}, index) =>
    join(
      dirname(wished[index] ?? ('' as RawPath)),
      `${shorten(start, start.length + Math.min(0, spare))}${end}` as RawPath,
    ),
  )
}

/** Behind the stem; Apple puts a letter into it: `IMG_E1234.JPG`. What is named otherwise is divided before its extension. */
function splitBehind(stem: RawPath, name: RawPath, number: string): {start: string; end: string} {
  const begins = (start: string) => fold(start).startsWith(fold(stem))
  const apple = name.replace(/^(IMG_)[EO]/i, '$1')
  const at = begins(name)
    ? stem.length
    : apple !== name && begins(apple)
      ? stem.length + 1
      : stemOf(name).length
  return {start: name.slice(0, at), end: `${number}${name.slice(at)}`}
}

/** Where a move's bytes are gathered before they get their name; recovery finds it again by run and number. */
export function partPath(move: {from: RawPath; to: RawPath; run: string; seq: number}): RawPath {
  const ending = `.${move.run}-${move.seq}.part`
  return join(
    dirname(move.to),
    `.${shorten(basename(move.from), NAME_BYTES - 1 - ending.length)}${ending}` as RawPath,
  )
}

/** At most `bytes` bytes, cut before a character of UTF-8 rather than within it. */
function shorten(name: string, bytes: number): string {
  if (name.length <= bytes) return name
  let end = bytes
  while (end > 0 && isContinuation(name.charCodeAt(end))) end--
  return name.slice(0, end === 0 ? bytes : end)
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0
}
