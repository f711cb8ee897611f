import {brotliCompressSync} from 'node:zlib'
import {expect} from 'chai'
import {inMemory} from '../../src/containers/in-memory.ts'
import {isobmffBlocks} from '../../src/containers/isobmff-blocks.ts'
import {box, tiff} from '../files.ts'
import {survives, survivesEndless} from './hostile.ts'
import {dataSet} from './photoshop-file.ts'

const EXIF = tiff({}, {36867: '2019:01:02 03:04:05'})
const PACKET = '<x:xmpmeta/>'

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255])
}

function u32(value: number): Buffer {
  return Buffer.concat([u16(value >>> 16), u16(value & 0xffff)])
}

interface Piece {
  readonly at: number
  readonly length: number
}

/** A HEIC file of one Exif item in pieces, each of which lies at so many bytes from the base of its method. */
function heic(method: 0 | 1, pieces: readonly Piece[], data: Uint8Array): Buffer {
  const infe = box('infe', Buffer.from([2, 0, 0, 0]), u16(1), u16(0), Buffer.from('Exif\0'))
  const iinf = box('iinf', u32(0), u16(1), infe)
  const extents = pieces.flatMap(({at, length}) => [u32(at), u32(length)])
  const item = [u16(1), u16(method), u16(0), u16(pieces.length), ...extents]
  const iloc = box('iloc', Buffer.from([1, 0, 0, 0, 0x44, 0]), u16(1), ...item)
  const idat = method === 1 ? [box('idat', data)] : []
  const head = box('ftyp', Buffer.from('heic\0\0\0\0mif1'))
  return Buffer.concat([head, box('meta', u32(0), box('hdlr', Buffer.alloc(24)), iinf, iloc, ...idat)])
}

/** Behind the distance to its header. */
const ITEM = Buffer.concat([u32(0), EXIF])

describe('HEIF', () => {
  const half = Math.floor(ITEM.length / 2)
  const apart = Buffer.concat([ITEM.subarray(0, half), Buffer.alloc(10), ITEM.subarray(half)])
  const pieces = (start: number) => [
    {at: start, length: half},
    {at: start + half + 10, length: ITEM.length - half},
  ]

  it('puts an item together that lies in several pieces of the file', () => {
    const start = heic(0, pieces(0), ITEM).length
    const bytes = Buffer.concat([heic(0, pieces(start), ITEM), apart])
    expect(isobmffBlocks(inMemory(bytes)).tiff).to.deep.equal([EXIF])
    survives(isobmffBlocks, bytes)
    survivesEndless(isobmffBlocks, bytes)
  })

  it('reads items that lie in the box of metadata itself', () => {
    const bytes = heic(1, pieces(0), apart)
    expect(isobmffBlocks(inMemory(bytes)).tiff).to.deep.equal([EXIF])
    survives(isobmffBlocks, bytes)
  })

  it('finds the header where the distance to it is wrong', () => {
    for (const distance of [6, 0xffff]) {
      const item = Buffer.concat([u32(distance), Buffer.from('Exif\0\0'), EXIF])
      const bytes = heic(1, [{at: 0, length: item.length}], item)
      expect(isobmffBlocks(inMemory(bytes)).tiff).to.deep.equal([EXIF])
    }
  })
})

describe('JPEG 2000', () => {
  it('reads IPTC as ExifTool and Adobe’s plug-in keep it', () => {
    for (const id of ['33c7a4d2b81d4723a0baf1a3e097ad38', '09a14e97c0b442e0bebf36df6f0ce36f']) {
      const iptc = box('uuid', Buffer.from(id, 'hex'), dataSet(2, 55, '20190102'), dataSet(2, 60, '030405'))
      const bytes = Buffer.concat([box('jP  ', Buffer.from('0d0a870a', 'hex')), iptc])
      expect(isobmffBlocks(inMemory(bytes)).iptc).to.deep.equal([
        {field: 'DateCreated', date: '20190102', time: '030405'},
      ])
    }
  })
})

describe('JPEG XL', () => {
  const compressed = (type: string, payload: Uint8Array) =>
    box('brob', Buffer.from(type), brotliCompressSync(payload))
  const signature = box('JXL ', Buffer.from('0d0a870a', 'hex'))
  const whole = Buffer.concat([
    signature,
    compressed('Exif', ITEM),
    compressed('xml ', Buffer.from(PACKET)),
    compressed('jumb', Buffer.alloc(50)),
    box('jxlc', Buffer.alloc(100)),
  ])

  it('reads boxes that Brotli compressed', () => {
    const {tiff: blocks, xmp} = isobmffBlocks(inMemory(whole))
    expect(blocks).to.deep.equal([EXIF])
    expect(xmp).to.deep.equal([PACKET])
  })

  it('does not let a small box swell beyond measure', () => {
    const bomb = Buffer.concat([signature, compressed('xml ', Buffer.alloc(64 * 2 ** 20))])
    expect(isobmffBlocks(inMemory(bomb)).xmp).to.deep.equal([])
  })

  it('survives broken files', () => {
    survives(isobmffBlocks, whole)
  })
})
