/** Google Takeout as it is found in the wild: the date in the JSON file, under whatever name, in whatever part. */
import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {byFoldedName, titledPicture} from '../src/takeout/titles.ts'
import {ScratchDrop, sha256} from './scratch-drop.ts'

/** 2019-01-02T03:04:05Z. */
const TAKEN = 1546398245

function notes(title: string, more: object = {}): string {
  return JSON.stringify({
    title,
    description: '',
    creationTime: {timestamp: '1600000000', formatted: '13.09.2020, 12:26:40 UTC'},
    photoTakenTime: {timestamp: String(TAKEN), formatted: '02.01.2019, 03:04:05 UTC'},
    geoData: {latitude: 0, longitude: 0, altitude: 0},
    ...more,
  })
}
const PLACE = {geoData: {latitude: 35.68, longitude: 139.76, altitude: 0}}

describe('Google Takeout', () => {
  let scratch: ScratchDrop
  beforeEach(() => {
    scratch = new ScratchDrop()
  })
  afterEach(() => scratch.remove())
  const YEAR = 'Takeout/Google Photos/Photos from 2019'
  const plan = (more: Parameters<ScratchDrop['plan']>[0] = {}) =>
    scratch.plan({dates: ['takeout', 'filename'], ...more})
  const nameOf = (content: string, date = '20190102_030405') =>
    `library/${date.slice(0, 4)}/${date}_${sha256(content).slice(0, 8)}`

  it('tells when a picture was taken, and never when it was uploaded', async () => {
    scratch.write(`drop/${YEAR}/IMG_1.jpg`, 'one')
    scratch.write(`drop/${YEAR}/IMG_1.jpg.supplemental-metadata.json`, notes('IMG_1.jpg'))
    const sink = await plan()
    expect(scratch.wayOf(sink)).to.deep.equal({
      'IMG_1.jpg': `${nameOf('one')}.jpg`,
      'IMG_1.jpg.supplemental-metadata.json': `${nameOf('one')}.jpg.json`,
    })
    expect(sink.moves[0]?.details).to.deep.equal({date: '2019-01-02T03:04:05Z', dateSource: 'takeout'})
  })

  it('tells it in the zone of the place, also of the place that stands in the picture', async () => {
    scratch.write(`drop/${YEAR}/a.jpg`, 'a')
    scratch.write(`drop/${YEAR}/a.jpg.json`, notes('a.jpg', PLACE))
    scratch.write(`drop/${YEAR}/b.jpg`, 'b')
    scratch.write(`drop/${YEAR}/b.jpg.json`, notes('b.jpg', {geoData: {}, geoDataExif: PLACE.geoData}))
    const {moves} = await plan()
    expect(new Set(moves.map(({details}) => details?.date))).to.deep.equal(
      new Set(['2019-01-02T12:04:05+09:00']),
    )
  })

  it('tells it in the zone of the drop where the place is not known', async () => {
    scratch.write(`drop/${YEAR}/a.jpg`, 'a')
    scratch.write(`drop/${YEAR}/a.jpg.json`, notes('a.jpg'))
    const {moves} = await plan({timezone: 'Asia/Tokyo'})
    expect(moves[0]?.details?.date).to.equal('2019-01-02T12:04:05+09:00')
  })

  for (const [what, json] of [
    ['is broken', '{"photoTakenTime":'],
    ['has no number', notes('a.jpg', {photoTakenTime: {timestamp: 'soon'}})],
    ['has the zero of a counter', notes('a.jpg', {photoTakenTime: {timestamp: '0'}})],
    ['is of the future', notes('a.jpg', {photoTakenTime: {timestamp: '9999999999'}})],
    ['is an array', '[]'],
    ['is null', 'null'],
    ['has fields of other kinds', JSON.stringify({photoTakenTime: 5, title: {}, geoData: 'x', __proto__: 1})],
  ] as const) {
    it(`says nothing where it ${what}, and comes along all the same`, async () => {
      scratch.write(`drop/${YEAR}/20200304_050607.jpg`, 'a')
      scratch.write(`drop/${YEAR}/20200304_050607.jpg.json`, json)
      const sink = await plan()
      expect(Object.values(scratch.wayOf(sink))).to.deep.equal(
        ['.jpg', '.jpg.json'].map((end) => nameOf('a', '20200304_050607') + end),
      )
      expect(sink.moves[0]?.details?.dateSource).to.equal('filename')
    })
  }

  it('serves the film of a Live Photo and the edited version by the note on the still', async () => {
    for (const name of ['IMG_1.HEIC', 'IMG_1.MP4', 'IMG_1-edited.jpg'])
      scratch.write(`drop/${YEAR}/${name}`, name)
    scratch.write(`drop/${YEAR}/IMG_1.HEIC.supplemental-meta.json`, notes('IMG_1.HEIC'))
    expect(Object.values(scratch.wayOf(await plan()))).to.have.members(
      ['.HEIC', '.MP4', '_edited.jpg', '.HEIC.json'].map((end) => nameOf('IMG_1.HEIC') + end),
    )
  })

  it('tells numbered twins apart', async () => {
    for (const [name, content] of [
      ['IMG.jpg', 'one'],
      ['IMG(1).jpg', 'two'],
      ['IMG.jpg.json', notes('IMG.jpg')],
      ['IMG.jpg(1).json', notes('IMG.jpg', {photoTakenTime: {timestamp: String(TAKEN + 86_400)}})],
    ] as const)
      scratch.write(`drop/${YEAR}/${name}`, content)
    expect(scratch.wayOf(await plan())).to.deep.equal({
      'IMG.jpg': `${nameOf('one')}.jpg`,
      'IMG.jpg.json': `${nameOf('one')}.jpg.json`,
      'IMG(1).jpg': `${nameOf('two', '20190103_030405')}.jpg`,
      'IMG.jpg(1).json': `${nameOf('two', '20190103_030405')}.jpg.json`,
    })
  })

  it('goes by the title where two long names were cut to one', async () => {
    const long = 'A picture with a name that is much longer than'
    const [one, two] = [`${long}A.jpg`, `${long}B.jpg`]
    scratch.write(`drop/${YEAR}/${one}`, 'one')
    scratch.write(`drop/${YEAR}/${two}`, 'two')
    // By the names alone, the first JSON file would be taken for the first picture's.
    scratch.write(`drop/${YEAR}/${long.slice(0, 45)}.json`, notes(two))
    scratch.write(`drop/${YEAR}/${long.slice(0, 46)}.json`, notes(one))
    const ways = scratch.wayOf(await plan())
    expect(ways[`${long.slice(0, 45)}.json`]).to.equal(`${nameOf('two')}.jpg.json`)
    expect(ways[`${long.slice(0, 46)}.json`]).to.equal(`${nameOf('one')}.jpg.json`)
  })

  describe('split over zip files', () => {
    const part = (number: number) => `takeout-20240101T000000Z-00${number}/${YEAR}`

    it('finds what the other part holds', async () => {
      scratch.write(`drop/${part(1)}/IMG_1.jpg.json`, notes('IMG_1.jpg'))
      scratch.write(`drop/${part(2)}/IMG_1.jpg`, 'one')
      scratch.write(`drop/${part(2)}/IMG_2.HEIC`, 'two')
      scratch.write(`drop/${part(2)}/IMG_2.HEIC.json`, notes('IMG_2.HEIC'))
      scratch.write(`drop/${part(3)}/IMG_2.MP4`, 'film')
      const sink = await plan()
      expect(scratch.wayOf(sink)).to.deep.equal({
        'IMG_1.jpg': `${nameOf('one')}.jpg`,
        'IMG_1.jpg.json': `${nameOf('one')}.jpg.json`,
        'IMG_2.HEIC': `${nameOf('two')}.HEIC`,
        'IMG_2.HEIC.json': `${nameOf('two')}.HEIC.json`,
        'IMG_2.MP4': `${nameOf('two')}.MP4`,
      })
      expect(new Set(sink.moves.map(({asset}) => asset))).to.have.property('size', 2)
    })

    it('keeps pictures of one name in two parts with what lies beside each', async () => {
      for (const number of [1, 2]) {
        scratch.write(`drop/${part(number)}/IMG_1.jpg`, `picture ${number}`)
        const taken = {timestamp: String(TAKEN + number * 86_400)}
        scratch.write(`drop/${part(number)}/IMG_1.jpg.json`, notes('IMG_1.jpg', {photoTakenTime: taken}))
      }
      const {moves} = await plan()
      const to = moves.map((move) => move.to.replace(`${scratch.root}/`, ''))
      expect(to).to.deep.equal([
        `${nameOf('picture 1', '20190103_030405')}.jpg`,
        `${nameOf('picture 1', '20190103_030405')}.jpg.json`,
        `${nameOf('picture 2', '20190104_030405')}.jpg`,
        `${nameOf('picture 2', '20190104_030405')}.jpg.json`,
      ])
    })
  })

  it('leaves the notes on albums and accounts, and never files them as pictures', async () => {
    const album = JSON.stringify({
      title: 'Wedding',
      description: '',
      access: 'protected',
      date: {timestamp: '1'},
    })
    scratch.write('drop/Takeout/Google Photos/Wedding/metadata.json', album)
    scratch.write('drop/Takeout/Google Fotos/Hochzeit/Metadaten.json', '{}')
    scratch.write('drop/Takeout/Google Photos/print-subscriptions.json', '{}')
    scratch.write('drop/elsewhere/data.json', '{}')
    const sink = await plan({undated: scratch.path('undated')})
    expect(sink.leftCodes).to.have.deep.members([
      ['metadata.json', 'excluded'],
      ['Metadaten.json', 'excluded'],
      ['print-subscriptions.json', 'excluded'],
    ])
    expect(scratch.wayOf(sink)).to.deep.equal({'data.json': 'undated/elsewhere/data.json'})
  })

  it('lets a note wait for its picture, which may lie in a zip file that is still to come', async () => {
    scratch.write(`drop/${YEAR}/IMG_20190102_030405.jpg.json`, notes('IMG_20190102_030405.jpg'))
    const sink = await plan()
    expect(sink.moves).to.deep.equal([])
    expect(sink.lefts.map(({code, reason}) => `${code} ${reason}`)).to.deep.equal([
      'unstable it waits for its picture, IMG_20190102_030405.jpg, which is not here',
    ])
  })

  it('files what an album holds again once, with its notes', async () => {
    for (const folder of ['Photos from 2019', 'Wedding']) {
      scratch.write(`drop/Takeout/Google Photos/${folder}/IMG_1.jpg`, 'one')
      const json = notes('IMG_1.jpg', {googlePhotosOrigin: {folder}})
      scratch.write(`drop/Takeout/Google Photos/${folder}/IMG_1.jpg.json`, json)
    }
    const sink = await plan()
    const to = sink.moves.map((move) => move.to.replace(`${scratch.root}/`, ''))
    // The album's note differs: it is kept, beside the picture.
    expect(to).to.deep.equal(['.jpg', '.jpg.json', '.jpg-2.json'].map((end) => nameOf('one') + end))
    expect(sink.leftCodes).to.deep.equal([['IMG_1.jpg', 'held']])
  })
})

