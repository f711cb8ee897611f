import {expect} from 'chai'
import fc from 'fast-check'
import {MediaStructError} from 'mediastruct'
import {filesOfPart, parseSubset} from '../../src/verifying/subset.ts'

describe('parts of a copy', () => {
  it('are all of it together, and share nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000_000_000)), fc.integer({min: 1, max: 40}), (sizes, of) => {
        const files = sizes.map((size, index) => ({size, index}))
        const parts = Array.from({length: of}, (_, index) =>
          filesOfPart(files, ({size}) => size, {part: index + 1, of}),
        )
        expect(
          parts.flatMap((part) => [...part].map(({index}) => index)).sort((a, b) => a - b),
        ).to.deep.equal(files.map(({index}) => index))
      }),
    )
  })

  it('are about equally long', () => {
    const files = Array.from({length: 1000}, (_, index) => (index * 7919) % 1009)
    const lengths = [1, 2, 3, 4].map((part) =>
      [...filesOfPart([...files.entries()], ([, size]) => size, {part, of: 4})].reduce(
        (sum, [, size]) => sum + size,
        0,
      ),
    )
    expect(Math.max(...lengths) - Math.min(...lengths)).to.be.below(2100)
  })

  it('are written n/t', () => {
    expect(parseSubset('2/5')).to.deep.equal({part: 2, of: 5})
    for (const text of ['', '0/1', '6/5', '1/99999', '1/2/3', '-1/2', ' 1/2', '1.0/2'])
      expect(() => parseSubset(text), text).to.throw(MediaStructError)
  })
})
