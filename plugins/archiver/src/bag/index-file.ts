/** `volume-index.json`: what a volume holds, for programs; one file a line, for text editors. */
import {pathFields, toText} from 'mediastruct'
import {partFields} from '../folder-part.ts'
import {type Bag, type BagEntry, PAYLOAD} from './model.ts'

export const VOLUME_INDEX_SCHEMA = 'mediastruct/volume-index@1'

/** What is known of copies when an image is made. */
export interface Told {
  readonly copies: readonly object[]
  /** Oldest first. */
  readonly events: readonly object[]
}

/** The document's text. @param told only on discs */
export function volumeIndex({id, medium, entries, parts = []}: Bag, told?: Told): string {
  const divided = parts.length > 0 && {parts: parts.map(partFields)}
  const head = JSON.stringify({schema: VOLUME_INDEX_SCHEMA, id, medium, ...divided, ...told}).slice(0, -1)
  return `${head},"files":[\n${entries.map(row).join(',\n')}\n]}\n`
}

function row({path, blake3, sha256, sha512, size, original}: BagEntry): string {
  const before = original === undefined ? {} : pathFields('original', original)
  const more = sha512 === undefined ? {} : {sha512}
  return JSON.stringify({path: PAYLOAD + toText(path), hash: blake3, sha256, ...more, size, ...before})
}