describe('the title in a JSON file', () => {
  const long = 'A picture with a name that is much longer than Takeout likes it to be'
  for (const [title, json, picture] of [
    ['a.jpg', 'x.json', 'a.jpg'],
    ['A.JPG', 'x.json', 'a.jpg'],
    ['b.jpg', 'b.jpg(1).json', 'b(1).jpg'],
    ['a.jpg', 'a.jpg.supplemental-metadata(1).json', undefined],
    ['c?d.jpg', 'x.json', 'c_d.jpg'],
    [`${long}.jpg`, 'x.json', `${long.slice(0, 47)}.jpg`],
    [`${long}.jpg`, 'x(1).json', `${long.slice(0, 47)}(1).jpg`],
    [`${'z'.repeat(100_000)}.jpg`, 'x.json', undefined],
    ['none.jpg', 'x.json', undefined],
    ['', 'x.json', undefined],
  ] as const) {
    it(`${title.slice(0, 60)} in ${json} means ${picture ?? 'nothing here'}`, () => {
      const names = [
        'a.jpg',
        'b.jpg',
        'b(1).jpg',
        'c_d.jpg',
        `${long.slice(0, 47)}.jpg`,
        `${long.slice(0, 47)}(1).jpg`,
      ]
      const found = titledPicture(title, fromText(json), byFoldedName(names.map(fromText)))
      expect(found).to.equal(picture)
    })
  }
})
