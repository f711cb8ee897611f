import {expect} from 'chai'
import {fromText, type RawPath, toText} from 'mediastruct'
import {pack} from '../src/packing/pack.ts'
import {type CollectOptions, collectUnits} from '../src/units.ts'
import {row, TARGET} from './fixtures.ts'

const OPTIONS: CollectOptions = {base: fromText('/photos'), target: TARGET}

const LIBRARY = [
  row('/photos/loose.jpg'),
  row('/photos/2018/2018-12-31/a.jpg'),
  row('/photos/2019/summary.txt'),
  row('/photos/2019/2019-05-04 Wedding/a.cr2'),
  row('/photos/2019/2019-05-04 Wedding/a.jpg'),
  row('/photos/2019/2019-05-04 Wedding/b.jpg'),
  row('/photos/misc/c.jpg'),
]

function foldersOf(options: Partial<CollectOptions>): string[] {
  return collectUnits(LIBRARY, {...OPTIONS, ...options}).units.map(({folder}) => toText(folder))
}

describe('units', () => {
  it('are directories that directly hold files, with the dates that their paths spell', () => {
    const {units} = collectUnits(LIBRARY, OPTIONS)
    expect(
      units.map(({folder, dates, files}) => [folder, dates?.first, dates?.last, files.length]),
    ).to.deep.equal([
      ['2018/2018-12-31', '2018-12-31', '2018-12-31', 1],
      ['2019', '2019-01-01', '2019-12-31', 1],
      ['2019/2019-05-04 Wedding', '2019-05-04', '2019-05-04', 3],
    ])
  })

  it('count the sectors of their files and folders', () => {
    const [unit] = collectUnits([row('/photos/2019/05/a.jpg', {size: 4097})], OPTIONS).units
    expect(unit?.files[0]?.sectors).to.be.within(3 + 1.5, 3 + 2)
    expect(unit?.folderSectors).to.equal(10)
    expect(unit?.sectors).to.equal(15)
  })

  it('are left where no date is spelled, unless all are asked for', () => {
    const {left} = collectUnits(LIBRARY, OPTIONS)
    expect(left.map(({path, code}) => [path, code])).to.deep.equal([
      ['/photos/loose.jpg', 'undated'],
      ['/photos/misc/c.jpg', 'undated'],
    ])
    const all = collectUnits(LIBRARY, {...OPTIONS, all: true})
    expect(all.left).to.deep.equal([])
    expect(all.units.map(({folder}) => folder)).to.include.members(['', 'misc'])
  })

  it('are taken where they lie wholly before, or wholly since', () => {
    expect(foldersOf({before: '2019-01-01'})).to.deep.equal(['2018/2018-12-31'])
    expect(foldersOf({before: '2019'})).to.deep.equal(['2018/2018-12-31'])
    expect(foldersOf({before: '2019-06'})).to.deep.equal(['2018/2018-12-31', '2019/2019-05-04 Wedding'])
    expect(foldersOf({since: '2019'})).to.deep.equal(['2019', '2019/2019-05-04 Wedding'])
    expect(foldersOf({since: '2019-01-02'})).to.deep.equal(['2019/2019-05-04 Wedding'])
  })

  it('leave files that no volume can name, that were not read, or that are not here', () => {
    const files = [
      {...row(''), path: '/photos/2019/\xff.jpg' as RawPath},
      row(`/photos/2019/${'ж'.repeat(127)}`),
      row(`/photos/2019/${'x'.repeat(130)}→`),
      row('/photos/2019/pending.jpg', {hash: undefined, algorithm: undefined}),
      row('/photos/2019/away.jpg', {offline: true}),
      row('/photos/2019/held.jpg'),
    ]
    const leave: CollectOptions['leave'] = ({path}) =>
      path.endsWith('held.jpg') ? {code: 'held', reason: 'the archive holds it'} : undefined
    const {units, left} = collectUnits(files, {...OPTIONS, leave})
    expect(left.map(({code}) => code)).to.deep.equal(['name', 'name', 'changed', 'offline', 'held'])
    expect(units.flatMap(({files}) => files.map(({from}) => from))).to.deep.equal([files[1]?.path])
  })

  it('know which files belong together', () => {
    const [unit] = collectUnits(LIBRARY.slice(3, 6), OPTIONS).units
    const assets = unit?.files.map(({asset}) => asset)
    expect(assets?.[0]).to.be.a('string')
    expect(assets).to.deep.equal([assets?.[0], assets?.[0], undefined])
  })

  /** Files that go, each with its asset (numbered), and those left with code and reason. */
  function judged(names: readonly string[], options: Partial<CollectOptions> = {}): string[] {
    const rows = names.map((name) => row(`/photos/2019/${name}`))
    const {units, left} = collectUnits(rows, {...OPTIONS, ...options})
    const files = units.flatMap((unit) => unit.files)
    const assets = [...new Set(files.flatMap(({asset}) => asset ?? []))]
    return [
      ...files.map(({from, asset}) =>
        `${nameOf(from)} ${asset === undefined ? '' : assets.indexOf(asset)}`.trim(),
      ),
      ...left.map(({path, code, reason}) => `${nameOf(path)} ${code}: ${reason}`),
    ]
  }
  const nameOf = (path: RawPath) => toText(path).replace(/.*\//, '')
  const holding =
    (...ends: string[]): CollectOptions['leave'] =>
    ({path}) =>
      ends.some((end) => path.endsWith(end)) ? {code: 'held', reason: 'the archive holds it'} : undefined

  it('know assets by all the names that the ingester knows', () => {
    const names = [
      'IMG_1.HEIC',
      'IMG_1.MOV',
      'IMG_1_edited.JPG',
      'IMG_1_original.aae',
      'IMG_1.HEIC.json',
      'IMG_10.jpg',
    ]
    expect(judged(names)).to.deep.equal([
      'IMG_1.HEIC 0',
      'IMG_1.MOV 0',
      'IMG_1_edited.JPG 0',
      'IMG_1_original.aae 0',
      'IMG_1.HEIC.json 0',
      'IMG_10.jpg',
    ])
  })

  it('leave all of an asset while a member can not be archived', () => {
    const rows = [
      row('/photos/2019/a.CR2', {hash: undefined, algorithm: undefined}),
      row('/photos/2019/a.jpg'),
    ]
    const {units, left} = collectUnits(rows, OPTIONS)
    expect(units).to.deep.equal([])
    expect(left.map(({reason}) => reason)).to.deep.equal([
      'it has not been read yet; crawl it',
      'it belongs to /photos/2019/a.CR2, which can’t be archived yet',
    ])
  })

  it('leave what the archive holds, and send a note along with its picture', () => {
    expect(judged(['a.CR2', 'a.jpg', 'a.xmp'], {leave: holding('.jpg', '.xmp')})).to.deep.equal([
      'a.CR2 0',
      'a.xmp 0',
      'a.jpg held: the archive holds it',
    ])
    expect(judged(['a.jpg', 'a.xmp'], {leave: holding('.jpg')})).to.deep.equal([
      'a.xmp',
      'a.jpg held: the archive holds it',
    ])
    expect(judged(['a.jpg', 'a.xmp'], {leave: holding('.jpg', '.xmp')})).to.have.length(2)
  })

  describe('of packages', () => {
    const PACKAGE = '/photos/2018/2018-12-31/x/AVCHD'
    const paths = ['INDEX.BDM', 'BDMV/CLIPINF/1.CPI', 'BDMV/STREAM/1.MTS', 'BDMV/STREAM/2.MTS']
    const rows = [
      row(`${PACKAGE}/${paths[0]}`),
      // Between a package and what is below it, in byte order.
      row(`${PACKAGE}-old/a.jpg`),
      ...paths.slice(1).map((path) => row(`${PACKAGE}/${path}`, {size: 10_000})),
    ]
    const packageOf = (path: RawPath) => (path.startsWith(`${PACKAGE}/`) ? fromText(PACKAGE) : undefined)

    it('are one, with all of their folders, and are never divided', () => {
      const {units} = collectUnits(rows, {...OPTIONS, packageOf})
      expect(units.map(({folder, files}) => [folder, files.length])).to.deep.equal([
        ['2018/2018-12-31/x/AVCHD-old', 1],
        ['2018/2018-12-31/x/AVCHD', 4],
      ])
      const [old, whole] = units
      expect(whole?.folders).to.deep.equal(
        ['', '/BDMV/CLIPINF', '/BDMV/STREAM'].map((below) => `2018/2018-12-31/x/AVCHD${below}`),
      )
      expect(whole?.folderSectors).to.be.greaterThan((old?.folderSectors ?? 0) * 2)
      expect(new Set(whole?.files.map(({asset}) => asset)).size).to.equal(1)
      const {volumes, unpackable} = pack(units, {capacitySectors: 60, order: {kind: 'free'}})
      expect(volumes.map(({contents}) => contents.flatMap(({files}) => files).length)).to.deep.equal([1])
      expect(unpackable.map(({files}) => files.length)).to.deep.equal([4])
    })

    it('keep their small files, though the archive has the same ones, and wait for one that is not read', () => {
      const held = collectUnits(rows, {...OPTIONS, packageOf, leave: holding('.BDM', '1.MTS')})
      expect(held.left.map(({path}) => nameOf(path))).to.deep.equal(['1.MTS'])
      const pending = rows.map((one) => (one.path.endsWith('.CPI') ? {...one, hash: undefined} : one))
      const waiting = collectUnits(pending, {...OPTIONS, packageOf})
      expect(waiting.left.map(({code}) => code)).to.deep.equal(Array(4).fill('changed'))
    })
  })
})
