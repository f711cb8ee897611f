/**
 * Apple's maker note: `Apple iOS`, NUL, a version, `MM`, then one big-endian directory whose offsets count from the note's
 * beginning (as ExifTool's tables of Apple tags describe it).
 */
import {latin1, u16, u32} from '../containers/bytes.ts'

const HEADER = /^Apple iOS\0.{2}MM/s
const DIRECTORY_AT = 14
const ENTRY_BYTES = 12
const MAX_ENTRIES = 500

/** The id that the halves of a Live Photo share. */
const CONTENT_IDENTIFIER = 0x0011
const ASCII = 2
const LONGEST = 200

export function appleContentId(note: Uint8Array): string | undefined {
  if (!HEADER.test(latin1(note, 0, DIRECTORY_AT))) return undefined
  const count = Math.min(u16(note, DIRECTORY_AT), MAX_ENTRIES)
  for (let index = 0; index < count; index++) {
    const at = DIRECTORY_AT + 2 + index * ENTRY_BYTES
    const length = u32(note, at + 4)
    if (u16(note, at) !== CONTENT_IDENTIFIER || u16(note, at + 2) !== ASCII || length > LONGEST) continue
    const start = length <= 4 ? at + 8 : u32(note, at + 8)
    return latin1(note, start, start + length).replace(/\0.*$/s, '') || undefined
  }
  return undefined
}
