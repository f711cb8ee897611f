/** Names that the mover makes up: suffixes where a name is taken, and files that are still being written. */
import {basename, dirname, extname, join, type RawPath} from '../paths/bytes.ts'

/** NAME_MAX of every file system that Linux knows, in bytes. */
const NAME_BYTES = 255

/** The wished path, then `-2`, `-3` … before the extension; a name too long for its suffix loses bytes of its stem. */
export function* candidates(wished: RawPath): Generator<RawPath, never, undefined> {
  yield wished
  const extension = extname(wished)
  const stem = basename(wished).slice(0, basename(wished).length - extension.length)
  for (let number = 2; ; number++) {
    const ending = `-${number}${extension}`
    yield join(dirname(wished), `${shorten(stem, NAME_BYTES - ending.length)}${ending}` as RawPath)
  }
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
