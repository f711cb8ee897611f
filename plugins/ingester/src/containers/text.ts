/** Texts whose encoding their first bytes tell. */
import {latin1} from './bytes.ts'

/** By a byte order mark, or by where NULs stand beside the first `<` (XMP part 1 §7: UTF-8, UTF-16 or UTF-32). */
const ENCODINGS: readonly (readonly [RegExp, (bytes: Buffer) => string])[] = [
  [/^(?:\0\0\xfe\xff|\0\0\0<)/s, (bytes) => utf32(bytes, (at) => bytes.readUInt32BE(at))],
  [/^(?:\xff\xfe\0\0|<\0\0\0)/s, (bytes) => utf32(bytes, (at) => bytes.readUInt32LE(at))],
  [
    /^(?:\xfe\xff|\0<)/s,
    (bytes) =>
      bytes
        .subarray(0, bytes.length & ~1)
        .swap16()
        .toString('utf16le'),
  ],
  [/^(?:\xff\xfe|<\0)/s, (bytes) => bytes.toString('utf16le')],
]

/** @param bytes of XML */
export function xmlText(bytes: Uint8Array): string {
  const start = latin1(bytes, 0, 4)
  const decode = ENCODINGS.find(([pattern]) => pattern.test(start))?.[1]
  return decode === undefined ? Buffer.from(bytes).toString('utf8') : decode(Buffer.from(bytes))
}

/** What is no character becomes a question mark. */
function utf32(bytes: Buffer, codeAt: (at: number) => number): string {
  let text = ''
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = codeAt(at)
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '?'
  }
  return text
}
