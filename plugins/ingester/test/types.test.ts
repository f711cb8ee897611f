import {expect} from 'chai'
import {formatOf} from '../src/containers/formats.ts'
import {inspect} from '../src/examine/inspect.ts'
import {box, jpeg, readableOf, tiff} from './files.ts'

function brand(major: string, ...compatible: string[]): Buffer {
  return box('ftyp', Buffer.from(`${major}\0\0\0\0${compatible.join('')}`, 'latin1'))
}

function text(content: string): Buffer {
  return Buffer.concat([Buffer.from(content, 'latin1'), Buffer.alloc(1000)])
}

function packets(bytes: number, lead: number): Buffer {
  const stream = Buffer.alloc(bytes * 5)
  for (let at = lead; at < stream.length; at += bytes) stream[at] = 0x47
  return stream
}

const ASF = Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex')
const EBML = (type: string) =>
  text(
    `\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x23\x42\x86\x81\x01\x42\x82${String.fromCharCode(0x80 + type.length)}${type}`,
  )

const TYPES: readonly [string, Uint8Array, string | undefined][] = [
  ['a JPEG', jpeg(), 'jpg'],
  ['a PNG', text('\x89PNG\r\n\x1a\n'), 'png'],
  ['a GIF', text('GIF89a'), 'gif'],
  ['a WebP', text('RIFF\x0a\0\0\0WEBPVP8 '), 'webp'],
  ['an AVI', text('RIFF\x0a\0\0\0AVI LIST'), 'avi'],
  ['a sound memo', text('RIFF\x0a\0\0\0WAVEfmt '), 'wav'],
  ['a bitmap', text('BM\x36\x10\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'), 'bmp'],
  ['a Photoshop file', text('8BPS\0\x01'), 'psd'],
  ['a TIFF', tiff({}), 'tif'],
  ['a big-endian TIFF', text('MM\0*\0\0\0\x08'), 'tif'],
  ['a BigTIFF', text('II+\0\x08\0\0\0'), 'tif'],
  ['a DNG', tiff({50706: '\x01\x04\0'}), 'dng'],
  ['a CR2', text('II*\0\x10\0\0\0CR\x02\0'), 'cr2'],
  ['a CRW', text('II\x1a\0\0\0HEAPCCDR'), 'crw'],
  ['an RW2', text('IIU\0\x18\0\0\0'), 'rw2'],
  ['an ORF', text('IIRO\x08\0\0\0'), 'orf'],
  ['a RAF', text('FUJIFILMCCD-RAW 0201'), 'raf'],
  ['an MRW', text('\0MRM'), 'mrw'],
  ['an X3F', text('FOVb'), 'x3f'],
  ['a HEIC', brand('heic', 'mif1', 'heic'), 'heic'],
  ['a HEIC by its compatible brands', brand('mif1', 'mif1', 'heic', 'hevc'), 'heic'],
  ['an AVIF by its compatible brands', brand('mif1', 'avif', 'miaf'), 'avif'],
  ['an AVIF sequence', brand('avis', 'avif'), 'avif'],
  ['a HEIF of another codec', brand('mif1', 'mif1', 'j2ki'), 'heif'],
  ['a CR3', brand('crx ', 'isom'), 'cr3'],
  ['an MP4', brand('isom', 'iso2', 'mp41'), 'mp4'],
  ['an MP4 of brand mp42', brand('mp42'), 'mp4'],
  ['Sony’s XAVC', brand('XAVC'), 'mp4'],
  ['a QuickTime film', brand('qt  '), 'mov'],
  ['an old QuickTime film', Buffer.concat([box('wide'), box('mdat', Buffer.alloc(10))]), 'mov'],
  ['an M4V', brand('M4V '), 'm4v'],
  ['an M4A', brand('M4A '), 'm4a'],
  ['a 3GP', brand('3gp5'), '3gp'],
  ['a 3G2', brand('3g2a'), '3g2'],
  ['a file of a brand that nobody knows', brand('zzzz'), undefined],
  ['a JPEG 2000', text('\0\0\0\x0cjP  \r\n\x87\n'), 'jp2'],
  ['a JPEG XL in boxes', text('\0\0\0\x0cJXL \r\n\x87\n'), 'jxl'],
  ['a bare JPEG XL', text('\xff\x0a'), 'jxl'],
  ['a Matroska', EBML('matroska'), 'mkv'],
  ['a WebM', EBML('webm'), 'webm'],
  ['an ASF', ASF, 'asf'],
  ['a transport stream', packets(188, 0), 'mts'],
  ['AVCHD’s transport stream', packets(192, 4), 'mts'],
  ['a program stream', text('\0\0\x01\xba'), 'mpg'],
  ['an XMP packet', text('<?xpacket begin="" id=""?><x:xmpmeta/>'), 'xmp'],
  [
    'an XMP file with a declaration',
    text('\xef\xbb\xbf<?xml version="1.0"?>\n<!-- by -->\n<x:xmpmeta/>'),
    'xmp',
  ],
  ['another XML file', text('<?xml version="1.0"?><plist/>'), undefined],
  ['a PDF', text('%PDF-1.7'), 'pdf'],
  ['a ZIP', text('PK\x03\x04'), 'zip'],
  ['an MP3 with a tag', text('ID3\x03\0'), 'mp3'],
  ['a FLAC', text('fLaC'), 'flac'],
  ['an Ogg', text('OggS\0\x02'), 'ogg'],
  ['a text', text('Dear diary'), undefined],
  ['an empty file', Buffer.alloc(0), undefined],
  ['one byte', Buffer.from('B'), undefined],
]

describe('the type of a file', () => {
  for (const [what, bytes, type] of TYPES) {
    it(`is ${type ?? 'not known'} for ${what}, whatever its name`, async () => {
      expect((await inspect(readableOf(bytes))).type).to.equal(type)
    })
  }

  it('holds where a line feed is a byte like any other', () => {
    expect(formatOf(readableOf(text('RIFF\n\n\n\nWEBPVP8 ')))?.type).to.equal('webp')
  })
})
