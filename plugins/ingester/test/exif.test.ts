import {expect} from 'chai'
import fc from 'fast-check'
import {inspect} from '../src/examine/inspect.ts'
import {ask, box, exifSegment, fileOf, jpeg, readableOf, tiff, xmpSegment} from './files.ts'

const ORIGINAL = {36867: '2019:01:02 03:04:05', 37521: '67', 36881: '+02:00'}
const MODIFIED = {306: '2021:01:01 00:00:01'}

describe('exif', () => {
  it('reads the original date with its sub-seconds and offset', async () => {
    const file = fileOf({bytes: jpeg(exifSegment(tiff(MODIFIED, ORIGINAL)))})
    expect(await ask('exif', file)).to.deep.equal({
      local: '2019-01-02T03:04:05.67',
      offset: '+02:00',
      confidence: 'high',
    })
  })

  it('leaves the digitised date, with its own offset, to a source of its own', async () => {
    const tags = {
      36867: '0000:00:00 00:00:00',
      36881: '+02:00',
      36868: '2019:05:04 12:00:00',
      36882: '-05:00',
    }
    const file = fileOf({bytes: jpeg(exifSegment(tiff({}, tags)))})
    expect(await ask('exif', file)).to.equal(undefined)
    expect(await ask('exif-digitized', file)).to.deep.equal({
      local: '2019-05-04T12:00:00',
      offset: '-05:00',
      confidence: 'high',
    })
  })

  it('finds sub-seconds and offset of the last change where they stand, in the Exif directory', async () => {
    const file = fileOf({bytes: jpeg(exifSegment(tiff(MODIFIED, {36880: '+03:00', 37520: '5'})))})
    expect(await ask('exif-modify', file)).to.deep.include({
      local: '2021-01-01T00:00:01.5',
      offset: '+03:00',
    })
  })

  for (const junk of [
    '1904:01:01 00:00:00',
    '1970:01:01 00:00:00',
    '1980:01:01 00:00:00',
    '2999:01:01 00:00:00',
    ' ',
  ]) {
    it(`does not believe ${JSON.stringify(junk)}`, async () => {
      expect(await ask('exif', fileOf({bytes: jpeg(exifSegment(tiff({}, {36867: junk})))}))).to.equal(
        undefined,
      )
    })
  }

  it('leaves the date of the last change to a source of its own', async () => {
    const file = fileOf({bytes: jpeg(exifSegment(tiff(MODIFIED)))})
    expect(await ask('exif', file)).to.equal(undefined)
    expect(await ask('exif-modify', file)).to.deep.equal({local: '2021-01-01T00:00:01', confidence: 'low'})
  })

  it('reads files that are TIFF themselves, also where the directories lie far behind', async () => {
    for (const gap of [0, 1_000_000]) {
      const answer = await ask('exif', fileOf({bytes: tiff(MODIFIED, ORIGINAL, gap)}))
      expect(answer?.local).to.equal('2019-01-02T03:04:05.67')
    }
  })

  it('takes the shutter’s date from the main directory, but not of a file that is cut before its Exif directory', async () => {
    const copied = tiff({...ORIGINAL}, {})
    expect((await ask('exif', fileOf({bytes: copied})))?.local).to.equal('2019-01-02T03:04:05.67')
    const pointer = copied.indexOf(Buffer.from('6987', 'hex'))
    copied.writeUInt32LE(copied.length + 1000, pointer + 8)
    expect(await ask('exif', fileOf({bytes: copied}))).to.equal(undefined)
  })

  it('reads a directory of 64 bits, and a big-endian one', async () => {
    const [value, big] = [Buffer.from('2019:01:02 03:04:05\0'), Buffer.alloc(16 + 8 + 20 + 8 + 20)]
    big.write('MM\0+\0\x08\0\0', 0, 'latin1')
    big.writeBigUInt64BE(16n, 8)
    big.writeBigUInt64BE(1n, 16)
    big.writeUInt16BE(36867, 24)
    big.writeUInt16BE(2, 26)
    big.writeBigUInt64BE(20n, 28)
    big.writeBigUInt64BE(52n, 36)
    value.copy(big, 52)
    expect((await ask('exif', fileOf({bytes: big})))?.local).to.equal('2019-01-02T03:04:05')
  })

  it('reads Exif in PNG, WebP, JPEG XL and Canon’s CR3', async () => {
    const block = tiff(MODIFIED, ORIGINAL)
    const length = (n: number, little: boolean) => {
      const bytes = Buffer.alloc(4)
      if (little) bytes.writeUInt32LE(n)
      else bytes.writeUInt32BE(n)
      return bytes
    }
    const png = [
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      length(block.length, false),
      Buffer.from('eXIf'),
      block,
    ]
    const webp = [Buffer.from('RIFF\0\0\0\0WEBPEXIF'), length(block.length, true), block]
    const jxl = [box('JXL ', Buffer.from('0d0a870a', 'hex')), box('Exif', Buffer.alloc(4), block)]
    const canon = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex')
    const cr3 = [
      box('ftyp', Buffer.from('crx ')),
      box('moov', box('uuid', canon, box('CMT1', tiff({})), box('CMT2', tiff(ORIGINAL)))),
    ]
    for (const parts of [png, webp, jxl, cr3]) {
      const answer = await ask('exif', fileOf({bytes: Buffer.concat(parts)}))
      expect(answer?.local).to.equal('2019-01-02T03:04:05.67')
    }
  })
})

