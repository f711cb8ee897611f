/** Items of a HEIF file: `iinf` names them, `iloc` says where they lie (ISO/IEC 14496-12 §8.11). */
import {BLOCK_BYTES} from './blocks.ts'
import {latin1, u8, uint} from './bytes.ts'
import {type Box, boxesIn, childrenOf, findBox, payloadOf} from './isobmff.ts'
import type {Readable} from './readable.ts'

export interface Item {
  readonly type: 'Exif' | 'XMP'
  /** The pieces in which it lies in the file, in their order. */
  readonly extents: readonly Extent[]
}

interface Extent {
  readonly start: number
  readonly end: number
}

/** More pieces than any program writes. */
const MAX_EXTENTS = 100

/** An item in one piece, unless it is larger than a block may be. */
export function itemPayload(file: Readable, {extents}: Item): Uint8Array | undefined {
  const bytes = extents.reduce((sum, {start, end}) => sum + end - start, 0)
  if (bytes > BLOCK_BYTES) return undefined
  return Buffer.concat(extents.map(({start, end}) => file.read(start, end - start)))
}

export function itemsOf(file: Readable, meta: Box): Item[] {
  const children = childrenOf(file, meta)
  const types = itemTypes(file, findBox(file, 'iinf', children))
  const locations = payloadOf(file, findBox(file, 'iloc', children), BLOCK_BYTES)
  if (types.size === 0 || locations === undefined) return []
  const data = findBox(file, 'idat', children)?.start ?? 0
  return itemsAt(locations, types, data)
}

/** Types of the metadata items by id. */
function itemTypes(file: Readable, iinf: Box | undefined): Map<number, Item['type']> {
  const types = new Map<number, Item['type']>()
  if (iinf === undefined) return types
  const isWide = u8(file.read(iinf.start, 1), 0) > 0
  for (const box of boxesIn(file, iinf.start + (isWide ? 8 : 6), iinf.end)) {
    const entry = payloadOf(file, box, 4096)
    if (box.type !== 'infe' || entry === undefined) continue
    const idBytes = u8(entry, 0) >= 3 ? 4 : 2
    const type = latin1(entry, 6 + idBytes, 10 + idBytes)
    const id = uint(entry, 4, idBytes)
    if (type === 'Exif') types.set(id, 'Exif')
    else if (type === 'mime' && latin1(entry).includes('application/rdf+xml')) types.set(id, 'XMP')
  }
  return types
}

/** @param data where the `idat` box's payload begins: the base of construction method 1 */
function itemsAt(iloc: Uint8Array, types: ReadonlyMap<number, Item['type']>, data: number): Item[] {
  const version = u8(iloc, 0)
  const widths = widthsOf(iloc, version)
  const fields = new Fields(iloc, 6)
  const idBytes = version < 2 ? 2 : 4
  const items: Item[] = []
  for (let left = fields.next(idBytes); left > 0 && !fields.isDone; left--) {
    const type = types.get(fields.next(idBytes))
    const method = version === 0 ? 0 : fields.next(2) & 15
    fields.next(2)
    const base = fields.next(widths.base) + (method === 1 ? data : 0)
    const extents = extentsAt(fields, widths, base)
    if (type !== undefined && method < 2) items.push({type, extents})
  }
  return items
}

interface Widths {
  readonly offset: number
  readonly length: number
  readonly base: number
  readonly index: number
}

/** Of the fields that follow, in bytes. */
function widthsOf(iloc: Uint8Array, version: number): Widths {
  const [first, second] = [u8(iloc, 4), u8(iloc, 5)]
  return {offset: first >> 4, length: first & 15, base: second >> 4, index: version === 0 ? 0 : second & 15}
}

function extentsAt(fields: Fields, widths: Widths, base: number): Extent[] {
  const extents: Extent[] = []
  for (let left = fields.next(2); left > 0 && !fields.isDone; left--) {
    fields.next(widths.index)
    const start = base + fields.next(widths.offset)
    extents.push({start, end: start + fields.next(widths.length)})
  }
  return extents.slice(0, MAX_EXTENTS)
}

/** Big-endian numbers, one behind the other. */
class Fields {
  readonly #bytes: Uint8Array
  #position: number

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes
    this.#position = position
  }

  get isDone(): boolean {
    return this.#position >= this.#bytes.length
  }

  next(width: number): number {
    const value = uint(this.#bytes, this.#position, width)
    this.#position += width
    return value
  }
}
