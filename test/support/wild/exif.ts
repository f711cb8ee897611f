/** What a camera notes in a picture, as an EXIF block (CIPA DC-008): a little-endian TIFF of two directories. */

/** Times are wall clocks: `2019-01-02T03:04:05`. */
export interface Notes {
  readonly make?: string
  readonly model?: string
  /** When the shutter opened. */
  readonly taken?: string | undefined
  /** Digits of it after the second. */
  readonly fraction?: string
  /** `+02:00`, of `taken`. */
  readonly offset?: string | undefined
  readonly digitized?: string
  readonly modified?: string
  /** Of `modified`. */
  readonly modifiedOffset?: string
  /** What the halves of a Live Photo share: longer than four characters. */
  readonly contentId?: string | undefined
}

interface Tag {
  readonly id: number
  readonly type: number
  readonly value: Buffer
}

/** TIFF types, and the bytes of one value. */
const ASCII = 2
const LONG = 4
const UNDEFINED = 7
/** Bytes of the TIFF header; every offset counts from its start. */
const HEADER = 8

export function exifBlock(notes: Notes): Buffer {
  const {make, model, taken, fraction, offset, digitized, modified, modifiedOffset, contentId} = notes
  const camera = [...text(0x010f, make), ...text(0x0110, model), ...text(0x0132, exifTime(modified))]
  const capture = [
    {id: 0x9000, type: UNDEFINED, value: Buffer.from('0232')},
    ...text(0x9003, exifTime(taken)),
    ...text(0x9004, exifTime(digitized)),
    ...text(0x9010, modifiedOffset),
    ...text(0x9011, offset),
    ...text(0x9291, fraction),
    ...(contentId === undefined ? [] : [{id: 0x927c, type: UNDEFINED, value: appleNote(contentId)}]),
  ].sort((a, b) => a.id - b.id)
  const second = HEADER + directory([...camera, pointer(0)], HEADER).length
  const header = Buffer.from([0x49, 0x49, 42, 0, HEADER, 0, 0, 0])
  return Buffer.concat([header, directory([...camera, pointer(second)], HEADER), directory(capture, second)])
}

/** `2019:01:02 03:04:05` */
function exifTime(local: string | undefined): string | undefined {
  return local?.replaceAll('-', ':').replace('T', ' ')
}

function text(id: number, value: string | undefined): Tag[] {
  return value === undefined ? [] : [{id, type: ASCII, value: Buffer.from(`${value}\0`, 'latin1')}]
}

function pointer(to: number): Tag {
  const value = Buffer.alloc(4)
  value.writeUInt32LE(to)
  return {id: 0x8769, type: LONG, value}
}

/** A directory at `start`, tags in ascending order, followed by the values that don't fit into four bytes. */
function directory(tags: readonly Tag[], start: number): Buffer {
  const entries = Buffer.alloc(2 + 12 * tags.length + 4)
  const values: Buffer[] = []
  let free = start + entries.length
  entries.writeUInt16LE(tags.length, 0)
  for (const [index, {id, type, value}] of tags.entries()) {
    const at = 2 + 12 * index
    entries.writeUInt16LE(id, at)
    entries.writeUInt16LE(type, at + 2)
    entries.writeUInt32LE(type === LONG ? value.length / 4 : value.length, at + 4)
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

/** Apple's note: a directory of one tag, big-endian, whose offsets count from the note's beginning. */
function appleNote(contentId: string): Buffer {
  const value = Buffer.from(`${contentId}\0`, 'latin1')
  const note = Buffer.alloc(32)
  note.write('Apple iOS\0\0\x01MM', 'latin1')
  note.writeUInt16BE(1, 14)
  note.writeUInt16BE(0x0011, 16)
  note.writeUInt16BE(ASCII, 18)
  note.writeUInt32BE(value.length, 20)
  note.writeUInt32BE(note.length, 24)
  return Buffer.concat([note, value])
}
