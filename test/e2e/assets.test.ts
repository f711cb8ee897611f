/** What belongs together stays together, with the real program: from the drop into the library, the archive, and back. */
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {expect} from 'chai'
import {exifSegment, jpeg, tiff} from '../../plugins/ingester/test/files.ts'
import {liveFilm, liveStill} from '../support/live-photo.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {filesBelow, multiset, picture, plant, writeConfig} from './tree.ts'

interface Document {
  run: string | null
  moves: {from: string; to: string; reason: string; state: string; dateSource?: string; volume?: string}[]
  left: {path: string; code: string; reason: string}[]
  errors: unknown[]
}

const ONE = '00000000-0000-4000-8000-000000000001'
const OTHER = '00000000-0000-4000-8000-000000000002'

describe('what belongs together', function () {
  this.timeout(120_000)
  let directory: string
  beforeEach(() => {
    directory = scratch()
    writeConfig(directory, {library: 'library', drop: ['drop'], timezone: 'UTC', threads: 1})
  })

  async function run(...args: string[]): Promise<Document> {
    const ran = await mediastruct([...args, '--json'], {cwd: directory})
    expect(ran.code, `${args.join(' ')}: ${ran.stderr}${ran.stdout}`).to.equal(0)
    const document = ran.json<Document>()
    expect(document.errors).to.deep.equal([])
    return document
  }

  /** Names below the library, hashes left out. */
  const library = () =>
    filesBelow(join(directory, 'library'))
      .map((file) =>
        relative(join(directory, 'library'), file.toString()).replace(/_[0-9a-f]{8}(?=[^/]*$)/, ''),
      )
      .sort()

  /** Stems of the files in a folder of the library, and what each holds. */
  const contents = (folder: string) =>
    Object.fromEntries(
      readdirSync(join(directory, 'library', folder)).map((name) => [
        name,
        readFileSync(join(directory, 'library', folder, name), 'utf8'),
      ]),
    )

  it('comes out of a Google Takeout in two zip files with its date and its notes, and goes back', async () => {
    const notes = (title: string, timestamp: number) =>
      JSON.stringify({
        title,
        creationTime: {timestamp: '1600000000'},
        photoTakenTime: {timestamp: String(timestamp)},
        geoData: {latitude: 52.52, longitude: 13.4},
      })
    const [one, two] = ['001', '002'].map(
      (part) => `drop/takeout-20240101T000000Z-${part}/Takeout/Google Photos`,
    )
    const year = 'Photos from 2019'
    plant(directory, {
      [`${one}/${year}/IMG_1.jpg`]: 'one',
      [`${two}/${year}/IMG_1.jpg.supplemental-metadata.json`]: notes('IMG_1.jpg', 1546398245),
      [`${one}/${year}/IMG_1(1).jpg`]: 'one more',
      [`${two}/${year}/IMG_1.jpg.supplemental-metadata(1).json`]: notes('IMG_1.jpg', 1546484645),
      [`${two}/${year}/IMG_2.HEIC`]: 'live',
      [`${one}/${year}/IMG_2.MP4`]: 'and moving',
      [`${two}/${year}/IMG_2.HEIC.supplemental-me.json`]: notes('IMG_2.HEIC', 1546571045),
      [`${one}/${year}/IMG_2-edited.jpg`]: 'nicer',
      [`${one}/${year}/IMG_9.jpg.json`]: notes('IMG_9.jpg', 1546571045),
      [`${one}/Wedding/metadata.json`]: JSON.stringify({
        title: 'Wedding',
        access: 'protected',
        date: {timestamp: '1'},
      }),
      [`${one}/Wedding/IMG_1.jpg`]: 'one',
      [`${one}/Wedding/IMG_1.jpg.json`]: notes('IMG_1.jpg', 1546398245),
    })
    const before = picture(join(directory, 'drop'))
    const {run: id, moves, left} = await run('ingest')
    expect(library()).to.deep.equal([
      '2019/2019-01-02/20190102_040405.jpg',
      '2019/2019-01-02/20190102_040405.jpg.json',
      '2019/2019-01-03/20190103_040405.jpg',
      '2019/2019-01-03/20190103_040405.jpg.json',
      '2019/2019-01-04/20190104_040405.HEIC',
      '2019/2019-01-04/20190104_040405.HEIC.json',
      '2019/2019-01-04/20190104_040405.MP4',
      '2019/2019-01-04/20190104_040405_edited.jpg',
    ])
    expect(new Set(moves.map(({dateSource}) => dateSource))).to.deep.equal(new Set(['takeout']))
    expect(
      left.map(({path, code}) => `${relative(directory, path).replace(/.*Photos\//, '')} ${code}`),
    ).to.have.members([
      'Wedding/metadata.json excluded',
      'Photos from 2019/IMG_9.jpg.json unstable',
      'Wedding/IMG_1.jpg held',
      'Wedding/IMG_1.jpg.json held',
    ])
    const again = await run('ingest')
    expect(again.moves).to.deep.equal([])
    await run('undo', id ?? '')
    expect(picture(join(directory, 'drop'))).to.deep.equal(before)
    expect(library()).to.deep.equal([])
  })

  it('is found by Apple’s id where the names of a Live Photo’s halves differ', async () => {
    plant(directory, {
      'drop/IMG_0001.JPG': liveStill(ONE, '2019:01:02 23:59:59'),
      'drop/IMG_7777.MOV': liveFilm(ONE),
      'drop/IMG_0002.JPG': liveStill(OTHER, '2019:01:03 10:00:00'),
      'drop/IMG_0002.MOV': liveFilm('00000000-0000-4000-8000-000000000003'),
      'drop/IMG_0001.AAE': 'an edit',
    })
    const {left} = await run('ingest')
    expect(library()).to.deep.equal([
      '2019/2019-01-02/20190102_235959.AAE',
      '2019/2019-01-02/20190102_235959.JPG',
      '2019/2019-01-02/20190102_235959.MOV',
      '2019/2019-01-03/20190103_100000.JPG',
    ])
    expect(left.map(({path, code}) => [relative(directory, path), code])).to.deep.equal([
      ['drop/IMG_0002.MOV', 'undated'],
    ])
  })

  it('keeps a sidecar that differs: beside the library’s copy, or with the duplicate of a master’s', async () => {
    plant(directory, {
      'drop/20190102_030405.jpg': 'one',
      'drop/20190102_030405.xmp': 'as it was',
      'archive/MS-0001/data/2018/x.jpg': 'archived',
    })
    writeConfig(directory, {
      library: 'library',
      drop: ['drop'],
      archive: 'archive',
      duplicates: 'dups',
      threads: 1,
    })
    await run('ingest')
    plant(directory, {
      'drop/copy/20190102_030405.jpg': 'one',
      'drop/copy/20190102_030405.xmp': 'edited since',
      'drop/old/20180102_030405.jpg': 'archived',
      'drop/old/20180102_030405.xmp': 'edited, too',
    })
    // Another template than that of the first run: what is held lends its name all the same.
    writeConfig(directory, {
      library: 'library',
      drop: ['drop'],
      archive: 'archive',
      duplicates: 'dups',
      rename: 'Picture of {yyyy}.{ext}',
      threads: 1,
    })
    const before = multiset(directory)
    const {moves} = await run('ingest')
    const names = Object.keys(contents('2019/2019-01-02'))
    const stem = names.find((name) => name.endsWith('.jpg'))?.slice(0, -'.jpg'.length)
    expect(contents('2019/2019-01-02')).to.deep.equal({
      [`${stem}.jpg`]: 'one',
      [`${stem}.xmp`]: 'as it was',
      [`${stem}-2.xmp`]: 'edited since',
    })
    expect(existsSync(join(directory, 'dups/drop/old/20180102_030405.xmp'))).to.equal(true)
    const reasons = moves.filter(({from}) => from.endsWith('.xmp')).map(({reason}) => reason)
    expect(reasons[0]).to.match(/^it belongs to 20190102_030405\.jpg, which is held: it joins /)
    expect(reasons[1]).to.match(
      /^it belongs to 20180102_030405\.jpg, which .*x\.jpg holds: it goes with the duplicate$/,
    )
    expect(multiset(directory)).to.deep.equal(before)
  })

  it('is no one thing where cameras wrote other years into files of one stem', async () => {
    const raw = (local: string) => tiff({}, {36867: local})
    const photo = (local: string) => jpeg(exifSegment(raw(local)))
    plant(directory, {
      'drop/IMG_0001.JPG': photo('2010:05:05 10:00:00'),
      'drop/IMG_0001.MOV': liveFilm(ONE, '2014-08-08T10:00:00+0200'),
      'drop/IMG_0002.CR2': raw('2005:01:01 12:00:00'),
      'drop/IMG_0002.JPG': photo('2019:01:01 12:00:00'),
      'drop/IMG_0002.JPG.xmp': 'of the JPEG',
      'drop/IMG_0002.xmp': 'of the raw file',
      'drop/IMG_0003.CR2': raw('2001:01:01 12:00:00'),
      'drop/IMG_0003.DNG': raw('2002:01:01 12:00:00'),
      'drop/IMG_0003.NEF': raw('2003:01:01 12:00:00'),
      // These are one: taken seconds apart over midnight, in the raw file's and the JPEG's same second, or by Apple's word.
      'drop/IMG_0004.JPG': photo('2020:12:31 23:59:59'),
      'drop/IMG_0004.MOV': liveFilm(ONE, '2021-01-01T00:00:01+0100'),
      'drop/IMG_0005.CR2': raw('2021:06:01 12:00:00'),
      'drop/IMG_0005.JPG': photo('2021:06:01 12:00:00'),
      'drop/IMG_0006.JPG': liveStill(OTHER, '2022:01:01 12:00:00'),
      'drop/IMG_0006.MOV': liveFilm(OTHER, '2023-01-01T12:00:00+0100'),
    })
    const before = multiset(directory)
    const {left} = await run('ingest')
    expect(left).to.deep.equal([])
    expect(library().map((file) => file.replace(/^.*\//, ''))).to.deep.equal([
      '20010101_120000.CR2',
      '20020101_120000.DNG',
      '20030101_120000.NEF',
      '20050101_120000.CR2',
      '20050101_120000.xmp',
      '20100505_100000.JPG',
      '20140808_100000.MOV',
      '20190101_120000.JPG',
      '20190101_120000.JPG.xmp',
      '20201231_235959.JPG',
      '20201231_235959.MOV',
      '20210601_120000.CR2',
      '20210601_120000.JPG',
      '20220101_120000.JPG',
      '20220101_120000.MOV',
    ])
    expect(multiset(directory)).to.deep.equal(before)
  })

  describe('and equals what belongs to another', () => {
    const drop = {'drop/20190103_030405.jpg': 'c', 'drop/20190103_030405.jpg.xmp': 'five stars'}
    const whole = [
      '2019/2019-01-02/20190102_030405.jpg',
      '2019/2019-01-02/20190102_030405.xmp',
      '2019/2019-01-03/20190103_030405.jpg',
      '2019/2019-01-03/20190103_030405.jpg.xmp',
    ]
    const left = ({left: files}: Document) =>
      files.map(({path, code}) => `${code} ${relative(directory, path)}`)
    const names = Object.keys(drop)

    for (const duplicates of [undefined, 'dups']) {
      for (const copy of [false, true]) {
        const how = `${copy ? 'copied' : 'moved'}, ${duplicates ? 'duplicates put aside' : 'duplicates left'}`
        it(`is filed beside its own picture, once (${how})`, async () => {
          writeConfig(directory, {
            library: 'library',
            drop: ['drop'],
            duplicates,
            timezone: 'UTC',
            threads: 1,
          })
          plant(directory, {
            'drop/20190102_030405.jpg': 'b',
            'drop/20190102_030405.xmp': 'five stars',
            'drop/20190103_030405.jpg': 'c',
          })
          await run('ingest')
          const isPutAside = duplicates !== undefined && !copy
          const ingest = async () => {
            plant(directory, drop)
            return await run('ingest', ...(copy ? ['--copy'] : []))
          }
          const first = await ingest()
          expect(library()).to.deep.equal(whole)
          expect(left(first)).to.deep.equal(isPutAside ? [] : [`held ${names[0]}`])
          const second = await ingest()
          expect(library()).to.deep.equal(whole)
          expect(left(second)).to.deep.equal(isPutAside ? [] : names.map((name) => `held ${name}`))
          if (isPutAside) expect(second.moves.every(({to}) => to.includes('/dups/'))).to.equal(true)
          expect(multiset(join(directory, 'library'))).to.have.length(4)
        })
      }
    }
  })

  it('is a camcorder’s whole tree, which grows, is archived in one piece, and comes back', async () => {
    const tree = 'drop/PRIVATE/AVCHD'
    plant(directory, {
      [`${tree}/BDMV/INDEX.BDM`]: 'index of one',
      [`${tree}/BDMV/STREAM/00000.MTS`]: 'one',
      [`${tree}/BDMV/CLIPINF/00000.CPI`]: 'of one',
      [`${tree}/AVCHDTN/THUMB.TDT`]: 'a thumbnail',
    })
    const date = ['--date', '2019-01-02T03:04:05']
    await run('ingest', ...date)
    const home = '2019/2019-01-02/20190102_030405/AVCHD'
    const files = ['AVCHDTN/THUMB.TDT', 'BDMV/CLIPINF/00000.CPI', 'BDMV/INDEX.BDM', 'BDMV/STREAM/00000.MTS']
    const below = () => library().map((file) => file.replace(/(?<=030405)_[0-9a-f]{8}/, ''))
    expect(below()).to.deep.equal(files.map((file) => `${home}/${file}`))
    plant(directory, {
      [`${tree}/BDMV/INDEX.BDM`]: 'index of two',
      [`${tree}/BDMV/STREAM/00000.MTS`]: 'one',
      [`${tree}/BDMV/STREAM/00001.MTS`]: 'two',
    })
    const second = await run('ingest', '--date', '2020-05-06')
    expect(second.left.map(({path, code}) => [relative(join(directory, tree), path), code])).to.deep.equal([
      ['BDMV/STREAM/00000.MTS', 'held'],
    ])
    const grown = [...files.slice(0, 2), 'BDMV/INDEX-2.BDM', ...files.slice(2), 'BDMV/STREAM/00001.MTS']
    expect(below()).to.deep.equal(grown.map((file) => `${home}/${file}`))
    const archived = await run(
      'archive',
      'library',
      '--to',
      'archive',
      '--medium',
      'dvd-r',
      '--before',
      '2021',
    )
    expect(archived.moves.map(({volume}) => volume)).to.deep.equal(Array(6).fill('MS-0001'))
    expect(library()).to.deep.equal([])
    for (const id of [archived.run, second.run]) await run('undo', id ?? '')
    expect(below(), 'as it was before the card grew').to.deep.equal(files.map((file) => `${home}/${file}`))
    expect(multiset(join(directory, 'drop'))).to.have.length(3)
  })

  it('is left whole where it is another program’s', async () => {
    plant(directory, {
      'drop/Photos Library.photoslibrary/originals/1/20190102_030405.jpg': 'one',
      'drop/web/.git/HEAD': 'ref',
      'drop/web/20190102_030405.jpg': 'two',
      'drop/20190102_030405.jpg': 'three',
    })
    const {left} = await run('ingest')
    expect(left.map(({path, code}) => [relative(directory, path), code])).to.deep.equal([
      ['drop/Photos Library.photoslibrary', 'package'],
      ['drop/web', 'package'],
    ])
    expect(library()).to.have.length(1)
  })
})
