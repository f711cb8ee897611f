import {expect} from 'chai'
import {ask, box, fileOf, mvhdBox, wideBox} from './files.ts'

/** 2019-01-02T03:04:05Z */
const TAKEN = 1_546_398_245
const FTYP = box('ftyp', Buffer.from('isom\0\0\0\0mp42'))
const PICTURE = Buffer.alloc(1000)

function film(...boxes: Uint8Array[]): {bytes: Buffer} {
  return {bytes: Buffer.concat(boxes)}
}

function keyed(text: string, isoStyle: boolean): Buffer {
  const name = 'com.apple.quicktime.creationdate'
  const entry = Buffer.alloc(8 + name.length)
  entry.writeUInt32BE(entry.length)
  entry.write(`mdta${name}`, 4)
  const keys = box('keys', Buffer.from('0000000000000001', 'hex'), entry)
  const ilst = box(
    'ilst',
    box('\0\0\0\x01', box('data', Buffer.from('0000000100000000', 'hex'), Buffer.from(text))),
  )
  const version = isoStyle ? Buffer.alloc(4) : Buffer.alloc(0)
  return box('meta', version, box('hdlr', Buffer.alloc(24)), keys, ilst)
}

describe('mvhd', () => {
  const utc = '2019-01-02T03:04:05'

  it('reads both versions, behind 64-bit sizes, and skips the picture', async () => {
    for (const version of [0, 1] as const) {
      const file = fileOf(film(FTYP, wideBox('mdat', PICTURE), box('moov', mvhdBox(TAKEN, version))))
      expect(await ask('mvhd', file)).to.deep.equal({local: utc, offset: 'Z', confidence: 'medium'})
    }
  })

  it('reads a box of size 0, which reaches to the end', async () => {
    const moov = box('moov', mvhdBox(TAKEN))
    moov.writeUInt32BE(0)
    expect((await ask('mvhd', fileOf(film(FTYP, moov))))?.local).to.equal(utc)
  })

  it('tells the wall clock of the zone that the user named', async () => {
    const file = fileOf({...film(FTYP, box('moov', mvhdBox(TAKEN))), timezone: 'Asia/Tokyo'})
    expect(await ask('mvhd', file)).to.deep.equal({
      local: '2019-01-02T12:04:05',
      offset: '+09:00',
      confidence: 'medium',
    })
  })

  it('does not believe the zeros of counters, in any zone', async () => {
    for (const timezone of ['UTC', 'America/New_York', 'Pacific/Apia']) {
      for (const zero of [-2_082_844_800, 0]) {
        const file = fileOf({...film(FTYP, box('moov', mvhdBox(zero))), timezone})
        expect(await ask('mvhd', file)).to.equal(undefined)
      }
    }
  })

  it('says nothing of pictures, whose header tells when they were encoded', async () => {
    const file = fileOf(film(box('ftyp', Buffer.from('avis\0\0\0\0avif')), box('moov', mvhdBox(TAKEN))))
    expect(await ask('mvhd', file)).to.equal(undefined)
  })

  it('does not believe a header that is cut off', async () => {
    const whole = Buffer.concat([FTYP, box('moov', mvhdBox(TAKEN), box('trak', PICTURE))])
    expect(await ask('mvhd', fileOf({bytes: whole.subarray(0, whole.length - 10)}))).to.equal(undefined)
  })
})

describe('quicktime', () => {
  it('prefers what the phone’s clock showed', async () => {
    for (const isoStyle of [true, false]) {
      const file = fileOf(
        film(FTYP, box('moov', mvhdBox(TAKEN), keyed('2019-01-02T05:04:05+0200', isoStyle))),
      )
      expect(await ask('quicktime', file)).to.deep.equal({
        local: '2019-01-02T05:04:05',
        offset: '+02:00',
        confidence: 'high',
      })
    }
  })

  it('reads ©day and date in the user data', async () => {
    const day = '2019-01-02T05:04:05+0200'
    const length = Buffer.from([0, day.length, 0, 0])
    for (const text of [box('\xa9day', length, Buffer.from(day)), box('date', Buffer.from(day))]) {
      const file = fileOf(film(FTYP, box('moov', box('udta', text))))
      expect((await ask('quicktime', file))?.local).to.equal('2019-01-02T05:04:05')
    }
  })

  it('takes no day from a year', async () => {
    const year = box('\xa9day', Buffer.from([0, 4, 0, 0]), Buffer.from('2019'))
    expect(await ask('quicktime', fileOf(film(FTYP, box('moov', box('udta', year)))))).to.equal(undefined)
  })
})
