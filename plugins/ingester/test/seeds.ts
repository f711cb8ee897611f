/** One small file of each format that is read, with all that a reader looks for in it. */
import {deflateSync} from 'node:zlib'
import {tiffBlock} from '../src/containers/tiff-block.ts'
import {READER_SEEDS} from './containers/reader-seeds.ts'
import {box, exifSegment, jpeg, mvhdBox, tiff, xmpSegment} from './files.ts'

export const WHEN = '2019:01:02 03:04:05'
export const LOCAL = '2019-01-02T03:04:05'
/** 2019-01-02T03:04:05Z */
export const TAKEN = 1_546_398_245

export const PACKET = `<?xpacket begin=""?><x:xmpmeta exif:DateTimeOriginal="${LOCAL}" xmp:CreateDate="2020-01-01T00:00:01"/>`

const EXIF = tiff(
  {271: 'Apple', 272: 'iPhone 8', 306: '2021:01:01 00:00:01'},
  {36867: WHEN, 37521: '67', 36881: '+02:00'},
)

export function u16be(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function u32le(value: number): Buffer {
  return u32be(value).reverse()
}

export function ascii(tag: number, text: string) {
  const value = Buffer.from(`${text}\0`, 'latin1')
  return {tag, type: 2, count: value.length, value}
}

/** Degrees, minutes and seconds, big-endian. */
function rationals(tag: number, degrees: number, minutes: number, seconds: number) {
  const value = Buffer.concat(
    [degrees, minutes, seconds].flatMap((number) => [u32be(number * 100), u32be(100)]),
  )
  return {tag, type: 5, count: 3, value}
}

/** An Apple maker note whose only entry is the id of a Live Photo. */
export function appleNote(id: string): Buffer {
  const text = Buffer.from(`${id}\0`, 'latin1')
  const entry = Buffer.concat([u16be(0x11), u16be(2), u32be(text.length), u32be(14 + 2 + 12 + 4)])
  return Buffer.concat([Buffer.from('Apple iOS\0\0\x01MM', 'latin1'), u16be(1), entry, u32be(0), text])
}

/** Big-endian, with a maker note and a place: 48°51′30″ N, 2°17′40″ W. */
export function phoneBlock(id: string): Uint8Array {
  const note = appleNote(id)
  return tiffBlock({
    little: false,
    main: [ascii(0x010f, 'Apple'), ascii(0x0110, 'iPhone 15 Pro')],
    exif: [ascii(0x9003, WHEN), {tag: 0x927c, type: 7, count: note.length, value: note}],
    gps: [ascii(1, 'N'), rationals(2, 48, 51, 30), ascii(3, 'W'), rationals(4, 2, 17, 40)],
  })
}

export function pngChunk(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([u32be(payload.length), Buffer.from(type, 'latin1'), payload, Buffer.alloc(4)])
}

function png(): Buffer {
  const compressed = Buffer.concat([
    Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0', 'latin1'),
    deflateSync(PACKET),
  ])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', Buffer.alloc(13)),
    pngChunk('eXIf', EXIF),
    pngChunk('iTXt', compressed),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function webp(): Buffer {
  const chunks = [
    ['EXIF', EXIF],
    ['XMP ', Buffer.from(PACKET)],
  ] as const
  const body = chunks.flatMap(([type, payload]) => [
    Buffer.from(type),
    u32le(payload.length),
    payload,
    Buffer.alloc(payload.length % 2),
  ])
  const whole = Buffer.concat([Buffer.from('WEBP'), ...body])
  return Buffer.concat([Buffer.from('RIFF'), u32le(whole.length), whole])
}

/** A HEIC whose only items are an Exif block and an XMP packet. */
export function heic(exif: Uint8Array = EXIF): Buffer {
  const items = [Buffer.concat([u32be(0), exif]), Buffer.from(PACKET)]
  const infe = (id: number, type: string, more: string) =>
    box('infe', Buffer.from([2, 0, 0, 0]), u16be(id), u16be(0), Buffer.from(`${type}\0${more}`, 'latin1'))
  const iinf = box('iinf', u32be(0), u16be(2), infe(1, 'Exif', ''), infe(2, 'mime', 'application/rdf+xml\0'))
  const iloc = (starts: readonly number[]) =>
    box(
      'iloc',
      u32be(0),
      u16be(0x4400),
      u16be(2),
      ...items.flatMap(({length}, index) => [
        u16be(index + 1),
        u16be(0),
        u16be(1),
        u32be(starts[index] ?? 0),
        u32be(length),
      ]),
    )
  const head = (starts: readonly number[]) =>
    Buffer.concat([
      box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')),
      box('meta', u32be(0), box('hdlr', Buffer.alloc(24)), iinf, iloc(starts)),
    ])
  const start = head([0, 0]).length + 8
  return Buffer.concat([head([start, start + (items[0]?.length ?? 0)]), box('mdat', ...items)])
}

function cr3(): Buffer {
  const canon = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex')
  const main = tiff({271: 'Canon', 272: 'Canon EOS R6'})
  return Buffer.concat([
    box('ftyp', Buffer.from('crx \0\0\0\x01crx isom', 'latin1')),
    box('moov', box('uuid', canon, box('CMT1', main), box('CMT2', tiff({36867: WHEN})))),
  ])
}

function jxl(): Buffer {
  return Buffer.concat([
    box('JXL ', Buffer.from('0d0a870a', 'hex')),
    box('Exif', Buffer.alloc(4), EXIF),
    box('xml ', Buffer.from(PACKET)),
  ])
}

/** Apple's metadata: names, and a value for each. */
export function keyed(entries: Readonly<Record<string, string>>, isoStyle = true): Buffer {
  const names = Object.keys(entries).map((name) =>
    Buffer.concat([u32be(name.length + 8), Buffer.from(`mdta${name}`, 'latin1')]),
  )
  const values = Object.values(entries).map((value, index) =>
    box(u32be(index + 1).toString('latin1'), box('data', u32be(1), u32be(0), Buffer.from(value))),
  )
  return box(
    'meta',
    isoStyle ? Buffer.alloc(4) : Buffer.alloc(0),
    box('hdlr', Buffer.alloc(24)),
    box('keys', u32be(0), u32be(names.length), ...names),
    box('ilst', ...values),
  )
}

/** A text in `udta`, with its length and language. */
export function userText(type: string, text: string): Buffer {
  return box(type, u16be(Buffer.byteLength(text)), u16be(0), Buffer.from(text))
}

export function film(brand: string, ...inMoov: Uint8Array[]): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from(`${brand}\0\0\0\0${brand}`, 'latin1')),
    box('moov', ...inMoov),
    box('mdat', Buffer.alloc(100)),
  ])
}

