/** One small file of each format that has a reader of its own; each tells 2019-01-02T03:04:05. */
import {exifSegment, jpeg, tiff} from '../files.ts'
import {asfHeader, descriptors} from './asf-file.ts'
import {cluster, ebml, segment, tags} from './matroska-file.ts'
import {resource, u32} from './photoshop-file.ts'
import {cameraHeap, ciffFile, mrw, raf, rw2, x3f} from './raw-files.ts'
import {chunk, fields, list, movi, riffFile} from './riff-file.ts'
import {mdpm, packets, sei, transportStream} from './transport-stream-file.ts'

const WHEN = '2019:01:02 03:04:05'
/** 2019-01-02T03:04:05 on a camera's clock. */
const CLOCK = 1_546_398_245
const EXIF = tiff({271: 'Maker'}, {36867: WHEN})
const JPEG = jpeg(exifSegment(EXIF))

function psd(): Buffer {
  const resources = resource(0x0422, '', EXIF)
  const header = Buffer.concat([Buffer.from('8BPS\0\x01'), Buffer.alloc(20)])
  return Buffer.concat([header, u32(0), u32(resources.length), resources])
}

export const READER_SEEDS: Readonly<Record<string, Uint8Array>> = {
  avi: riffFile('AVI ', list('hdrl', chunk('IDIT', 'Wed Jan  2 03:04:05 2019\n\0')), movi()),
  wav: riffFile('WAVE', chunk('bext', fields(602, {320: '2019-01-02', 330: '03:04:05'}))),
  mkv: Buffer.concat([ebml('matroska'), segment(tags({DATE_RECORDED: '2019-01-02 03:04:05'}), cluster(100))]),
  asf: asfHeader(descriptors({name: 'WM/EncodingTime', type: 0, value: Buffer.from(`${WHEN}\0`, 'utf16le')})),
  mts: transportStream(
    192,
    ...packets(0x1011, 0xe0, sei(mdpm({24: [0xff, 0x20, 0x19, 0x01], 25: [0x02, 0x03, 0x04, 0x05]}))),
    ...packets(0x1011, 0xe0, Buffer.alloc(1000, 0x55)),
  ),
  psd: psd(),
  raf: raf(JPEG),
  mrw: mrw(EXIF),
  rw2: rw2(JPEG),
  x3f: x3f({TIME: String(CLOCK)}),
  crw: ciffFile(cameraHeap(CLOCK)),
}
