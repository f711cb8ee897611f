/** Names come from anywhere; what they hold must not steer the terminal that shows them. */

/** C0, DEL and C1 controls; line separators; the marks that turn the direction of text around. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
const UNSAFE_BUT_NEWLINE = new RegExp(UNSAFE.source.replace('\\u001f', '\\u0009\\u000b-\\u001f'), 'g')
const SHORT: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'}

/** The text with control characters written out: `\n`, `\x1b`, `\u202e`. One line stays one line. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escapeCharacter)
}

/** As `printable`, for a message of several lines: its line breaks stay. */
export function printableLines(text: string): string {
  return text.replace(UNSAFE_BUT_NEWLINE, escapeCharacter)
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0)
  const hex = code.toString(16)
  return SHORT[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`)
}
