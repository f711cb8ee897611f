import {deflateSync} from 'node:zlib'
import {expect} from 'chai'
import {film} from '../../src/containers/film.ts'
import {inMemory} from '../../src/containers/in-memory.ts'
import {tiffParts} from '../../src/containers/tiff.ts'
import {box, exifSegment, jpeg, mvhdBox, tiff, wideBox} from '../files.ts'
import {keyed, userText} from '../seeds.ts'
import {casioDirectory, littleDirectory} from './bare-directories.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {fields} from './riff-file.ts'

/** 2019-01-02T03:04:05Z */
const TAKEN = 1_546_398_245
const LATER = '2019:01:02 04:04:05'
const FTYP = box('ftyp', Buffer.from('isom\0\0\0\0mp42'))
const EXIF = tiff({271: 'Maker'}, {36867: LATER})

function made(...userData: Uint8Array[]): Buffer {
  return Buffer.concat([
    FTYP,
    box('moov', mvhdBox(TAKEN), box('udta', ...userData)),
    box('mdat', Buffer.alloc(500)),
  ])
}

/** What the maker's clock showed, by Exif or by a text of its own. */
function clock(bytes: Uint8Array): string | undefined {
  const {candidates, blocks, tiffs} = film(inMemory(bytes))
  const own = candidates.find(({source}) => source === 'quicktime')?.local
  const parts = [...tiffs, ...blocks.tiff.map((block) => tiffParts(inMemory(block)))]
  const exif = [...(parts[0]?.exif ?? []), ...(parts[0]?.main ?? [])].find(({tag}) => tag === 0x9003)?.value
  return own ?? (exif && Buffer.from(exif).toString('latin1', 0, 19))
}

function uuid(id: string, ...payload: Uint8Array[]): Buffer {
  return box('uuid', Buffer.from(id, 'hex'), ...payload)
}

/** Olympus's and Pentax's record. @param at where the make stands */
function record(at: number): Buffer {
  return fields(at + 0x100, {[at]: 'OLYMPUS', [at + 0x1a]: 'TG-1', [at + 0x71]: LATER})
}

/** Tags of Nikon: number, EXIF type, count, value. */
function nctg(): Buffer {
  const tag = (number: number, type: number, count: number, value: Buffer) => {
    const header = Buffer.alloc(8)
    header.writeUInt32BE(number)
    header.writeUInt16BE(type, 4)
    header.writeUInt16BE(count, 6)
    return Buffer.concat([header, value])
  }
  const text = (number: number, value: string) => tag(number, 2, value.length + 1, Buffer.from(`${value}\0`))
  return Buffer.concat([
    text(1, 'NIKON'),
    tag(0x16, 5, 1, Buffer.alloc(8)),
    text(2, 'D90'),
    text(0x11, '2019:01:02 04:04:06'),
    text(0x12, LATER),
  ])
}

/** `PENTAX`, a byte order, and date and time in a directory. */
function pentaxNotes(): Buffer {
  const entry = (tag: number, ...value: number[]) =>
    Buffer.from([0, tag, 0, 7, 0, 0, 0, value.length, ...value])
  return Buffer.concat([Buffer.from('PENTAX \0MM\0\x02'), entry(6, 7, 0xe3, 1, 2), entry(7, 4, 4, 5, 0)])
}

/** An entry of Sony's: size, number, language, encoding, text. */
function mtdt(text: string): Buffer {
  const entry = (number: number, value: Buffer) => {
    const header = Buffer.alloc(10)
    header.writeUInt16BE(value.length + 10)
    header.writeUInt32BE(number, 2)
    header.writeUInt16BE(1, 8)
    return Buffer.concat([header, value])
  }
  const utf16 = Buffer.from(`${text}\0`, 'utf16le').swap16()
  return box('MTDT', Buffer.from([0, 2]), entry(1, Buffer.from('\0A\0\0')), entry(3, utf16))
}

const XML = `<?xml version="1.0"?><NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00">
<CreationDate value="2019-01-02T04:04:05+01:00"/><Device manufacturer="Sony" modelName="ILCE-7M3" serialNo="1"/></NonRealTimeMeta>`
const META = box('meta', Buffer.alloc(4), box('hdlr', Buffer.alloc(24)), box('xml ', Buffer.from(XML)))

const JPEG_PIECE = Buffer.concat([
  Buffer.alloc(16, 9),
  Buffer.from('ffd8ffe10100', 'hex'),
  Buffer.from('Exif\0\0'),
  EXIF,
])

