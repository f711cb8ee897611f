import {expect} from 'chai'
import type {Examination} from '../src/examine/examination.ts'
import {inspect} from '../src/examine/inspect.ts'
import {box, exifSegment, jpeg, mvhdBox, readableOf, tiff} from './files.ts'
import {
  bareDirectory,
  film,
  goproMetadata,
  heic,
  keyed,
  LOCAL,
  nikonRecord,
  phoneBlock,
  SEEDS,
  SONY_DOCUMENT,
  TAKEN,
  u32be,
  userText,
  WHEN,
} from './seeds.ts'

const ID = '570F1469-09C7-4E50-9875-05F21D5BD166'

async function examined(bytes: Uint8Array): Promise<Examination> {
  return await inspect(readableOf(bytes))
}

/** Source and wall clock of the first candidate. */
function first({candidates: [candidate]}: Examination): unknown[] {
  return [candidate?.source, candidate?.local, candidate?.offset]
}

const withUserData = (...boxes: Uint8Array[]) => film('mp42', mvhdBox(TAKEN), box('udta', ...boxes))

describe('what films say of the camera', () => {
  it('reads Apple’s names, and Android’s', async () => {
    const apple = keyed({'com.apple.quicktime.make': 'Apple', 'com.apple.quicktime.model': 'iPad mini'})
    expect((await examined(film('qt  ', apple))).camera).to.deep.equal({make: 'Apple', model: 'iPad mini'})
    const android = keyed({'com.android.manufacturer': 'Google', 'com.android.model': 'Pixel 8'})
    expect((await examined(film('isom', android))).camera).to.deep.equal({make: 'Google', model: 'Pixel 8'})
  })

  it('reads the texts of the user data', async () => {
    const file = withUserData(userText('\xa9mak', 'Canon'), userText('\xa9mod', 'EOS M50'))
    expect((await examined(file)).camera).to.deep.equal({make: 'Canon', model: 'EOS M50'})
  })

  it('reads Nikon’s records: the wall clock before the instant', async () => {
    const records = [nikonRecord(1, 'NIKON'), nikonRecord(2, 'NIKON Z 30'), nikonRecord(0x12, WHEN)]
    const examination = await examined(withUserData(box('NCDT', box('NCTG', ...records))))
    expect(examination.camera).to.deep.equal({make: 'NIKON', model: 'NIKON Z 30'})
    expect(first(examination)).to.deep.equal(['quicktime', LOCAL, undefined])
  })

  it('reads the picture that Canon puts into a film, with its Exif', async () => {
    const picture = jpeg(exifSegment(tiff({271: 'Canon', 272: 'Canon EOS 5D Mark II'}, {36867: WHEN})))
    const examination = await examined(withUserData(box('CNTH', box('CNDA', picture))))
    expect(first(examination)).to.deep.equal(['exif', LOCAL, undefined])
    expect(examination.camera).to.deep.equal({make: 'Canon', model: 'Canon EOS 5D Mark II'})
  })

  it('reads Fujifilm’s directory, which has no header', async () => {
    const examination = await examined(withUserData(box('MVTG', Buffer.alloc(16), bareDirectory(WHEN))))
    expect(first(examination)).to.deep.equal(['exif', LOCAL, undefined])
  })

  it('reads Panasonic’s Exif in what is no JPEG', async () => {
    const examination = await examined(
      withUserData(
        box('PANA', Buffer.from('\0\0\0\0DMC-FT7\0'), exifSegment(tiff({}, {36867: WHEN})).payload),
      ),
    )
    expect(first(examination)).to.deep.equal(['exif', LOCAL, undefined])
    expect(examination.camera?.make).to.equal('Panasonic')
  })

  it('reads Sony’s document, with its offset', async () => {
    const document = box(
      'meta',
      u32be(0),
      box('hdlr', Buffer.alloc(24)),
      box('xml ', u32be(0), Buffer.from(SONY_DOCUMENT)),
    )
    for (const file of [
      film('XAVC', mvhdBox(TAKEN), document),
      Buffer.concat([film('XAVC', mvhdBox(TAKEN)), document]),
    ]) {
      const examination = await examined(file)
      expect(first(examination)).to.deep.equal(['quicktime', LOCAL, '+09:00'])
      expect(examination.camera).to.deep.equal({make: 'Sony', model: 'ILCE-7M4'})
    }
  })

  it('knows GoPro’s by what it writes into the user data', async () => {
    const camera = async (...boxes: Uint8Array[]) => (await examined(withUserData(...boxes))).camera
    expect(await camera(box('GPMF', goproMetadata('HERO9 Black')))).to.deep.equal({
      make: 'GoPro',
      model: 'HERO9 Black',
    })
    expect(await camera(box('FIRM', Buffer.from('HD4.02.05.00.00\0')))).to.deep.equal({
      make: 'GoPro',
      model: 'HERO4',
    })
  })

  it('knows older cameras by what begins their tags', async () => {
    const camera = async (text: string) =>
      (await examined(withUserData(box('TAGS', Buffer.from(`${text}\0`))))).camera
    expect(await camera('NIKON DIGITAL CAMERA')).to.deep.equal({make: 'NIKON', model: undefined})
    expect(await camera('EASTMAN KODAK COMPANY')).to.deep.equal({make: 'EASTMAN KODAK', model: undefined})
    expect(await camera('whatever')).to.equal(undefined)
  })
})

