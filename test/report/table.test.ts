import {expect} from 'chai'
import {table, textWidth} from '../../src/report/table.ts'

describe('table', () => {
  it('aligns numbers to the right and text to the left, without trailing blanks', () => {
    const lines = table(
      [{title: 'files'}, {title: 'folder'}, {title: 'size', right: true}],
      [
        [1234, '/a', '9 kB'],
        [7, '/a/longer', '12.5 MB'],
      ],
    )
    expect(lines).to.deep.equal([
      'files  folder        size',
      '1,234  /a            9 kB',
      '    7  /a/longer  12.5 MB',
    ])
  })

  it('groups whole thousands, and leaves what is behind the point', () => {
    expect(table([{title: ''}], [[1234567], [1234.5], [0.125]])).to.deep.equal([
      '1,234,567',
      '  1,234.5',
      '    0.125',
    ])
  })

  it('has no heading where no column has a title', () => {
    expect(table([{title: ''}, {title: ''}], [['a', 'b']])).to.deep.equal(['a  b'])
  })

  it('keeps a name with a line break on its line', () => {
    expect(table([{title: 'name'}], [['a\nb']])).to.deep.equal(['name', 'a\\nb'])
  })

  it('counts what a terminal shows, not code units', () => {
    expect(textWidth('写真')).to.equal(4)
    expect(textWidth('e\u0301')).to.equal(1)
    expect(textWidth('\x1b[1mab\x1b[22m')).to.equal(2)
    expect(textWidth('📷')).to.equal(2)
  })
})