/** A record of Nikon's `NCTG`. */
export function nikonRecord(tag: number, text: string): Buffer {
  return Buffer.concat([u32be(tag), u16be(2), u16be(text.length + 1), Buffer.from(`${text}\0`, 'latin1')])
}

/** An Exif directory without a header, little-endian, whose offsets count from its beginning. */
export function bareDirectory(text: string): Buffer {
  const value = Buffer.from(`${text}\0`, 'latin1')
  const entry = Buffer.alloc(12)
  entry.writeUInt16LE(0x9003, 0)
  entry.writeUInt16LE(2, 2)
  entry.writeUInt32LE(value.length, 4)
  entry.writeUInt32LE(2 + 12 + 4, 8)
  return Buffer.concat([Buffer.from([1, 0]), entry, Buffer.alloc(4), value])
}

export const SONY_DOCUMENT =
  `<?xml version="1.0"?><NonRealTimeMeta lastUpdate="2020-01-01T00:00:00+09:00"><CreationDate value="${LOCAL}+09:00"/>` +
  '<Device manufacturer="Sony" modelName="ILCE-7M4" serialNo="1"/></NonRealTimeMeta>'

/** GoPro's: an entry `MINF` of characters. */
export function goproMetadata(model: string): Buffer {
  return Buffer.concat([
    Buffer.from('MINFc', 'latin1'),
    Buffer.from([1]),
    u16be(model.length),
    Buffer.from(model),
  ])
}

function makersFilm(): Buffer {
  const canon = box('CNTH', box('CNDA', jpeg(exifSegment(EXIF))))
  const nikon = box('NCDT', box('NCTG', nikonRecord(1, 'NIKON'), nikonRecord(0x12, WHEN)))
  const fujifilm = box('MVTG', Buffer.alloc(16), bareDirectory(WHEN))
  const panasonic = box('PANA', Buffer.from('    DMC-FT7\0'), exifSegment(EXIF).payload)
  const tags = box('TAGS', Buffer.from('PENTAX DIGITAL CAMERA\0'))
  const gopro = [box('FIRM', Buffer.from('HD7.01.01.90.00\0')), box('GPMF', goproMetadata('HERO7 Black'))]
  const sony = box(
    'meta',
    Buffer.alloc(4),
    box('hdlr', Buffer.alloc(24)),
    box('xml ', u32be(0), Buffer.from(SONY_DOCUMENT)),
  )
  return film('mp42', mvhdBox(TAKEN), sony, box('udta', canon, nikon, fujifilm, panasonic, tags, ...gopro))
}

function phoneFilm(): Buffer {
  const keys = keyed({
    'com.apple.quicktime.creationdate': '2019-01-02T05:04:05+0200',
    'com.apple.quicktime.make': 'Apple',
    'com.apple.quicktime.location.ISO6709': '+48.8577+002.2950+035.0/',
    'com.apple.quicktime.content.identifier': '570F1469-09C7-4E50-9875-05F21D5BD166',
  })
  const texts = box(
    'udta',
    userText('\xa9day', '2019-01-02T05:04:05+0200'),
    userText('\xa9xyz', '+48.8577+002.2950/'),
  )
  return film('qt  ', mvhdBox(TAKEN, 1), keys, texts)
}

/** Photoshop's resources with an IPTC date and time. */
export function iptcSegment(date: string, time?: string): {marker: number; payload: Uint8Array} {
  const dataSet = (number: number, text: string) =>
    Buffer.concat([Buffer.from([0x1c, 2, number]), u16be(text.length), Buffer.from(text)])
  const records = Buffer.concat([dataSet(55, date), ...(time === undefined ? [] : [dataSet(60, time)])])
  const resource = [Buffer.from('8BIM'), u16be(0x0404), u16be(0), u32be(records.length), records]
  return {marker: 0xed, payload: Buffer.concat([Buffer.from('Photoshop 3.0\0'), ...resource])}
}

export const SEEDS: Readonly<Record<string, Uint8Array>> = {
  jpg: jpeg(exifSegment(EXIF), xmpSegment(PACKET), iptcSegment('20190102', '030405+0200')),
  'jpg of a phone': jpeg(exifSegment(phoneBlock('570F1469-09C7-4E50-9875-05F21D5BD166'))),
  tif: tiff({271: 'Apple', 700: PACKET}, {36867: WHEN}),
  png: png(),
  webp: webp(),
  heic: heic(),
  cr3: cr3(),
  jxl: jxl(),
  mov: phoneFilm(),
  mp4: makersFilm(),
  xmp: Buffer.from(PACKET),
  ...READER_SEEDS,
}
