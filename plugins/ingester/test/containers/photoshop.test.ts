import {expect} from 'chai'
import {inMemory} from '../../src/containers/in-memory.ts'
import {jpegBlocks} from '../../src/containers/jpeg.ts'
import {psdBlocks} from '../../src/containers/photoshop.ts'
import {jpeg, tiff} from '../files.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {dataSet, resource, u32} from './photoshop-file.ts'

const IPTC = Buffer.concat([
  dataSet(2, 0, '\0\x02'),
  dataSet(2, 55, '20200723'),
  dataSet(2, 60, '113220+0000'),
  dataSet(2, 62, '20190102'),
  dataSet(2, 63, '030405+0100'),
  dataSet(2, 55, '19990101'),
  dataSet(3, 60, '010101'),
])
const EXIF = tiff({}, {36867: '2019:01:02 03:04:05'})
const RESOURCES = Buffer.concat([
  resource(0x03ed, 'odd', Buffer.alloc(17)),
  resource(0x040c, '', Buffer.alloc(5000)),
  resource(0x0404, 'even', IPTC),
  resource(0x0422, '', EXIF),
  resource(0x0424, '', Buffer.from('<x:xmpmeta/>')),
])

function psd(version: 1 | 2, colours = 0): Buffer {
  const header = Buffer.concat([Buffer.from('8BPS'), Buffer.from([0, version]), Buffer.alloc(20)])
  const table = Buffer.alloc(colours)
  return Buffer.concat([header, u32(colours), table, u32(RESOURCES.length), RESOURCES, Buffer.alloc(9000)])
}

describe('PSD', () => {
  it('finds Exif, XMP and IPTC among the resources of both versions, behind a table of colours', () => {
    for (const bytes of [psd(1), psd(2), psd(1, 768)]) {
      const {tiff: blocks, xmp, iptc} = psdBlocks(inMemory(bytes))
      expect(blocks).to.deep.equal([EXIF])
      expect(xmp).to.deep.equal(['<x:xmpmeta/>'])
      expect(iptc).to.deep.equal([
        {field: 'DateCreated', date: '20200723', time: '113220+0000'},
        {field: 'DigitalCreationDate', date: '20190102', time: '030405+0100'},
      ])
    }
  })

  it('skips previews and the picture', () => {
    const file = counted(psd(1))
    psdBlocks(file)
    expect(file.bytes).to.be.below(5000)
  })

  it('survives broken files', () => {
    expect(psdBlocks(inMemory(Buffer.alloc(100))).xmp).to.deep.equal([])
    survives(psdBlocks, psd(1))
    survivesEndless(psdBlocks, psd(1))
  })
})

describe('Photoshop’s resources in JPEG', () => {
  it('are read alike', () => {
    const payload = Buffer.concat([Buffer.from('Photoshop 3.0\0'), RESOURCES])
    const blocks = jpegBlocks(inMemory(jpeg({marker: 0xed, payload})))
    expect(blocks.iptc[0]?.date).to.equal('20200723')
    expect(blocks.tiff).to.deep.equal([EXIF])
  })
})
