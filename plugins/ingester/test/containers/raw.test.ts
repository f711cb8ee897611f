import {expect} from 'chai'
import {ciff} from '../../src/containers/ciff.ts'
import {inMemory} from '../../src/containers/in-memory.ts'
import {mrwBlocks} from '../../src/containers/mrw.ts'
import {rafBlocks} from '../../src/containers/raf.ts'
import {rw2Blocks} from '../../src/containers/rw2.ts'
import {x3f as readX3f} from '../../src/containers/x3f.ts'
import {inspect} from '../../src/examine/inspect.ts'
import {exifSegment, jpeg, tiff} from '../files.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {cameraHeap, ciffFile, heap, mrw, raf, rw2, x3f} from './raw-files.ts'

const EXIF = tiff({271: 'Maker'}, {36867: '2019:01:02 03:04:05'})
const JPEG = jpeg(exifSegment(EXIF))
/** 2003-11-10T17:39:26 on the camera's clock. */
const CLOCK = 1_068_485_966

describe('RAF', () => {
  it('hands on the Exif of the JPEG that the camera put in', () => {
    expect(rafBlocks(inMemory(raf(JPEG))).tiff).to.deep.equal([EXIF])
  })

  it('survives broken files', () => {
    survives(rafBlocks, raf(JPEG))
    survivesEndless(rafBlocks, raf(JPEG))
  })
})

describe('MRW', () => {
  it('hands on its TIFF structure, in both byte orders of its blocks', () => {
    for (const order of ['MRM', 'MRI'] as const) {
      expect(mrwBlocks(inMemory(mrw(EXIF, order))).tiff).to.deep.equal([EXIF])
    }
  })

  it('survives broken files', () => {
    survives(mrwBlocks, mrw(EXIF))
    survivesEndless(mrwBlocks, mrw(EXIF))
  })
})

describe('X3F', () => {
  const PROPERTIES = {AEMODE: 'P', CAMMANUF: 'SIGMA', CAMMODEL: 'SIGMA SD9', TIME: String(CLOCK)}

  it('tells the camera’s clock from its properties', () => {
    const {candidates, camera, blocks} = readX3f(inMemory(x3f(PROPERTIES)))
    expect(candidates).to.deep.equal([
      {source: 'exif', field: 'X3F TIME', written: '2003-11-10T17:39:26', local: '2003-11-10T17:39:26'},
    ])
    expect(camera).to.deep.equal({make: 'SIGMA', model: 'SIGMA SD9'})
    expect(blocks.tiff).to.deep.equal([])
  })

  it('hands on the Exif of its preview', () => {
    expect(readX3f(inMemory(x3f({}, JPEG))).blocks.tiff).to.deep.equal([EXIF])
  })

  it('takes no date from a time that is no number', () => {
    for (const time of ['', '-1', 'noon', '99999999999']) {
      expect(readX3f(inMemory(x3f({TIME: time}))).candidates).to.deep.equal([])
    }
  })

  it('survives broken files', () => {
    survives(readX3f, x3f(PROPERTIES, JPEG))
    survivesEndless(readX3f, x3f(PROPERTIES, JPEG))
  })
})

describe('CRW', () => {
  const WHOLE = ciffFile(cameraHeap(CLOCK))

  it('tells the camera’s clock, and its make and model, from the heaps in the heap', () => {
    const {candidates, camera} = ciff(inMemory(WHOLE))
    expect(candidates).to.deep.equal([
      {source: 'exif', field: 'CIFF TimeStamp', written: '2003-11-10T17:39:26', local: '2003-11-10T17:39:26'},
    ])
    expect(camera).to.deep.equal({make: 'Canon', model: 'Canon EOS D30'})
  })

  it('takes a clock of zero for none', () => {
    expect(ciff(inMemory(ciffFile(cameraHeap(0)))).candidates).to.deep.equal([])
  })

  it('skips the picture', () => {
    const file = counted(WHOLE)
    ciff(file)
    expect(file.bytes).to.be.below(500)
  })

  it('survives broken files, and heaps that hold themselves', () => {
    const loop = heap({type: 0x300a, data: new Uint8Array()})
    loop.writeUInt32LE(loop.length, 4)
    for (const whole of [WHOLE, ciffFile(loop)]) {
      survives(ciff, whole)
      survivesEndless(ciff, whole)
    }
  })
})

describe('RW2', () => {
  it('hands on the Exif of the camera’s JPEG, where it stands in the directory', () => {
    const bytes = rw2(JPEG)
    expect(rw2Blocks(inMemory(bytes)).tiff).to.deep.equal([EXIF])
    survives(rw2Blocks, bytes)
    survivesEndless(rw2Blocks, bytes)
  })
})

describe('pictures that are TIFF but for their first bytes', () => {
  for (const [name, magic] of [
    ['RW2', 'IIU\0'],
    ['ORF', 'IIRO'],
    ['ORF of older cameras', 'IIRS'],
    ['TIFF', 'II*\0'],
    ['JPEG XR', 'II\xbc\x01'],
  ]) {
    it(`are dated: ${name}`, async () => {
      const bytes = Buffer.concat([Buffer.from(magic ?? '', 'latin1'), EXIF.subarray(4)])
      const {candidates} = await inspect(inMemory(bytes))
      expect(candidates.map(({local}) => local)).to.deep.equal(['2019-01-02T03:04:05'])
    })
  }
})