describe('xmp', () => {
  const answerTo = async (packet: string) => await ask('xmp', fileOf({bytes: jpeg(xmpSegment(packet))}))

  it('reads attributes and elements, the shutter’s date first', async () => {
    const packet =
      '<x:xmpmeta xmp:CreateDate="2020-01-01T00:00:01"><exif:DateTimeOriginal>2019-01-02T03:04:05-04:00</exif:DateTimeOriginal>'
    expect(await answerTo(packet)).to.deep.equal({
      local: '2019-01-02T03:04:05',
      offset: '-04:00',
      confidence: 'high',
    })
  })

  it('keeps a date without a time of day as it is', async () => {
    expect((await answerTo('<x photoshop:DateCreated="2019-01-02"/>'))?.local).to.equal('2019-01-02')
  })

  it('takes no date from an edit’s history', async () => {
    expect(
      await answerTo(
        '<x stEvt:when="2019-01-02T03:04:05" xmp:ModifyDate="2019-01-02" xmp:MetadataDate="2019-01-02"/>',
      ),
    ).to.equal(undefined)
  })
})

describe('a broken file', () => {
  const whole = [
    jpeg(exifSegment(tiff(MODIFIED, ORIGINAL)), xmpSegment('<x exif:DateTimeOriginal="2019-01-02"/>')),
    tiff(MODIFIED, ORIGINAL),
    Buffer.concat([box('ftyp', Buffer.from('qt  ')), box('moov', box('meta', box('keys'), box('ilst')))]),
  ]

  it('brings nobody down, wherever it is cut or flipped', async () => {
    const flips = fc.array(fc.tuple(fc.nat(1000), fc.nat(255)), {maxLength: 8})
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...whole), fc.nat(1000), flips, async (bytes, cut, changes) => {
        const broken = Buffer.from(bytes.subarray(0, bytes.length - (cut % bytes.length)))
        for (const [position, value] of changes) broken[position % broken.length] = value
        await inspect(readableOf(broken))
      }),
      {numRuns: 500, seed: 1},
    )
  })

  it('is told from one that can’t be read', async () => {
    const unreadable = {
      size: 1000,
      read: () => {
        throw Object.assign(new Error('EIO: i/o error, read'), {code: 'EIO'})
      },
    }
    const answer = await inspect(unreadable).catch((error: Error) => error.message)
    expect(answer).to.match(/EIO/)
  })
})
