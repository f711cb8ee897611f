/** Small pictures and films as phones and cameras write them, each of its own number and so of its own content. */
import {encodeJpeg, type Pixels} from '../../../plugins/demo/src/media/jpeg.ts'
import {box, mvhdBox} from '../../../plugins/ingester/test/files.ts'
import {exifBlock, type Notes} from './exif.ts'

/** Pixels of one side: sixteen blocks, each black or white by a bit of the picture's number. */
const SIDE = 32

/** A JPEG. */
export function jpeg(number: number, notes?: Notes): Buffer {
  const app1 = notes && Buffer.concat([Buffer.from('Exif\0\0'), exifBlock(notes)])
  return Buffer.from(encodeJpeg({width: SIDE, height: SIDE, pixels: pattern(number), ...(app1 && {app1})}))
}

function pattern(number: number): Pixels {
  return (x, y) => {
    const bit = (number >> ((y >> 3) * 4 + (x >> 3))) & 1
    return [bit * 255, bit * 255, bit * 255]
  }
}

/** A raw file of the many that are TIFF inside. */
export function raw(number: number, notes: Notes): Buffer {
  return Buffer.concat([exifBlock(notes), noise(number)])
}

/** A HEIC whose one item is its EXIF block (ISO/IEC 14496-12 §8.11, 23008-12 annex A); the picture itself is noise. */
export function heic(number: number, notes: Notes): Buffer {
  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic'))
  const payload = Buffer.concat([Buffer.alloc(4), exifBlock(notes)])
  const infe = fullBox('infe', 2, u16(1, 0), Buffer.from('Exif\0'))
  const meta = (at: number) =>
    fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, Buffer.alloc(4), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('iinf', 0, u16(1), infe),
      // Offsets and lengths of four bytes, no base; one item of one extent.
      fullBox('iloc', 0, Buffer.from([0x44, 0]), u16(1, 1, 0, 1), u32(at, payload.length)),
    )
  const at = ftyp.length + meta(0).length + 8
  return Buffer.concat([ftyp, meta(at), box('mdat', payload, noise(number))])
}

export interface FilmNotes {
  /** What the header says, in UTC: `2019-01-02T03:04:05Z`. */
  readonly created: string
  /** Apple's own date, with its offset: `2019-01-02T04:04:05+01:00`. */
  readonly creationDate?: string | undefined
  readonly make?: string
  readonly contentId?: string | undefined
}

/** A QuickTime film, its header behind its pictures as cameras write it. */
export function film(number: number, {created, creationDate, make, contentId}: FilmNotes): Buffer {
  const keys = {
    'com.apple.quicktime.make': make,
    'com.apple.quicktime.creationdate': creationDate,
    'com.apple.quicktime.content.identifier': contentId,
  }
  const named = Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const mvhd = mvhdBox(Date.parse(created) / 1000)
  return Buffer.concat([
    box('ftyp', Buffer.from('qt  \0\0\0\0qt  ')),
    box('mdat', noise(number)),
    box('moov', mvhd, ...(named.length > 0 ? [keyed(named)] : [])),
  ])
}

/** `keys` lists names, `ilst` holds a box for each value, whose type is the name's number. */
function keyed(texts: readonly [name: string, value: string][]): Buffer {
  const names = texts.map(([name]) => Buffer.concat([u32(name.length + 8), Buffer.from(`mdta${name}`)]))
  const values = texts.map(([, value], index) =>
    box(u32(index + 1).toString('latin1'), box('data', u32(1, 0), Buffer.from(value))),
  )
  const hdlr = fullBox('hdlr', 0, Buffer.alloc(4), Buffer.from('mdta'), Buffer.alloc(13))
  return box('meta', hdlr, fullBox('keys', 0, u32(texts.length), ...names), box('ilst', ...values))
}

/** A motion photo: the film stands behind the picture, in one file. */
export function motionPhoto(number: number, notes: Notes, moving: FilmNotes): Buffer {
  return Buffer.concat([jpeg(number, notes), film(number, moving)])
}

/** Bytes of their own for each number. */
function noise(number: number): Buffer {
  return Buffer.from(`picture ${number} `.repeat(20))
}

function fullBox(type: string, version: number, ...payload: Uint8Array[]): Buffer {
  return box(type, Buffer.from([version, 0, 0, 0]), ...payload)
}

function u16(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(2 * values.length)
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, 2 * index)
  return buffer
}

function u32(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, 4 * index)
  return buffer
}
