/** Metadata that is broken or means harm: ingest neither hangs nor crashes, and makes up no date. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {box, exifSegment, jpeg, mvhdBox, tiff, xmpSegment} from '../../plugins/ingester/test/files.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'

interface Row {
  name: string
  bytes: Buffer
  /** Day that may be believed; without it the file is left as undated. */
  day?: string
}

const ORIGINAL = {36867: '2019:01:02 03:04:05'}
const good = tiff({}, ORIGINAL)
const inJpeg = (block: Uint8Array) => jpeg(exifSegment(block))

/** A TIFF structure with something written over it. */
function spoilt(at: number, value: number, bytes: 2 | 4 = 4, block: Buffer = good): Buffer {
  const copy = Buffer.from(block)
  copy.writeUIntLE(value, at, bytes)
  return copy
}

/** Where `tiff` puts things: the main directory at 8 holds only the pointer to the Exif directory, which is at 26. */
const MAIN = {count: 8, pointerValue: 18, next: 22}
const EXIF = {count: 26, type: 30, values: 32, offset: 36, next: 40}

/** A main directory of one tag, of that type and count, whose value lies nowhere. */
function hugeCount(type: number): Buffer {
  return spoilt(EXIF.values, 0xffffffff, 4, spoilt(EXIF.type, type, 2))
}

/** A PNG that says of itself to be as large as can be said. */
function hugePng(): Buffer {
  const header = Buffer.from(
    '89504e470d0a1a0a0000000d49484452ffffffffffffffff0806000000000000007fffffff49444154',
    'hex',
  )
  return Buffer.concat([header, Buffer.alloc(100)])
}

/** Start of frame with 65,535 by 65,535 pixels. */
const HUGE_FRAME = {marker: 0xc0, payload: Buffer.from('08ffffffff03012200021101031101', 'hex')}

const nested = (depth: number): Buffer => {
  let inner = mvhdBox(1_546_398_245)
  for (let level = 0; level < depth; level++) inner = box('moov', inner)
  return Buffer.concat([box('ftyp', Buffer.from('qt  ')), inner])
}