const MAKERS: Readonly<Record<string, Uint8Array>> = {
  'Canon’s thumbnail': made(box('CNTH', box('CNDA', jpeg(exifSegment(EXIF))))),
  'Canon’s thumbnail in a box to be skipped': Buffer.concat([
    FTYP,
    box('moov', mvhdBox(TAKEN)),
    box('skip', box('CNTH', box('CNDA', jpeg(exifSegment(EXIF))))),
  ]),
  'Casio’s directory': made(box('QVMI', casioDirectory(LATER))),
  'Fujifilm’s directory': made(box('MVTG', Buffer.alloc(16), littleDirectory(LATER))),
  'Leica’s piece of a JPEG': made(box('LEIC', Buffer.from('LEICA'), JPEG_PIECE)),
  'Nikon’s tags': made(box('NCDT', box('NCTG', nctg()))),
  'Olympus’s boxes': made(box('TAGS', Buffer.alloc(12), box('OLYM', box('prms', record(0x12))))),
  'Olympus’s record among profiles': Buffer.concat([
    made(),
    uuid('50524f4621d24fcebb88695cfac9c740', Buffer.alloc(8), box('OLYM', record(0x0e))),
  ]),
  'Panasonic’s piece of a JPEG': made(box('PANA', JPEG_PIECE)),
  'Pentax’s notes': made(box('PXMN', pentaxNotes())),
  'Pentax’s record': made(box('PENT', record(0))),
  'Ricoh’s Exif': made(box('RMKN', EXIF)),
  'Ricoh’s piece of a JPEG': made(box('RICO', exifPiece())),
  'Sigma’s Exif': made(box('SIGM', EXIF)),
  'Sony’s document': Buffer.concat([made(), META]),
  'Sony’s entries': Buffer.concat([
    FTYP,
    box(
      'moov',
      mvhdBox(TAKEN),
      box('trak', uuid('55534d5421d24fcebb88695cfac9c740', mtdt('2019/01/02 04:04:05'))),
    ),
  ]),
  'a dashboard camera’s IDIT': Buffer.concat([made(), box('IDIT', Buffer.from('2019-01-02T04:04:05\0'))]),
}

function exifPiece(): Buffer {
  return Buffer.concat([Buffer.from('ffe10100', 'hex'), Buffer.from('Exif\0\0'), EXIF])
}

describe('film', () => {
  for (const [name, bytes] of Object.entries(MAKERS)) {
    it(`reads ${name}`, () => {
      expect(clock(bytes)?.slice(-8)).to.equal('04:04:05')
      survives(film, bytes)
    })
  }

  it('tells the makers’ cameras', () => {
    const camera = (name: string) => film(inMemory(MAKERS[name] ?? Buffer.alloc(0))).camera
    expect(camera('Nikon’s tags')).to.deep.equal({make: 'NIKON', model: 'D90'})
    expect(camera('Sony’s document')).to.deep.equal({make: 'Sony', model: 'ILCE-7M3'})
    expect(camera('Olympus’s boxes')).to.deep.equal({make: 'OLYMPUS', model: 'TG-1'})
  })

  it('tells how far a Samsung’s clock was from UTC', () => {
    const keys = keyed({'com.samsung.android.utc_offset': '+0900'})
    const bytes = Buffer.concat([FTYP, box('moov', mvhdBox(TAKEN), keys)])
    const [header] = film(inMemory(bytes)).candidates
    expect([header?.utcSeconds, header?.offset]).to.deep.equal([TAKEN, '+09:00'])
  })

  it('reads the texts of Ricoh, who took an @ for a ©', () => {
    const bytes = made(userText('@day', '2019-01-02T04:04:05+0100'), userText('@xyz', '+48.8577+002.2950/'))
    const {candidates, position} = film(inMemory(bytes))
    expect(candidates[0]?.local).to.equal('2019-01-02T04:04:05')
    expect(position).to.deep.equal({latitude: 48.8577, longitude: 2.295})
  })

  it('reads a header that was compressed', () => {
    const data = deflateSync(
      box('moov', mvhdBox(TAKEN), box('udta', box('date', Buffer.from('2019-01-02T04:04:05')))),
    )
    const cmov = box('cmov', box('dcom', Buffer.from('zlib')), box('cmvd', Buffer.from([0, 0, 1, 0]), data))
    const bytes = Buffer.concat([box('mdat', Buffer.alloc(500)), box('moov', cmov)])
    const [date, header] = film(inMemory(bytes)).candidates
    expect(date?.local).to.equal('2019-01-02T04:04:05')
    expect(header?.utcSeconds).to.equal(TAKEN)
    survives(film, bytes)
  })

  it('reads fragmented films, and headers behind much picture, in few reads', () => {
    const moov = box('moov', mvhdBox(TAKEN))
    const fragments = Array.from({length: 50}, () => [
      box('moof', Buffer.alloc(100)),
      box('mdat', Buffer.alloc(20_000)),
    ])
    for (const bytes of [
      Buffer.concat([FTYP, moov, ...fragments.flat()]),
      Buffer.concat([FTYP, wideBox('mdat', Buffer.alloc(2 ** 20)), moov]),
    ]) {
      const file = counted(bytes)
      expect(film(file).candidates[0]?.utcSeconds).to.equal(TAKEN)
      expect(file.bytes).to.be.below(64 * 2 ** 10)
    }
  })

  it('survives files without end', () => {
    survivesEndless(film, made(box('NCDT', box('NCTG', nctg()))))
  })
})
