/** Items of a HEIF file: `iinf` names them, `iloc` says where they lie (ISO/IEC 14496-12 §8.11). */
import {BLOCK_BYTES} from './blocks.ts'
import {latin1, u8, u16, uint} from './bytes.ts'
import {type Box, boxesIn, childrenOf, findBox, payloadOf} from './isobmff.ts'
import type {Readable} from './readable.ts'

/** A metadata item of one extent in the file. */
export interface Item {
  readonly type: 'Exif' | 'XMP'
  readonly start: number
  readonly end: number
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
  const [offsetBytes, lengthBytes] = [u8(iloc, 4) >> 4, u8(iloc, 4) & 15]
  const [baseBytes, indexBytes] = [u8(iloc, 5) >> 4, version === 0 ? 0 : u8(iloc, 5) & 15]
  const idBytes = version < 2 ? 2 : 4
  const count = uint(iloc, 6, idBytes)
  const items: Item[] = []
  let position = 6 + idBytes
  for (let index = 0; index < count && position < iloc.length; index++) {
    const type = types.get(uint(iloc, position, idBytes))
    position += idBytes
    const method = version === 0 ? 0 : u16(iloc, position) & 15
    position += version === 0 ? 2 : 4
    const base = uint(iloc, position, baseBytes)
    position += baseBytes
    const extents = u16(iloc, position)
    position += 2
    const start = base + uint(iloc, position + indexBytes, offsetBytes) + (method === 1 ? data : 0)
    const length = uint(iloc, position + indexBytes + offsetBytes, lengthBytes)
    if (type !== undefined && extents === 1 && method < 2) items.push({type, start, end: start + length})
    position += extents * (indexBytes + offsetBytes + lengthBytes)
  }
  return items
}