const ROWS: Row[] = [
  {name: 'good.jpg', bytes: inJpeg(good), day: '2019-01-02'},
  {name: 'cut in the header.jpg', bytes: inJpeg(good).subarray(0, 14)},
  {name: 'cut in the directory.jpg', bytes: inJpeg(good).subarray(0, 40)},
  {name: 'cut in the date.jpg', bytes: inJpeg(good).subarray(0, 12 + good.length - 8)},
  {name: 'cut block.jpg', bytes: inJpeg(good.subarray(0, good.length - 10))},
  {name: 'directory that leads to itself.jpg', bytes: inJpeg(spoilt(MAIN.pointerValue, 8))},
  {name: 'directory whose next is itself.tif', bytes: spoilt(MAIN.next, 8), day: '2019-01-02'},
  {name: 'exif whose next is the first.tif', bytes: spoilt(EXIF.next, 8), day: '2019-01-02'},
  {name: 'directory that leads beyond the end.jpg', bytes: inJpeg(spoilt(MAIN.pointerValue, 0xfffffff0))},
  {name: 'first directory beyond the end.tif', bytes: spoilt(4, 0xfffffff0)},
  {name: 'first directory in the header.tif', bytes: spoilt(4, 0)},
  {name: 'sixty thousand entries.jpg', bytes: inJpeg(spoilt(EXIF.count, 0xffff, 2)), day: '2019-01-02'},
  {name: 'value beyond the end.jpg', bytes: inJpeg(spoilt(EXIF.offset, 0xfffffff0))},
  ...[1, 2, 3, 4, 5, 7, 9, 10, 12, 99].map((type) => ({
    name: `four billion of type ${type}.jpg`,
    bytes: inJpeg(hugeCount(type)),
  })),
  ...[2, 5, 12].map((type) => ({name: `four billion of type ${type}.tif`, bytes: hugeCount(type)})),
  {name: 'huge frame.jpg', bytes: jpeg(HUGE_FRAME, exifSegment(good)), day: '2019-01-02'},
  {name: 'huge.png', bytes: hugePng()},
  {name: 'zeros for a date.jpg', bytes: inJpeg(tiff({}, {36867: '0000:00:00 00:00:00'}))},
  {name: 'thirteenth month.jpg', bytes: inJpeg(tiff({}, {36867: '2019:13:45 25:61:61'}))},
  {name: 'thirtieth of February.jpg', bytes: inJpeg(tiff({}, {36867: '2019:02:30 03:04:05'}))},
  {name: 'letters for a date.jpg', bytes: inJpeg(tiff({}, {36867: 'AAAA:AA:AA AA:AA:AA'}))},
  {
    name: 'zip that calls itself a picture.jpg',
    bytes: Buffer.from('504b03041400000008002019010203040500', 'hex'),
  },
  {
    name: 'page and picture.jpg',
    bytes: Buffer.concat([inJpeg(good), Buffer.from('<html>2001-02-03T04:05:06</html>')]),
    day: '2019-01-02',
  },
  {
    name: 'script in xmp.jpg',
    bytes: jpeg(
      xmpSegment(
        '<!DOCTYPE x [<!ENTITY a "2019-01-02"><!ENTITY b "&a;&a;">]><x exif:DateTimeOriginal="&b;"/>',
      ),
    ),
  },
  {name: 'box within itself.mov', bytes: box('ftyp', Buffer.from('qt  '))},
  {name: 'ten thousand boxes deep.mov', bytes: nested(10_000)},
  {
    name: 'box of no size.mov',
    bytes: Buffer.concat([
      box('ftyp', Buffer.from('qt  ')),
      Buffer.from('000000016d6f6f760000000000000000', 'hex'),
    ]),
  },
  {
    name: 'box of eight exabytes.mov',
    bytes: Buffer.concat([
      box('ftyp', Buffer.from('qt  ')),
      Buffer.from('000000016d6f6f767fffffffffffffff', 'hex'),
    ]),
  },
  {
    name: 'box smaller than its header.mov',
    bytes: Buffer.concat([
      box('ftyp', Buffer.from('qt  ')),
      Buffer.from('000000036d6f6f76', 'hex'),
      Buffer.alloc(64),
    ]),
  },
  {name: 'empty.jpg', bytes: Buffer.alloc(0)},
  {name: 'one byte.jpg', bytes: Buffer.of(0xff)},
  {name: 'all ones.jpg', bytes: Buffer.alloc(1 << 20, 0xff)},
  {
    name: 'segments of no length.jpg',
    bytes: Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.from('ffe10000'.repeat(50_000), 'hex')]),
  },
]

describe('metadata', () => {
  it(`of ${ROWS.length} odd kinds is read without harm, and no date is made up`, async function () {
    this.timeout(60_000)
    const root = scratch()
    mkdirSync(join(root, 'drop'))
    for (const {name, bytes} of ROWS) writeFileSync(join(root, 'drop', name), bytes)
    const limits = {nodeOptions: ['--max-old-space-size=512']}
    const ran = await mediastruct(['ingest', 'drop', '--to', 'lib', '--json'], {cwd: root, ...limits})
    expect(ran.code, ran.stderr + ran.stdout.slice(-2000)).to.equal(0)
    const {moves, left} = ran.json<{
      moves: {from: string; date: string}[]
      left: {path: string; code: string}[]
    }>()
    for (const {name, day} of ROWS) {
      const path = join(root, 'drop', name)
      const date = moves.find(({from}) => from === path)?.date.slice(0, 10)
      const code = left.find((entry) => entry.path === path)?.code
      expect({date, code}, name).to.deep.equal(
        day === undefined ? {date, code: 'undated'} : {date: day, code},
      )
      expect(date, name).to.equal(day)
    }
  })
})
