/** What a camera notes about a picture, as an EXIF block (CIPA DC-008): a little-endian TIFF of two directories. */

export interface CameraNotes {
  make: string
  model: string
  /** What the camera's clock showed: `2024-05-04T10:20:30`. */
  local: string
  /** Digits after the second. */
  fraction?: string | undefined
  /** `+02:00`. */
  offset?: string | undefined
}

interface Tag {
  readonly id: number
  readonly type: number
  readonly count: number
  readonly value: Buffer
}

/** TIFF types. */
const ASCII = 2
const LONG = 4
const UNDEFINED = 7
/** Bytes of the TIFF header; every offset counts from its start. */
const HEADER = 8

/** The payload of a JPEG's APP1 segment. */
export function exif({make, model, local, fraction, offset}: CameraNotes): Uint8Array {
  const camera = [ascii(0x010f, make), ascii(0x0110, model)]
  const notes = [
    tag(0x9000, UNDEFINED, Buffer.from('0232')),
    ascii(0x9003, local.replaceAll('-', ':').replace('T', ' ')),
    ...(offset ? [ascii(0x9011, offset)] : []),
    ...(fraction ? [ascii(0x9291, fraction)] : []),
  ]
  const second = HEADER + directory([...camera, long(0x8769, 0)], HEADER).length
  const header = Buffer.from([0x49, 0x49, 42, 0, HEADER, 0, 0, 0])
  return Buffer.concat([
    Buffer.from('Exif\0\0'),
    header,
    directory([...camera, long(0x8769, second)], HEADER),
    directory(notes, second),
  ])
}

/** A directory at `start`, tags in ascending order, followed by the values that don't fit into four bytes. */
function directory(tags: readonly Tag[], start: number): Buffer {
  const entries = Buffer.alloc(2 + 12 * tags.length + 4)
  const values: Buffer[] = []
  let free = start + entries.length
  entries.writeUInt16LE(tags.length, 0)
  for (const [index, {id, type, count, value}] of tags.entries()) {
    const at = 2 + 12 * index
    entries.writeUInt16LE(id, at)
    entries.writeUInt16LE(type, at + 2)
    entries.writeUInt32LE(count, at + 4)
    if (value.length <= 4) {
      value.copy(entries, at + 8)
      continue
    }
    entries.writeUInt32LE(free, at + 8)
    values.push(value, Buffer.alloc(value.length % 2))
    free += value.length + (value.length % 2)
  }
  return Buffer.concat([entries, ...values])
}

function ascii(id: number, text: string): Tag {
  return tag(id, ASCII, Buffer.from(`${text}\0`, 'latin1'))
}

function long(id: number, number: number): Tag {
  const value = Buffer.alloc(4)
  value.writeUInt32LE(number)
  return {id, type: LONG, count: 1, value}
}

function tag(id: number, type: number, value: Buffer): Tag {
  return {id, type, count: value.length, value}
}
