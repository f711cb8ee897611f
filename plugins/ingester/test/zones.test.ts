import {expect} from 'chai'
import type {CaptureDate} from 'mediastruct'
import {isLocalClock} from '../src/sources/instant.ts'
import {ask, box, exifSegment, fileOf, jpeg, mvhdBox, tiff} from './files.ts'
import {film, keyed, nikonRecord, SEEDS, TAKEN, userText, WHEN} from './seeds.ts'

const PARIS = 'Europe/Paris'
const NEW_YORK = 'America/New_York'
/** Where a test's process may run. */
const PROCESS_ZONES = ['UTC', 'America/New_York', 'Asia/Tokyo', 'Pacific/Apia']

function filmAt(utcSeconds: number, ...more: Uint8Array[]): Buffer {
  return film('mp42', mvhdBox(utcSeconds), ...more)
}

async function dated(
  bytes: Uint8Array,
  {timezone = PARIS, localClocks = [] as readonly string[], source = 'mvhd', name = 'a.mp4'} = {},
): Promise<CaptureDate | undefined> {
  return await ask(source, fileOf({name, bytes, timezone, localClocks}))
}

describe('an instant', () => {
  it('is told by the offset that the file says of another date, before anything else', async () => {
    const keys = keyed({
      'com.apple.quicktime.creationdate': '1904-01-01T09:00:00+0900',
      'com.apple.quicktime.location.ISO6709': '+48.8577+002.2950/',
    })
    expect(await dated(filmAt(TAKEN, keys))).to.deep.equal({
      local: '2019-01-02T12:04:05',
      offset: '+09:00',
      confidence: 'medium',
    })
  })

  it('is told by the zone of its place, with summer and winter', async () => {
    const place = keyed({'com.apple.quicktime.location.ISO6709': '+35.6762+139.6503/'})
    expect((await dated(filmAt(TAKEN, place)))?.local).to.equal('2019-01-02T12:04:05')
    const london = box('udta', userText('\xa9xyz', '+51.5072-000.1276/'))
    expect(await dated(filmAt(Date.UTC(2019, 6, 1, 12) / 1000, london))).to.deep.include({
      local: '2019-07-01T13:00:00',
      offset: '+01:00',
    })
  })

  it('is told by the drop’s zone where the file says nothing', async () => {
    expect(await dated(filmAt(TAKEN))).to.deep.include({local: '2019-01-02T04:04:05', offset: '+01:00'})
  })

  it('is told by the drop’s zone where the only offset says that a program counted in UTC', async () => {
    const zulu = keyed({'com.apple.quicktime.creationdate': '1904-01-01T00:00:00Z'})
    expect((await dated(filmAt(TAKEN, zulu)))?.offset).to.equal('+01:00')
  })

  it('is not told by the zone of the desk at which a program edited it', async () => {
    const packet = box('XMP_', Buffer.from('<x:xmpmeta xmp:CreateDate="1904-01-01T00:00:00+09:00"/>'))
    expect((await dated(filmAt(TAKEN, box('udta', packet))))?.offset).to.equal('+01:00')
  })

  it('falls on another day than in UTC, where it does', async () => {
    const evening = filmAt(Date.UTC(2019, 0, 1, 3) / 1000)
    expect((await dated(evening, {timezone: NEW_YORK}))?.local).to.equal('2018-12-31T22:00:00')
    expect((await dated(evening, {timezone: 'Pacific/Apia'}))?.local).to.equal('2019-01-01T17:00:00')
  })

  it('passes over the hour that spring takes, and tells the two of autumn apart', async () => {
    const at = async (month: number, day: number, hour: number, minute: number) => {
      const answer = await dated(filmAt(Date.UTC(2019, month - 1, day, hour, minute) / 1000), {
        timezone: NEW_YORK,
      })
      return `${answer?.local}${answer?.offset}`
    }
    expect(await at(3, 10, 6, 59)).to.equal('2019-03-10T01:59:00-05:00')
    expect(await at(3, 10, 7, 0)).to.equal('2019-03-10T03:00:00-04:00')
    expect(await at(11, 3, 5, 30)).to.equal('2019-11-03T01:30:00-04:00')
    expect(await at(11, 3, 6, 30)).to.equal('2019-11-03T01:30:00-05:00')
  })
})

