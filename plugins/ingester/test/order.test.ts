import {expect} from 'chai'
import fc from 'fast-check'
import {fromText} from 'mediastruct'
import {compareCaptures} from '../src/naming/capture-order.ts'
import {compareNaturally} from '../src/naming/natural-order.ts'

describe('the order of names', () => {
  it('is that of a person who counts', () => {
    const names = [
      'img_2.jpg',
      'IMG_10.jpg',
      'IMG_9.jpg',
      'IMG_009.jpg',
      'IMG_9',
      'DSC_1.jpg',
      '9',
      '10',
      `${'9'.repeat(30)}`,
    ]
    expect(names.toSorted(compareNaturally)).to.deep.equal([
      '9',
      '10',
      '9'.repeat(30),
      'DSC_1.jpg',
      'img_2.jpg',
      'IMG_9',
      'IMG_009.jpg',
      'IMG_9.jpg',
      'IMG_10.jpg',
    ])
  })

  it('is one order, whatever the names', () => {
    const name = fc
      .array(fc.constantFrom('0', '1', '9', 'a', 'A', 'b', '.'), {maxLength: 6})
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(compareNaturally(a, b))).to.equal(-Math.sign(compareNaturally(b, a)))
        expect(compareNaturally(a, b) === 0).to.equal(a === b)
        if (compareNaturally(a, b) <= 0 && compareNaturally(b, c) <= 0)
          expect(compareNaturally(a, c)).to.be.at.most(0)
      }),
    )
  })
})

describe('the order of capture', () => {
  it('goes by date and sub-seconds, then by name; what has no date comes last', () => {
    const taken: [string | undefined, string][] = [
      [undefined, 'a1'],
      ['2019-01-02T03:04:05.9', 'a2'],
      ['2019-01-02T03:04:05.123', 'a3'],
      ['2019-01-02T03:04:05', 'a4'],
      ['2019-01-02T03:04:05.90', 'a10'],
      ['2019-01-02', 'a5'],
      ['2019-01-02T03:04:05.000', 'a9'],
      ['2018-12-31T23:59:59.999', 'a7'],
    ]
    const order = taken
      .map(([local, name]) => ({local, name: fromText(name)}))
      .toSorted(compareCaptures)
      .map(({name}) => name)
    expect(order).to.deep.equal(['a7', 'a5', 'a4', 'a9', 'a3', 'a2', 'a10', 'a1'])
  })
})
