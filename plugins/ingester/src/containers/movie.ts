/** The box that describes a film; the first versions of QuickTime could compress it (QuickTime File Format, "Compressed Movie Resources"). */

import {BLOCK_BYTES} from './blocks.ts'
import {u32} from './bytes.ts'
import {inMemory} from './in-memory.ts'
import {inflated} from './inflate.ts'
import {type Box, boxesIn, findBox, payloadOf} from './isobmff.ts'
import type {Readable} from './readable.ts'

export interface Movie {
  /** Where the box lies: the film, or what came out of the compressed box. */
  readonly file: Readable
  readonly moov: Box
  /** All boxes of the film that lie in no other. */
  readonly top: readonly Box[]
}

/** Undefined where the film has none. */
export function movieOf(film: Readable): Movie | undefined {
  const top = [...boxesIn(film, 0, film.size)]
  const moov = top.find(({type}) => type === 'moov')
  if (moov === undefined) return undefined
  const compressed = payloadOf(film, findBox(film, 'cmov/cmvd', moov), BLOCK_BYTES)
  const found = compressed === undefined ? {file: film, moov} : uncompressed(compressed)
  return found && {...found, top}
}

/** Behind its later size, data for zlib: the only method that was ever used. */
function uncompressed(data: Uint8Array): Omit<Movie, 'top'> | undefined {
  const plain = u32(data, 0) > BLOCK_BYTES ? undefined : inflated(data.subarray(4))
  const file = plain && inMemory(plain)
  const moov = file && findBox(file, 'moov')
  return file && moov && {file, moov}
}
