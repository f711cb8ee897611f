import {deflateSync} from 'node:zlib'
import {expect} from 'chai'
import {inMemory} from '../../src/containers/in-memory.ts'
import {pngBlocks} from '../../src/containers/png.ts'
import {inspect} from '../../src/examine/inspect.ts'
import {exifSegment, tiff, xmpSegment} from '../files.ts'
import {pngChunk} from '../seeds.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {dataSet, resource} from './photoshop-file.ts'

const EXIF = tiff({}, {36867: '2019:01:02 03:04:05'})
const PACKET = '<x:xmpmeta/>'
const IPTC = Buffer.concat([dataSet(2, 55, '20190102'), dataSet(2, 60, '030405+0100')])

function png(...chunks: Uint8Array[]): Buffer {
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const pixels = pngChunk('IDAT', Buffer.alloc(8192))
  return Buffer.concat([
    signature,
    pngChunk('IHDR', Buffer.alloc(13)),
    pixels,
    pixels,
    ...chunks,
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** A text in each of the three kinds of chunk. */
function texts(keyword: string, text: Uint8Array): Buffer[] {
  const name = Buffer.from(`${keyword}\0`, 'latin1')
  const compressed = deflateSync(text)
  return [
    pngChunk('tEXt', Buffer.concat([name, text])),
    pngChunk('zTXt', Buffer.concat([name, Buffer.alloc(1), compressed])),
    pngChunk('iTXt', Buffer.concat([name, Buffer.from('\0\0en\0\0'), text])),
    pngChunk('iTXt', Buffer.concat([name, Buffer.from('\x01\0\0\0'), compressed])),
  ]
}

/** As ImageMagick writes it. */
function profile(type: string, block: Uint8Array): Buffer[] {
  const hex = Buffer.from(block).toString('hex').replace(/.{72}/g, '$&\n')
  return texts(
    `Raw profile type ${type}`,
    Buffer.from(`\n${type} profile\n${String(block.length).padStart(8)}\n${hex}\n`),
  )
}

describe('PNG', () => {
  it('reads XMP in texts of all kinds', () => {
    for (const chunk of texts('XML:com.adobe.xmp', Buffer.from(PACKET))) {
      expect(pngBlocks(inMemory(png(chunk))).xmp).to.deep.equal([PACKET])
    }
  })

  it('reads profiles that stand in hexadecimal', () => {
    const named = exifSegment(EXIF).payload
    for (const chunk of [...profile('exif', named), ...profile('APP1', named), ...profile('exif', EXIF)]) {
      expect(pngBlocks(inMemory(png(chunk))).tiff).to.deep.equal([EXIF])
    }
    for (const chunk of [
      ...profile('APP1', xmpSegment(PACKET).payload),
      ...profile('xmp', Buffer.from(PACKET)),
    ]) {
      expect(pngBlocks(inMemory(png(chunk))).xmp).to.deep.equal([PACKET])
    }
    const photoshop = resource(0x0404, '', IPTC)
    for (const chunk of [
      ...profile('iptc', photoshop),
      ...profile('8bim', photoshop),
      ...profile('iptc', IPTC),
    ]) {
      expect(pngBlocks(inMemory(png(chunk))).iptc).to.deep.equal([
        {field: 'DateCreated', date: '20190102', time: '030405+0100'},
      ])
    }
  })

  it('reads an Exif chunk whose writer took it for JPEG’s', () => {
    for (const payload of [EXIF, exifSegment(EXIF).payload]) {
      expect(pngBlocks(inMemory(png(pngChunk('eXIf', payload)))).tiff).to.deep.equal([EXIF])
    }
  })

  it('takes no date of the file for the picture’s', async () => {
    const date = Buffer.from('2019-01-02T03:04:05+00:00')
    const time = pngChunk('tIME', Buffer.from([7, 0xe3, 1, 2, 3, 4, 5]))
    const bytes = png(time, ...texts('date:create', date), ...texts('date:modify', date))
    expect((await inspect(inMemory(bytes))).candidates).to.deep.equal([])
  })

  it('skips the picture', () => {
    const file = counted(png(...profile('exif', EXIF)))
    pngBlocks(file)
    expect(file.bytes).to.be.below(8192)
  })

  it('does not let a small chunk swell beyond measure', () => {
    const bomb = Buffer.concat([
      Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0'),
      deflateSync(Buffer.alloc(64 * 2 ** 20)),
    ])
    expect(pngBlocks(inMemory(png(pngChunk('iTXt', bomb)))).xmp).to.deep.equal([])
  })

  it('survives broken files', () => {
    const whole = png(...profile('exif', EXIF), ...texts('XML:com.adobe.xmp', Buffer.from(PACKET)))
    survives(pngBlocks, whole)
    survivesEndless(pngBlocks, whole)
  })
})
