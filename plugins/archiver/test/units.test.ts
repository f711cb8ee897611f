import {expect} from 'chai'
import {fromText, type RawPath, toText} from 'mediastruct'
import {assetStem} from '../src/assets.ts'
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
    expect(unit?.files[0]?.sectors).to.equal(3 + 2)
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

  it('name assets by stems', () => {
    const stems = [
      'IMG_1.CR2',
      'img_1.JPG',
      'IMG_1.CR2.xmp',
      'IMG_1.xmp',
      'photo.001.jpg',
      'photo.002.jpg.json',
      '.hidden',
    ]
    expect(stems.map((name) => assetStem(name as RawPath))).to.deep.equal([
      'img_1',
      'img_1',
      'img_1',
      'img_1',
      'photo.001',
      'photo.002',
      '.hidden',
    ])
  })
})
