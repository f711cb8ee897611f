import {expect} from 'chai'
import fc from 'fast-check'
import {dateOfFolder} from '../../src/dates/folders.ts'

describe('dateOfFolder', () => {
  const spelled: [string, string, string][] = [
    ['2019', '2019-01-01', '2019-12-31'],
    ['2019-05', '2019-05-01', '2019-05-31'],
    ['2020-02', '2020-02-01', '2020-02-29'],
    ['2019-05-04', '2019-05-04', '2019-05-04'],
    ['20190504', '2019-05-04', '2019-05-04'],
    ['2019_05_04', '2019-05-04', '2019-05-04'],
    ['2019-05-04 Wedding', '2019-05-04', '2019-05-04'],
    ['20190504 Wedding', '2019-05-04', '2019-05-04'],
    ['2019-05 Holidays', '2019-05-01', '2019-05-31'],
    ['2019/05', '2019-05-01', '2019-05-31'],
    ['2019/05/04', '2019-05-04', '2019-05-04'],
    ['2019/05/04/raw', '2019-05-04', '2019-05-04'],
    ['2019/2019-05', '2019-05-01', '2019-05-31'],
    ['2019/2019-05/2019-05-04 Wedding/best', '2019-05-04', '2019-05-04'],
    ['photos/2019', '2019-01-01', '2019-12-31'],
    ['2019/2020', '2020-01-01', '2020-12-31'],
    ['2019-05-04/2018', '2019-05-04', '2019-05-04'],
    ['2018/2019-05-04', '2019-05-04', '2019-05-04'],
    ['2019/best/05', '2019-01-01', '2019-12-31'],
    ['2019/13', '2019-01-01', '2019-12-31'],
  ]
  for (const [path, first, last] of spelled) {
    it(`reads ${path} as ${first} to ${last}`, () => {
      expect(dateOfFolder(path)).to.deep.equal({first, last})
    })
  }

  for (const path of [
    '',
    'Wedding',
    '05/04',
    '4096',
    '0815',
    '2019-02-30',
    '20191301',
    '201905040',
    'IMG2019',
    '3000',
  ]) {
    it(`finds no date in ${JSON.stringify(path)}`, () => {
      expect(dateOfFolder(path)).to.equal(undefined)
    })
  }

  it('never throws, and first is never after last', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.stringMatching(/^[0-9_. -]{1,12}$/))), (components) => {
        const span = dateOfFolder(components.join('/'))
        if (span !== undefined) expect(span.first <= span.last).to.equal(true)
      }),
    )
  })
})
