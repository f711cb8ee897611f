/** Segments of a JPEG, up to its picture (ITU T.81 B.1). */
import {u8, u16} from './bytes.ts'
import type {Readable} from './readable.ts'

export interface Segment {
  /** Its second byte; the first is 255. */
  readonly marker: number
  /** First byte of the payload. */
  readonly position: number
  /** Of the payload, in bytes. */
  readonly length: number
}

const START_OF_SCAN = 0xda
const END_OF_IMAGE = 0xd9

/** A picture has some dozen segments; more than this is not one. */
const MAX_SEGMENTS = 1000

/** @param start where the JPEG begins, in bytes */
export function* segmentsIn(file: Readable, start: number): Generator<Segment> {
  let position: number | undefined = start + 2
  for (let count = 0; count < MAX_SEGMENTS; count++) {
    position = markerFrom(file, position)
    if (position === undefined) return
    const header = file.read(position, 4)
    const [marker, length] = [u8(header, 1), u16(header, 2)]
    if (header.length < 4 || marker === START_OF_SCAN || marker === END_OF_IMAGE || length < 2) return
    yield {marker, position: position + 4, length: length - 2}
    position += 2 + length
  }
}

/** How far a marker is sought, in bytes: some cameras leave a gap between segments. */
const GAP_BYTES = 1024

/** Any number of bytes of 255 may stand before a marker. */
function markerFrom(file: Readable, position: number): number | undefined {
  const bytes = file.read(position, GAP_BYTES)
  for (let at = 0; at + 1 < bytes.length; at++) {
    if (u8(bytes, at) === 0xff && u8(bytes, at + 1) !== 0xff && u8(bytes, at + 1) !== 0) return position + at
  }
  return undefined
}