describe('where something was taken', () => {
  const place = async (text: string) =>
    (await examined(film('qt  ', keyed({'com.apple.quicktime.location.ISO6709': text})))).position

  it('is read as degrees, as minutes, and as seconds', async () => {
    expect(await place('+48.8577+002.2950+035.123/')).to.deep.equal({latitude: 48.8577, longitude: 2.295})
    expect(await place('-4830.0-00215.0/')).to.deep.equal({latitude: -48.5, longitude: -2.25})
    expect(await place('+483036.0+0021536.0/')).to.deep.equal({latitude: 48.51, longitude: 2.26})
  })

  it('is read of ©xyz, and of Exif', async () => {
    const texts = withUserData(userText('\xa9xyz', '+27.5916+086.5640/'))
    expect((await examined(texts)).position).to.deep.equal({latitude: 27.5916, longitude: 86.564})
    const {position} = await examined(jpeg(exifSegment(phoneBlock(ID))))
    expect(position?.latitude).to.be.closeTo(48.858333, 1e-6)
    expect(position?.longitude).to.be.closeTo(-2.294444, 1e-6)
  })

  it('is no place on earth for what a receiver without a fix writes', async () => {
    for (const text of ['+00.0000+000.0000/', '+99.0000+000.0000/', '+10+200/', 'nowhere', ''])
      expect(await place(text), text).to.equal(undefined)
  })
})

describe('the id that the halves of a Live Photo share', () => {
  it('is read of the film, of the HEIC and of the JPEG', async () => {
    const halves = [
      film('qt  ', keyed({'com.apple.quicktime.content.identifier': ID}, false)),
      heic(phoneBlock(ID)),
      jpeg(exifSegment(phoneBlock(ID))),
    ]
    for (const half of halves) expect((await examined(half)).contentId).to.equal(ID)
  })

  it('is none in another maker’s note', async () => {
    const block = Buffer.from(phoneBlock(ID))
    block.write('Orange', block.indexOf('Apple iOS'))
    expect((await examined(jpeg(exifSegment(block)))).contentId).to.equal(undefined)
  })
})

describe('every format', () => {
  for (const [name, bytes] of Object.entries(SEEDS)) {
    it(`tells its wall clock: ${name}`, async () => {
      const [candidate] = (await examined(bytes)).candidates
      expect(candidate?.local?.slice(0, 19)).to.be.oneOf([LOCAL, '2019-01-02T05:04:05'])
    })
  }
})
