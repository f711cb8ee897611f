import {expect} from 'chai'
import fc from 'fast-check'
import type {RawPath} from 'mediastruct'
import {groupAssets, suffixOf} from '../src/assets.ts'

/** Groups as `primary + companions`. */
function grouped(...names: string[]): string[] {
  return groupAssets(names as RawPath[]).map(({primary, companions}) => [primary, ...companions].join(' + '))
}

describe('groupAssets', () => {
  it('joins a raw file and its JPEG, the raw file first', () => {
    expect(grouped('IMG_1.JPG', 'IMG_1.CR2', 'IMG_2.JPG')).to.deep.equal([
      'IMG_1.CR2 + IMG_1.JPG',
      'IMG_2.JPG',
    ])
  })
  it('joins the halves of a Live Photo', () => {
    expect(grouped('IMG_1.MOV', 'IMG_1.HEIC')).to.deep.equal(['IMG_1.HEIC + IMG_1.MOV'])
    expect(grouped('img_1.jpg', 'IMG_1.mov')).to.deep.equal(['img_1.jpg + IMG_1.mov'])
  })
  it('lets sidecars travel, in both namings', () => {
    expect(grouped('a.jpg', 'a.jpg.xmp', 'a.xmp', 'a.AAE')).to.deep.equal([
      'a.jpg + a.jpg.xmp + a.xmp + a.AAE',
    ])
    expect(grouped('MVI.THM', 'MVI.AVI')).to.deep.equal(['MVI.AVI + MVI.THM'])
    expect(grouped('a.jpg', 'a.jpg.xmp', 'a.CR2', 'a.CR2.xmp')).to.deep.equal([
      'a.CR2 + a.jpg + a.jpg.xmp + a.CR2.xmp',
    ])
  })
  it('keeps different pictures of one stem apart', () => {
    expect(grouped('a.png', 'a.jpg')).to.deep.equal(['a.png', 'a.jpg'])
    expect(grouped('a.jpg', 'a.avi')).to.deep.equal(['a.jpg', 'a.avi'])
    expect(grouped('a.CR2', 'a.jpg', 'A.JPG')).to.deep.equal(['a.CR2 + a.jpg', 'A.JPG'])
  })
  it('makes an asset of a sidecar without a picture, and of anything unknown', () => {
    expect(grouped('a.xmp', 'b.aae', 'c.txt', 'c.jpg')).to.deep.equal(['a.xmp', 'b.aae', 'c.txt', 'c.jpg'])
  })
  it('loses no name and doubles none', () => {
    const name = fc
      .tuple(
        fc.constantFrom('a', 'A', 'b', 'a.jpg'),
        fc.constantFrom('', '.jpg', '.CR2', '.xmp', '.mov', '.aae', '.txt'),
      )
      .map((parts) => parts.join('') as RawPath)
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const members = groupAssets(names).flatMap(({primary, companions}) => [primary, ...companions])
        expect(members.toSorted()).to.deep.equal(names.toSorted())
      }),
    )
  })
  it('tells what follows the stem', () => {
    expect(suffixOf('IMG.CR2' as RawPath, 'img.jpg.xmp' as RawPath)).to.equal('.jpg.xmp')
    expect(suffixOf('IMG.CR2' as RawPath, 'IMG.CR2' as RawPath)).to.equal('.CR2')
  })
})
