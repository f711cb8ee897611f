import {expect} from 'chai'
import {DEFAULT_DATES, datesInOrder} from '../src/sources/names.ts'

describe('the order of the date sources', () => {
  const without = (...names: string[]) => DEFAULT_DATES.filter((name) => !names.includes(name))

  it('is the documented one where the config has none, and mtime is not in it', () => {
    expect(datesInOrder(undefined)).to.deep.equal(DEFAULT_DATES)
    expect(DEFAULT_DATES).to.not.include('mtime')
  })

  it('is the config’s, each name once', () => {
    expect(datesInOrder(['filename', 'exif', 'filename'])).to.deep.equal(['filename', 'exif'])
    expect(datesInOrder([])).to.deep.equal([])
  })

  it('has in place of "..." those that are not named elsewhere', () => {
    expect(datesInOrder(['...'])).to.deep.equal(DEFAULT_DATES)
    expect(datesInOrder(['...', 'exiftool'])).to.deep.equal([...DEFAULT_DATES, 'exiftool'])
    expect(datesInOrder(['mine', '...', 'exiftool', 'filename', 'exif-modify'])).to.deep.equal([
      'mine',
      ...without('filename', 'exif-modify'),
      'exiftool',
      'filename',
      'exif-modify',
    ])
  })

  it('takes a second "..." for nothing', () => {
    expect(datesInOrder(['...', 'mine', '...'])).to.deep.equal([...DEFAULT_DATES, 'mine'])
  })
})
