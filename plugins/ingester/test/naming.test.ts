import {expect} from 'chai'
import fc from 'fast-check'
import {checkProposal, DEFAULT_FOLDER_TEMPLATE, DEFAULT_NAME_TEMPLATE, type NamableFile} from 'mediastruct'
import {namingOptions, placeOf, proposeName, uniqueNames} from '../src/naming/datetime-hash.ts'

const DEFAULTS = namingOptions(DEFAULT_NAME_TEMPLATE, DEFAULT_FOLDER_TEMPLATE)

function fileNamed(name: string, hash: string, local = '2019-01-02T03:04:05'): NamableFile {
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? name.slice(dot) : ''
  return {
    path: `/drop/${name}`,
    name,
    extension,
    size: 1,
    hash,
    date: {local, confidence: 'high'},
    dateSource: 'exif',
  }
}

describe('datetime-hash', () => {
  const hash = 'abcdef12'.repeat(8)

  it('files by day, and names by moment and hash', () => {
    expect(proposeName(fileNamed('IMG_1.JPG', hash), DEFAULTS)).to.deep.equal({
      folder: '2019/2019-01-02',
      name: '20190102_030405_abcdef12.JPG',
    })
  })

  it('leaves the time out where there is none', () => {
    const {name} = proposeName(fileNamed('IMG_1.jpg', hash, '2019-01-02'), DEFAULTS)
    expect(name).to.equal('20190102_abcdef12.jpg')
  })

  it('lets the hash part grow until names differ', () => {
    const hashes = [
      'a'.repeat(64),
      `${'a'.repeat(8)}${'b'.repeat(56)}`,
      `${'a'.repeat(15)}${'c'.repeat(49)}`,
      `${'a'.repeat(16)}${'d'.repeat(48)}`,
    ]
    const names = uniqueNames(
      hashes.map((each) => fileNamed('x.jpg', each)),
      DEFAULTS,
    ).map(({name}) => name)
    expect(names).to.deep.equal([
      '20190102_030405_aaaaaaaa.jpg',
      '20190102_030405_aaaaaaaabbbb.jpg',
      '20190102_030405_aaaaaaaaaaaa.jpg',
      '20190102_030405_aaaaaaaaaaaaaaaa.jpg',
    ])
  })

  it('numbers what a hash can’t tell apart', () => {
    const files = [1, 2, 3].map(() => fileNamed('x.jpg', 'e'.repeat(16)))
    const plain = namingOptions('{yyyy}', '{yyyy}')
    expect(uniqueNames(files, plain).map(({name}) => name)).to.deep.equal([
      '2019.jpg',
      '2019-2.jpg',
      '2019-3.jpg',
    ])
  })

  it('keeps clear of names that are there, whatever their case', () => {
    const [proposal] = uniqueNames([fileNamed('x.jpg', hash)], DEFAULTS, [
      '2019/2019-01-02/20190102_030405_ABCDEF12.JPG',
    ])
    expect(proposal?.name).to.equal('20190102_030405_abcdef12abcd.jpg')
  })

  it('gives different contents of one second different names', () => {
    const hex = fc
      .array(fc.constantFrom('a', 'b'), {minLength: 32, maxLength: 32})
      .map((digits) => digits.join(''))
    fc.assert(
      fc.property(fc.uniqueArray(hex, {minLength: 2, maxLength: 20}), (hashes) => {
        const places = uniqueNames(
          hashes.map((each) => fileNamed('x.jpg', each)),
          DEFAULTS,
        ).map(placeOf)
        expect(new Set(places).size).to.equal(hashes.length)
      }),
    )
  })

  it('never proposes a place outside the library', () => {
    const name = fc
      .string({minLength: 1, maxLength: 40})
      .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..')
    fc.assert(
      fc.property(name, fc.constantFrom('2019-01-02', '2019-01-02T03:04:05'), (text, local) => {
        expect(checkProposal(proposeName(fileNamed(text, hash, local), DEFAULTS)) ?? 'fine').to.match(
          /fine|\.part/,
        )
      }),
    )
  })
})
