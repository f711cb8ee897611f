/** Halves of a Live Photo, made here: a picture and a film that share Apple's ContentIdentifier. */

/**
 * A JPEG without a picture in it, whose EXIF holds a date and Apple's maker note.
 * @param contentId longer than the four bytes that would stand in the place of their offset
 * @param local `2019:01:02 03:04:05`
 */
export function liveStill(contentId: string, local: string): Buffer {
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff(local, makerNote(contentId))])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(exif.length + 2)
  return Buffer.concat([Buffer.from('ffd8ffe1', 'hex'), length, exif, Buffer.from('ffda0002ffd9', 'hex')])
}

/**
 * A QuickTime film without frames, whose metadata hold the id, and when it was made.
 * @param created `2019-01-02T03:04:05+0100`
 */
export function liveFilm(contentId: string, created?: string): Buffer {
  const values = Object.entries({
    'com.apple.quicktime.content.identifier': contentId,
    ...(created !== undefined && {'com.apple.quicktime.creationdate': created}),
  })
  const names = values.flatMap(([name]) => [u32(name.length + 8), Buffer.from(`mdta${name}`)])
  const keys = box('keys', u32(0, values.length), ...names)
  const items = values.map(([, value], index) =>
    box(`\0\0\0${String.fromCharCode(index + 1)}`, box('data', u32(1, 0), Buffer.from(value))),
  )
  const ilst = box('ilst', ...items)
  const meta = box('meta', box('hdlr', Buffer.alloc(24)), keys, ilst)
  return Buffer.concat([box('ftyp', Buffer.from('qt  \0\0\0\0qt  ')), box('moov', meta)])
}

/** Big-endian: a main directory that leads to an Exif directory of two tags. */
function tiff(local: string, note: Uint8Array): Buffer {
  const [mainAt, exifAt] = [8, 26]
  const dateAt = exifAt + 2 + 2 * 12 + 4
  const noteAt = dateAt + local.length + 1
  return Buffer.concat([
    Buffer.from('MM\0*', 'latin1'),
    u32(mainAt),
    directory([0x8769, 4, 1, exifAt]),
    directory([0x9003, 2, local.length + 1, dateAt], [0x927c, 7, note.length, noteAt]),
    Buffer.from(`${local}\0`),
    note,
  ])
}

/** Offsets count from its own beginning. */
function makerNote(contentId: string): Buffer {
  const header = Buffer.from('Apple iOS\0\0\x01MM', 'latin1')
  const textAt = header.length + 2 + 12 + 4
  return Buffer.concat([
    header,
    directory([0x0011, 2, contentId.length + 1, textAt]),
    Buffer.from(`${contentId}\0`),
  ])
}

function directory(...entries: [tag: number, type: number, count: number, value: number][]): Buffer {
  const count = Buffer.alloc(2)
  count.writeUInt16BE(entries.length)
  const rows = entries.map(([tag, type, length, value]) => {
    const head = Buffer.alloc(4)
    head.writeUInt16BE(tag)
    head.writeUInt16BE(type, 2)
    return Buffer.concat([head, u32(length, value)])
  })
  return Buffer.concat([count, ...rows, Buffer.alloc(4)])
}

function box(type: string, ...payload: Uint8Array[]): Buffer {
  const body = Buffer.concat(payload)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}

function u32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4)
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, index * 4)
  return bytes
}
