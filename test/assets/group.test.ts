import {expect} from 'chai'
import fc from 'fast-check'
import {type Asset, groupAssets, type KnownTies} from '../../src/assets/group.ts'
import {fromText, type RawPath} from '../../src/paths/bytes.ts'

const raw = (text: string) => fromText(text)
const membersOf = ({primary, companions}: Asset) => [primary, ...companions]

/** Groups as `primary + companions`. */
function grouped(names: readonly string[], known?: KnownTies): string[] {
  return groupAssets(names.map(raw), known).map((asset) =>
    membersOf(asset)
      .map(({name}) => name)
      .join(' + '),
  )
}

/** What each name of one asset has behind the asset's stem. */
function tails(...names: string[]): Record<string, string> {
  const [asset, ...others] = groupAssets(names.map(raw))
  expect(others, `${names.join(', ')} are one asset`).to.deep.equal([])
  return Object.fromEntries((asset ? membersOf(asset) : []).map(({name, tail}) => [name, tail]))
}

describe('groupAssets', () => {
  it('joins a raw file and its pictures, the raw file first', () => {
    expect(grouped(['IMG_1.JPG', 'IMG_1.CR2', 'IMG_2.JPG'])).to.deep.equal([
      'IMG_1.CR2 + IMG_1.JPG',
      'IMG_2.JPG',
    ])
    expect(grouped(['a.HIF', 'a.ARW', 'a.JPG'])).to.deep.equal(['a.ARW + a.HIF + a.JPG'])
  })

  it('joins the halves of a Live Photo, and of a motion photo', () => {
    expect(grouped(['IMG_1.MOV', 'IMG_1.HEIC'])).to.deep.equal(['IMG_1.HEIC + IMG_1.MOV'])
    expect(grouped(['img_1.jpg', 'IMG_1.mov'])).to.deep.equal(['img_1.jpg + IMG_1.mov'])
    expect(grouped(['PXL_1.MP', 'PXL_1.MP.jpg'])).to.deep.equal(['PXL_1.MP.jpg + PXL_1.MP'])
    expect(grouped(['a.HEIC', 'a.JPG', 'a.MOV'])).to.deep.equal(['a.HEIC + a.MOV', 'a.JPG'])
  })

  it('lets sidecars travel, in both namings', () => {
    expect(grouped(['a.jpg', 'a.jpg.xmp', 'a.xmp', 'a.AAE'])).to.deep.equal([
      'a.jpg + a.jpg.xmp + a.xmp + a.AAE',
    ])
    expect(grouped(['MVI.THM', 'MVI.AVI'])).to.deep.equal(['MVI.AVI + MVI.THM'])
    expect(grouped(['a.jpg', 'a.jpg.xmp', 'a.CR2', 'a.CR2.xmp'])).to.deep.equal([
      'a.CR2 + a.jpg + a.jpg.xmp + a.CR2.xmp',
    ])
    expect(grouped(['a.CR2', 'a.WAV', 'b.wav'])).to.deep.equal(['a.CR2 + a.WAV', 'b.wav'])
  })

  it('keeps different pictures of one stem apart', () => {
    expect(grouped(['a.png', 'a.jpg'])).to.deep.equal(['a.png', 'a.jpg'])
    expect(grouped(['a.jpg', 'a.avi'])).to.deep.equal(['a.jpg', 'a.avi'])
    expect(grouped(['a.CR2', 'a.jpg', 'A.JPG'])).to.deep.equal(['a.CR2 + a.jpg', 'A.JPG'])
    expect(grouped(['a.png', 'a.jpg', 'a.xmp', 'a.png.xmp'])).to.deep.equal([
      'a.png + a.png.xmp',
      'a.jpg + a.xmp',
    ])
  })

  it('prefers what is spelled alike where two names differ in case alone', () => {
    expect(grouped(['A.JPG', 'A.MOV', 'a.jpg', 'a.mov', 'A.xmp', 'a.xmp'])).to.deep.equal([
      'A.JPG + A.MOV + A.xmp',
      'a.jpg + a.mov + a.xmp',
    ])
  })

  it('makes an asset of a sidecar without a picture, and of anything unknown', () => {
    expect(grouped(['a.xmp', 'b.aae', 'c.txt', 'c.jpg', 'd.json', 'e.xml', 'f.constructor'])).to.deep.equal([
      'a.xmp',
      'b.aae',
      'c.txt',
      'c.jpg',
      'd.json',
      'e.xml',
      'f.constructor',
    ])
  })

  it('knows what an iPhone writes for an edited picture', () => {
    expect(
      tails(
        'IMG_1234.HEIC',
        'IMG_1234.MOV',
        'IMG_E1234.JPG',
        'IMG_E1234.MOV',
        'IMG_1234.AAE',
        'IMG_O1234.AAE',
      ),
    ).to.deep.equal({
      'IMG_1234.HEIC': '.HEIC',
      'IMG_1234.MOV': '.MOV',
      'IMG_E1234.JPG': '_edited.JPG',
      'IMG_E1234.MOV': '_edited.MOV',
      'IMG_1234.AAE': '.AAE',
      'IMG_O1234.AAE': '_original.AAE',
    })
    expect(tails('IMG_1234.MOV', 'IMG_E1234.MOV', 'IMG_1234.AAE')).to.include({
      'IMG_E1234.MOV': '_edited.MOV',
    })
    expect(tails('IMG_E1234.JPG.xmp', 'IMG_1234.JPG', 'IMG_E1234.JPG')).to.include({
      'IMG_E1234.JPG.xmp': '_edited.JPG.xmp',
    })
  })

  it('makes an asset of an edited version whose original is not there', () => {
    expect(grouped(['IMG_E1234.JPG', 'IMG_E1234.MOV'])).to.deep.equal(['IMG_E1234.JPG + IMG_E1234.MOV'])
    expect(grouped(['IMG_1234.MOV', 'IMG_E1234.JPG'])).to.deep.equal(['IMG_1234.MOV', 'IMG_E1234.JPG'])
    expect(grouped(['IMG_1234-edited.jpg'])).to.deep.equal(['IMG_1234-edited.jpg'])
  })

  it('knows edited versions of Google Photos, in other languages, too', () => {
    expect(tails('IMG_1.jpg', 'IMG_1-edited.jpg')).to.deep.include({'IMG_1-edited.jpg': '_edited.jpg'})
    expect(grouped(['a.jpg', 'a-bearbeitet.jpg', 'b.heic', 'b-modifié.jpg'])).to.have.length(2)
    expect(grouped(['a.jpg', 'a(1).jpg', 'a-edited(1).jpg'])).to.deep.equal([
      'a.jpg',
      'a(1).jpg + a-edited(1).jpg',
    ])
    const long = 'A_name_that_is_much_too_long_for_Takeout_'
    expect(grouped([`${long}.jpg`, `${long}-edit.jpg`])).to.have.length(1)
  })

  it('gives up on a second edited version of one extension: it stands for itself', () => {
    expect(grouped(['IMG_1234.HEIC', 'IMG_E1234.JPG', 'IMG_1234-edited.jpg'])).to.deep.equal([
      'IMG_1234.HEIC + IMG_E1234.JPG',
      'IMG_1234-edited.jpg',
    ])
  })

  it('makes an asset of what was edited from an edited version, in whatever order they come', () => {
    const names = ['a.JPG', 'a-edited.jpg', 'a-edited_edited.png']
    const assets = ['a.JPG + a-edited.jpg', 'a-edited_edited.png']
    expect(grouped(names)).to.deep.equal(assets)
    expect(grouped(names.toReversed()).toSorted()).to.deep.equal(assets.toSorted())
  })

  it('knows what GoPro, Sony and DJI put beside a film', () => {
    expect(tails('GX010001.MP4', 'GL010001.LRV', 'GX010001.THM')).to.deep.equal({
      'GX010001.MP4': '.MP4',
      'GL010001.LRV': '.LRV',
      'GX010001.THM': '.THM',
    })
    expect(tails('GOPR0001.MP4', 'GOPR0001.LRV')).to.deep.include({'GOPR0001.LRV': '.LRV'})
    expect(tails('C0001.MP4', 'C0001M01.XML', 'C0001T01.JPG', 'C0001S03.MP4')).to.deep.equal({
      'C0001.MP4': '.MP4',
      'C0001M01.XML': 'M01.XML',
      'C0001T01.JPG': 'T01.JPG',
      'C0001S03.MP4': 'S03.MP4',
    })
    expect(tails('DJI_0001.MP4', 'DJI_0001.SRT', 'DJI_0001.LRF')).to.have.property('DJI_0001.SRT', '.SRT')
    expect(grouped(['GX010001.MP4', 'GX020001.MP4', 'GL020001.LRV'])).to.deep.equal([
      'GX010001.MP4',
      'GX020001.MP4 + GL020001.LRV',
    ])
  })

  it('heeds what is known besides the names', () => {
    const halves = new Map([[raw('B.MOV'), raw('A.HEIC')]])
    expect(grouped(['A.HEIC', 'B.MOV', 'B.MOV.xmp'], {halves})).to.deep.equal(['A.HEIC + B.MOV + B.MOV.xmp'])
    const apart = new Set([raw('A.MOV')])
    expect(grouped(['A.HEIC', 'A.MOV'], {apart})).to.deep.equal(['A.HEIC', 'A.MOV'])
    const pictures = new Map([[raw('x.json'), raw('A.HEIC')]])
    expect(grouped(['A.HEIC', 'x.json'], {pictures})).to.deep.equal(['A.HEIC + x.json'])
  })

  it('parts what was not taken together, notes with what they are named after or with the best', () => {
    const takenWith = (pairs: Record<string, string>) => ({
      takenWith: new Map(Object.entries(pairs).map(([name, first]) => [raw(name), raw(first)])),
    })
    const years = takenWith({'a.CR2': 'a.CR2', 'a.JPG': 'a.JPG', 'a.MOV': 'a.JPG'})
    expect(grouped(['a.CR2', 'a.JPG', 'a.JPG.xmp', 'a.MOV', 'a.xmp'], years)).to.deep.equal([
      'a.CR2 + a.xmp',
      'a.JPG + a.MOV + a.JPG.xmp',
    ])
    const raws = takenWith({'a.CR2': 'a.CR2', 'a.NEF': 'a.NEF', 'a.JPG': 'a.NEF'})
    expect(grouped(['a.CR2', 'a.NEF', 'a.JPG', 'a.DNG'], raws)).to.deep.equal([
      'a.CR2 + a.DNG',
      'a.NEF + a.JPG',
    ])
    const undatedBest = takenWith({'a.JPG': 'a.JPG', 'a.MOV': 'a.MOV'})
    expect(grouped(['a.CR2', 'a.JPG', 'a.MOV'], undatedBest)).to.deep.equal(['a.CR2 + a.JPG', 'a.MOV'])
    const edits = takenWith({'IMG_1234.HEIC': 'IMG_1234.HEIC', 'IMG_1234.MOV': 'IMG_1234.MOV'})
    expect(grouped(['IMG_1234.HEIC', 'IMG_1234.MOV', 'IMG_E1234.JPG'], edits)).to.deep.equal([
      'IMG_1234.HEIC + IMG_E1234.JPG',
      'IMG_1234.MOV',
    ])
  })

  it('takes names that are not UTF-8 for what they are', () => {
    const names = ['\xff.jpg', '\xff.xmp', '\xfe.xmp'] as RawPath[]
    const assets = groupAssets(names).map((asset) => membersOf(asset).map(({name}) => name))
    expect(assets).to.deep.equal([['\xff.jpg', '\xff.xmp'], ['\xfe.xmp']])
  })

  it('numbers notes of one name rather than part them from their picture', () => {
    expect(tails('a.jpg', 'a.xmp', 'a.XMP', 'A.xmp')).to.deep.equal({
      'a.jpg': '.jpg',
      'a.xmp': '.xmp',
      'a.XMP': '-2.XMP',
      'A.xmp': '-3.xmp',
    })
  })

  it('is quick with a great many files of one stem', () => {
    const names = Array.from({length: 3000}, (_, index) => `a-${index}.xmp`)
    expect(grouped(['a.jpg', ...names])).to.have.length(1)
  })

  const anyName = fc
    .tuple(
      fc.constantFrom(
        'IMG_1234',
        'img_1234',
        'IMG_E1234',
        'IMG_O1234',
        'IMG_1234-edited',
        'IMG_1234(1)',
        'C0001',
      ),
      fc.constantFrom(
        '',
        '',
        '',
        '.jpg',
        '.JPG',
        '.HEIC',
        '.MP',
        'M01',
        'T01',
        '-2',
        '(1)',
        '.supplemental-me',
      ),
      fc.constantFrom(
        '',
        '.jpg',
        '.JPG',
        '.CR2',
        '.HEIC',
        '.png',
        '.xmp',
        '.XMP',
        '.mov',
        '.MP4',
        '.avi',
        '.aae',
      ),
      fc.constantFrom('', '', '', '', '.json', '.wav', '.XML', '.txt', '.LRV'),
    )
    .map((parts) => parts.join('') as RawPath)
  const fold = (text: string) => text.toLowerCase()

  it('loses no name, doubles none, and gives no two members of an asset one name', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyName, {maxLength: 20}), (names) => {
        const assets = groupAssets(names)
        const members = assets.flatMap(membersOf)
        expect(members.map(({name}) => name).toSorted()).to.deep.equal(names.toSorted())
        for (const asset of assets) {
          const ends = membersOf(asset).map(({tail}) => fold(tail))
          expect(new Set(ends).size).to.equal(ends.length)
        }
      }),
      {numRuns: 1000},
    )
  })

  it('recognises every asset again under the names that it is filed under', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyName, {maxLength: 20}), (names) => {
        const filed = groupAssets(names).map((asset, number) =>
          membersOf(asset).map(({tail}) => `20190102_030405_0000000${number}${tail}` as RawPath),
        )
        const again = groupAssets(filed.flat()).map((asset) => membersOf(asset).map(({name}) => name))
        expect(again.map((names) => names.toSorted())).to.deep.equal(filed.map((names) => names.toSorted()))
      }),
      {numRuns: 1000},
    )
  })
})