describe('a camera that writes local time where the format wants UTC', () => {
  const nikon = box('udta', box('NCDT', box('NCTG', nikonRecord(1, 'NIKON'), nikonRecord(2, 'NIKON Z 30'))))

  it('is known: Nikon’s', async () => {
    expect(await dated(filmAt(TAKEN, nikon))).to.deep.equal({
      local: '2019-01-02T03:04:05',
      confidence: 'medium',
    })
  })

  it('is known: GoPro’s up to the HERO10, and not the later ones', () => {
    const isKnown = (model: string) => isLocalClock({make: 'GoPro', model}, [])
    expect(['HERO4', 'HERO9 Black', 'HERO10 Black'].map(isKnown)).to.deep.equal([true, true, true])
    expect(['HERO11 Black', 'HERO12 Black', 'HERO'].map(isKnown)).to.deep.equal([false, false, false])
  })

  it('is named by the config: a make, or a make and the beginning of a model, without case', async () => {
    const file = filmAt(TAKEN, box('udta', userText('\xa9mak', 'Insta360'), userText('\xa9mod', 'ONE X2')))
    const local = async (...localClocks: string[]) => (await dated(file, {localClocks}))?.local
    expect(await local()).to.equal('2019-01-02T04:04:05')
    for (const clock of ['insta360', 'Insta360 One X', ' INSTA360 ONE X2 '])
      expect(await local('other', clock), clock).to.equal('2019-01-02T03:04:05')
    for (const clock of ['', ' ', 'ONE X2', 'Insta360 GO'])
      expect(await local(clock), clock).to.equal('2019-01-02T04:04:05')
  })

  it('is none where nothing says which camera it was', () => {
    expect(isLocalClock(undefined, [''])).to.equal(false)
    expect(isLocalClock({}, ['', 'x'])).to.equal(false)
  })
})

describe('a name that tells UTC', () => {
  it('was given by a program, whatever clock the camera has', async () => {
    const bytes = jpeg(exifSegment(tiff({271: 'NIKON CORPORATION'})))
    const date = await dated(bytes, {source: 'filename', name: 'mmexport1546398245000.jpg'})
    expect(date).to.deep.include({local: '2019-01-02T04:04:05.000', offset: '+01:00'})
  })

  it('is told in the drop’s zone: Pixel phones, and those that count milliseconds', async () => {
    const by = async (name: string) => await dated(jpeg(), {name, source: 'filename'})
    expect(await by('PXL_20210702_030405678.jpg')).to.deep.equal({
      local: '2021-07-02T05:04:05.678',
      offset: '+02:00',
      confidence: 'medium',
    })
    expect(await by('1546398245123.jpg')).to.deep.equal({
      local: '2019-01-02T04:04:05.123',
      offset: '+01:00',
      confidence: 'medium',
    })
  })

  it('is told by what the file itself knows of its zone', async () => {
    const picture = jpeg(exifSegment(tiff({}, {36867: '0000:00:00 00:00:00', 36881: '-05:00'})))
    expect((await dated(picture, {name: '1546398245123.jpg', source: 'filename'}))?.local).to.equal(
      '2019-01-01T22:04:05.123',
    )
  })
})

describe('the wall clock', () => {
  const clock = {36867: '2019:03:10 02:30:00'}

  it('is what was written, also in an hour that the clocks skip', async () => {
    for (const timezone of [NEW_YORK, PARIS]) {
      const answer = await dated(jpeg(exifSegment(tiff({}, clock))), {timezone, source: 'exif'})
      expect(answer).to.deep.equal({local: '2019-03-10T02:30:00', confidence: 'high'})
    }
  })

  it('is the same wherever the program runs', async () => {
    const sources = [
      'exif',
      'exif-digitized',
      'quicktime',
      'xmp',
      'mvhd',
      'filename',
      'exif-modify',
      'folder',
      'mtime',
    ]
    const all = async () => {
      const answers: unknown[] = []
      for (const [name, bytes] of Object.entries({
        ...SEEDS,
        skipped: jpeg(exifSegment(tiff({306: WHEN}, clock))),
      })) {
        const file = fileOf({
          name: `20190310_023000_${name}`,
          bytes,
          timezone: NEW_YORK,
          mtimeNs: 1_552_203_000_000_000_000n,
        })
        for (const source of sources) answers.push([name, source, await ask(source, file)])
      }
      return answers
    }
    const before = process.env.TZ
    const expected = await all()
    try {
      for (const zone of PROCESS_ZONES) {
        process.env.TZ = zone
        expect(await all(), zone).to.deep.equal(expected)
      }
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})
