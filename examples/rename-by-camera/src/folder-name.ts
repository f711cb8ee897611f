/** A name for a folder that every system takes, made of any text. */

/** What Windows refuses, what no name may hold, and what can't be seen. */
const ILLEGAL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD/\\:*?"<>|]+/gu
/** Devices to Windows, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i
/** A dot in front hides a folder, one at the end is lost on Windows. */
const EDGES = /^[.\s]+|[.\s]+$/g
const MAX_BYTES = 100

/** @returns the empty text where nothing is left that a name could be made of */
export function folderName(text: string): string {
  const clean = text.normalize('NFC').replace(ILLEGAL, ' ').replace(/\s+/g, ' ').replace(EDGES, '')
  return shortened(clean).replace(RESERVED, '$&_')
}

function shortened(text: string): string {
  let bytes = 0
  const kept = [...text].filter((character) => {
    bytes += Buffer.byteLength(character)
    return bytes <= MAX_BYTES
  })
  return kept.join('').replace(EDGES, '')
}
