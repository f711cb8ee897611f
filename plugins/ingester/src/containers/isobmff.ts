/** Boxes of the ISO base media file format (ISO/IEC 14496-12 §4.2) and of QuickTime files; picture and sound are skipped. */

import {typeByBrand} from './brands.ts'
import {latin1, u32, u64} from './bytes.ts'
import type {Readable} from './readable.ts'

/** A box without its header: bytes from `start` up to `end`. */
export interface Box {
  readonly type: string
  /** First byte of the payload. */
  readonly start: number
  /** First byte behind the payload. */
  readonly end: number
  /** The 16 bytes of a `uuid` box's type as hex; empty for others. */
  readonly uuid: string
}

/** More boxes in one place than any file has: a broken or hostile one. */
const MAX_BOXES = 5000

/** The boxes between two positions; ends quietly where one is broken. */
export function* boxesIn(file: Readable, start: number, end: number): Generator<Box> {
  let position = start
  for (let count = 0; count < MAX_BOXES && position + 8 <= end; count++) {
    const box = boxAt(file.read(position, 32), position, end)
    if (box === undefined) return
    yield box
    position = box.end
  }
}

/**
 * Size 1: the real one follows in 64 bits. Size 0: the box reaches to the end.
 * A box that is cut off is not believed, except for picture and sound: a film whose recording broke off.
 */
function boxAt(header: Uint8Array, position: number, end: number): Box | undefined {
  if (header.length < 8) return undefined
  const [size32, type] = [u32(header, 0), latin1(header, 4, 8)]
  const headerBytes = (size32 === 1 ? 16 : 8) + (type === 'uuid' ? 16 : 0)
  const size = size32 === 0 ? end - position : size32 === 1 ? u64(header, 8) : size32
  if (size < headerBytes || header.length < headerBytes) return undefined
  if (position + size > end && type !== 'mdat') return undefined
  const uuid =
    type === 'uuid' ? Buffer.from(header.subarray(headerBytes - 16, headerBytes)).toString('hex') : ''
  return {type, uuid, start: position + headerBytes, end: Math.min(position + size, end)}
}

/** The first box down a path of types (`moov/mvhd`), from the top of the file or within a box. */
export function findBox(
  file: Readable,
  path: string,
  within: Pick<Box, 'start' | 'end'> = {start: 0, end: file.size},
): Box | undefined {
  const [type, ...rest] = path.split('/')
  for (const box of boxesIn(file, within.start, within.end)) {
    if (box.type !== type) continue
    return rest.length === 0 ? box : findBox(file, rest.join('/'), childrenOf(file, box))
  }
  return undefined
}

/** Where a box's children begin: `meta` has four bytes of version and flags first, except in QuickTime files. */
export function childrenOf(file: Readable, box: Box): Pick<Box, 'start' | 'end'> {
  if (box.type !== 'meta') return box
  const isPlain = latin1(file.read(box.start + 4, 4)) === 'hdlr'
  return {start: box.start + (isPlain ? 0 : 4), end: box.end}
}

/** A box's payload, unless it is larger than `limit` bytes. */
export function payloadOf(
  file: Readable,
  box: Pick<Box, 'start' | 'end'> | undefined,
  limit: number,
): Uint8Array | undefined {
  if (box === undefined || box.end - box.start > limit) return undefined
  return file.read(box.start, box.end - box.start)
}

/** What the `mvhd` of these says is when a sequence of pictures was encoded. */
const PICTURES = new Set(['avif', 'heic', 'heif', 'cr3', 'jp2'])

/** Whether this is a film; old QuickTime files begin without saying what they are. */
export function isFilm(file: Readable): boolean {
  if (latin1(file.read(4, 4)) !== 'ftyp') return true
  return !PICTURES.has(typeByBrand(file) ?? '')
}
