import {crc32, inflateSync} from 'node:zlib'
import {expect} from 'chai'
import {encodeMp4} from '../src/media/mp4.ts'
import {encodePng} from '../src/media/png.ts'
import {FRAME_SIZE, frames, picture} from '../src/media/scene.ts'

/** The markers of a JPEG in order, with the length of each segment up to the scan. */
function markersOf(jpeg: Uint8Array): number[] {
  const view = Buffer.from(jpeg)
  const markers = [view.readUInt16BE(0)]
  for (let at = 2; markers.at(-1) !== 0xffda; at += 2 + view.readUInt16BE(at + 2))
    markers.push(view.readUInt16BE(at))
  return [...markers, view.readUInt16BE(view.length - 2)]
}

interface Box {
  readonly type: string
  readonly start: number
  readonly body: Buffer
}

function boxesOf(buffer: Buffer, offset = 0): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at < buffer.length; ) {
    const size = buffer.readUInt32BE(at)
    boxes.push({
      type: buffer.toString('latin1', at + 4, at + 8),
      start: offset + at,
      body: buffer.subarray(at + 8, at + size),
    })
    at += size
  }
  return boxes
}

function find(buffer: Buffer, ...path: readonly string[]): Buffer {
  return path.reduce((body, type) => {
    const box = boxesOf(body).find((candidate) => candidate.type === type)
    if (!box) throw new Error(`no box ${type}`)
    return box.body
  }, buffer)
}

describe('picture', () => {
  it('is a baseline JPEG, whole from its first marker to its last', () => {
    expect(markersOf(picture(1))).to.deep.equal([0xffd8, 0xffdb, 0xffc0, 0xffc4, 0xffc4, 0xffda, 0xffd9])
    expect(markersOf(picture(1, Buffer.from('Exif\0\0')))[1]).to.equal(0xffe1)
  })

  it('has no marker inside its scan', () => {
    const jpeg = Buffer.from(picture(2))
    const scan = jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xda])) + 2, -2)
    for (let at = scan.indexOf(0xff); at >= 0; at = scan.indexOf(0xff, at + 1))
      expect(scan[at + 1]).to.equal(0)
  })

  it('is the same for the same number, and another for another', () => {
    expect(Buffer.from(picture(3)).equals(picture(3))).to.equal(true)
    expect(Buffer.from(picture(3)).equals(picture(4))).to.equal(false)
  })
})

describe('encodeMp4', () => {
  const created = Date.UTC(2024, 6, 14, 12, 30)
  const shots = frames(20, 3)
  const film = Buffer.from(encodeMp4({created, ...FRAME_SIZE, frames: shots, framesPerSecond: 4}))

  it('has its boxes, and its creation time in seconds from 1904, UTC', () => {
    expect(boxesOf(film).map(({type}) => type)).to.deep.equal(['ftyp', 'mdat', 'moov'])
    const mvhd = find(film, 'moov', 'mvhd')
    expect(mvhd).to.have.length(100)
    expect(mvhd.readUInt32BE(4) * 1000 + Date.UTC(1904, 0, 1)).to.equal(created)
    expect(find(film, 'moov', 'trak', 'tkhd')).to.have.length(84)
    expect(find(film, 'moov', 'trak', 'mdia', 'mdhd')).to.have.length(24)
  })

  it('says where its frames lie', () => {
    const table = find(film, 'moov', 'trak', 'mdia', 'minf', 'stbl')
    const sizes = find(table, 'stsz')
    expect(sizes.readUInt32BE(8)).to.equal(3)
    const start = find(table, 'stco').readUInt32BE(8)
    const first = film.subarray(start, start + sizes.readUInt32BE(12))
    expect(first.equals(shots[0] ?? Buffer.alloc(0))).to.equal(true)
  })
})

describe('encodePng', () => {
  it('has chunks with right sums, and rows that inflate to the picture', () => {
    const png = Buffer.from(encodePng(3, 2, (x, y) => x * 10 + y))
    const types: string[] = []
    for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
      const end = at + 8 + png.readUInt32BE(at)
      types.push(png.toString('latin1', at + 4, at + 8))
      expect(png.readUInt32BE(end)).to.equal(crc32(png.subarray(at + 4, end)))
      if (types.at(-1) === 'IDAT') {
        expect([...inflateSync(png.subarray(at + 8, end))]).to.deep.equal([0, 0, 10, 20, 0, 1, 11, 21])
      }
    }
    expect(types).to.deep.equal(['IHDR', 'IDAT', 'IEND'])
  })
})
