import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {parseDay} from '../src/days.ts'
import {chosenSources} from '../src/sources.ts'
import {collectUnits} from '../src/units.ts'
import {percentFull} from '../src/volume-line.ts'
import {row, TARGET} from './fixtures.ts'

const paths = (...texts: string[]) => texts.map(fromText)

describe('what is asked of archive', () => {
  it('is dated by real days', () => {
    for (const day of ['2019', '2019-05', '2019-05-04', '2020-02-29']) expect(parseDay(day)).to.equal(day)
    for (const text of ['', '19', '2019-13', '2019-02-29', '2019-5-4', '20190504', 'last year'])
      expect(() => parseDay(text), text).to.throw(/is not a date/)
  })

  it('names sources, or a date and the library', () => {
    const library = fromText('/photos')
    expect(chosenSources(paths('/a', '/a/b', '/a', '/ab'), library, false)).to.deep.equal(['/a', '/ab'])
    expect(chosenSources([], library, true)).to.deep.equal(['/photos'])
    expect(() => chosenSources([], library, false)).to.throw(/what to archive/)
    expect(() => chosenSources([], undefined, true)).to.throw(/no library/)
  })

  it('leaves what is held, but not the sidecar of a file that goes', () => {
    const files = paths(
      '/p/2019-05-04/a.jpg',
      '/p/2019-05-04/a.xmp',
      '/p/2019-05-04/b.jpg',
      '/p/2019-05-04/b.xmp',
    )
    const isHeld = new Set(files.filter((path) => !path.endsWith('a.jpg')))
    const {units, left} = collectUnits(
      files.map((path) => row(path)),
      {
        base: fromText('/p'),
        target: TARGET,
        leave: ({path}) => (isHeld.has(path) ? {code: 'held', reason: 'it is there'} : undefined),
      },
    )
    expect(units.flatMap((unit) => unit.files.map(({from}) => from))).to.deep.equal(files.slice(0, 2))
    expect(left.map(({path}) => path)).to.deep.equal(files.slice(2))
  })

  it('is shown as full only when it is', () => {
    expect(percentFull({usedBytes: 999, capacityBytes: 1000})).to.equal('99 %')
    expect(percentFull({usedBytes: 1, capacityBytes: 1000})).to.equal('< 1 %')
    expect(percentFull({usedBytes: 0, capacityBytes: 0})).to.equal('? %')
  })
})
