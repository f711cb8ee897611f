import {expect} from 'chai'
import {inMemory} from '../../src/containers/in-memory.ts'
import {jpeg as readJpeg} from '../../src/containers/jpeg.ts'
import {exifSegment, jpeg, tiff, xmpSegment} from '../files.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {dataSet, resource} from './photoshop-file.ts'
import {cameraHeap, ciffFile} from './raw-files.ts'

const EXIF = tiff({}, {36867: '2019:01:02 03:04:05'})
const OTHER = tiff({}, {36868: '2019:01:02 03:04:06'})
const JFIF = {marker: 0xe0, payload: Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0')}
const MPF = {marker: 0xe2, payload: Buffer.from('MPF\0II*\0\x08\0\0\0')}

function app1(name: string, block: Uint8Array): {marker: number; payload: Uint8Array} {
  return {marker: 0xe1, payload: Buffer.concat([Buffer.from(name, 'latin1'), block])}
}

function tiffsIn(bytes: Uint8Array): Uint8Array[] {
  return readJpeg(inMemory(bytes)).blocks.tiff
}

describe('JPEG', () => {
  it('reads Exif behind other segments, and in more than one', () => {
    expect(tiffsIn(jpeg(JFIF, MPF, exifSegment(EXIF), exifSegment(OTHER)))).to.deep.equal([EXIF, OTHER])
  })

  it('reads Exif whose name is written otherwise', () => {
    for (const name of ['Exif\0\xff', 'EXIF\0\0', '\0\0\0\0Exif\0\0', 'Exif\0A']) {
      expect(tiffsIn(jpeg(app1(name, EXIF)))).to.deep.equal([EXIF])
    }
  })

  it('reads on where bytes stand between segments', () => {
    for (const gap of ['ff', 'ffff', '0000', '00ff00aa']) {
      const [start, end] = [jpeg(JFIF).subarray(0, 20), jpeg(exifSegment(EXIF)).subarray(2)]
      expect(tiffsIn(Buffer.concat([start, Buffer.from(gap, 'hex'), end]))).to.deep.equal([EXIF])
    }
  })

  it('stops at the picture', () => {
    const bytes = Buffer.concat([jpeg(JFIF), jpeg(exifSegment(EXIF)).subarray(2), Buffer.alloc(2 ** 20)])
    const file = counted(bytes)
    expect(readJpeg(file).blocks.tiff).to.deep.equal([])
    expect(file.bytes).to.be.below(8192)
  })

  it('reads XMP whose name is spoilt or missing', () => {
    const packet = '<?xpacket begin=""?><x:xmpmeta/>'
    const spoilt = app1('XMP\0://ns.adobe.com/xap/1.0/\0', Buffer.from(packet))
    for (const segment of [xmpSegment(packet), spoilt, app1('', Buffer.from(packet))]) {
      expect(readJpeg(inMemory(jpeg(segment))).blocks.xmp).to.deep.equal([packet])
    }
  })

  it('leaves the second part of a long packet alone', () => {
    const extension = app1(
      `http://ns.adobe.com/xmp/extension/\0${'A'.repeat(32)}`,
      Buffer.from('<x:xmpmeta/>'),
    )
    expect(readJpeg(inMemory(jpeg(extension))).blocks.xmp).to.deep.equal([])
  })

  it('reads IPTC as both versions of Photoshop name it', () => {
    const resources = resource(0x0404, '', dataSet(2, 55, '20190102'))
    for (const name of ['Photoshop 3.0\0', 'Adobe_Photoshop2.5:']) {
      const payload = Buffer.concat([Buffer.from(name), resources])
      expect(readJpeg(inMemory(jpeg({marker: 0xed, payload}))).blocks.iptc).to.have.length(1)
    }
  })

  it('reads the clock of cameras that describe a picture in lines of text', () => {
    const local = (line: string) => {
      const payload = Buffer.from(`[picture info]\r\n${line}\r\nShutter=8000\r\n`)
      return readJpeg(inMemory(jpeg({marker: 0xec, payload}))).candidates.map((candidate) => candidate.local)
    }
    expect(local('TimeDate=946778645')).to.deep.equal(['2000-01-02T02:04:05'])
    expect(local('TimeDate=2000:01:02 03:04:05')).to.deep.equal(['2000-01-02T03:04:05'])
    expect(local('Resolution=1')).to.deep.equal([])
  })

  it('reads the heap of Canon’s first cameras', () => {
    const payload = ciffFile(cameraHeap(946_778_645), 'JPGM')
    const {candidates, camera} = readJpeg(inMemory(jpeg({marker: 0xe0, payload})))
    expect(candidates.map(({local}) => local)).to.deep.equal(['2000-01-02T02:04:05'])
    expect(camera).to.deep.equal({make: 'Canon', model: 'Canon EOS D30'})
  })

  it('survives broken files', () => {
    const ciff = {marker: 0xe0, payload: ciffFile(cameraHeap(946_778_645), 'JPGM')}
    const whole = jpeg(JFIF, exifSegment(EXIF), ciff, {marker: 0xec, payload: Buffer.from('TimeDate=1')})
    survives(readJpeg, whole)
    survivesEndless(readJpeg, whole)
  })
})
