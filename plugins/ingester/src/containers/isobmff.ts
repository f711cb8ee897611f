/** Boxes of the ISO base media file format (ISO/IEC 14496-12 §4.2) and of QuickTime files; picture and sound are skipped. */
import type {Readable} from './blocks.ts'
import {latin1, u32, u64} from './bytes.ts'

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
export async function* boxesIn(file: Readable, start: number, end: number): AsyncGenerator<Box> {
  let position = start
  for (let count = 0; count < MAX_BOXES && position + 8 <= end; count++) {
    const box = boxAt(await file.read(position, 32), position, end)
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
export async function findBox(
  file: Readable,
  path: string,
  within: Pick<Box, 'start' | 'end'> = {start: 0, end: file.size},
): Promise<Box | undefined> {
  const [type, ...rest] = path.split('/')
  for await (const box of boxesIn(file, within.start, within.end)) {
    if (box.type !== type) continue
    return rest.length === 0 ? box : await findBox(file, rest.join('/'), await childrenOf(file, box))
  }
  return undefined
}

/** Where a box's children begin: `meta` has four bytes of version and flags first, except in QuickTime files. */
export async function childrenOf(file: Readable, box: Box): Promise<Pick<Box, 'start' | 'end'>> {
  if (box.type !== 'meta') return box
  const isPlain = latin1(await file.read(box.start + 4, 4)) === 'hdlr'
  return {start: box.start + (isPlain ? 0 : 4), end: box.end}
}

/** A box's payload, unless it is larger than `limit` bytes. */
export async function payloadOf(
  file: Readable,
  box: Pick<Box, 'start' | 'end'> | undefined,
  limit: number,
): Promise<Uint8Array | undefined> {
  if (box === undefined || box.end - box.start > limit) return undefined
  return await file.read(box.start, box.end - box.start)
}

/** Brands of pictures in this container: what their `mvhd` says is when a sequence was encoded. */
const PICTURE_BRANDS = new Set([
  'avif',
  'avis',
  'crx ',
  'heic',
  'heim',
  'heis',
  'heix',
  'hevc',
  'hevm',
  'hevs',
  'hevx',
  'mif1',
  'msf1',
])

/** Whether this is a film; old QuickTime files begin without saying what they are. */
export async function isFilm(file: Readable): Promise<boolean> {
  const header = await file.read(0, 12)
  const type = latin1(header, 4, 8)
  if (type === 'ftyp') return !PICTURE_BRANDS.has(latin1(header, 8, 12))
  return ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(type)
}
