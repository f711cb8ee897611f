import {expect} from 'chai'
import {
  compileFolder,
  compileName,
  compileTemplate,
  DEFAULT_FOLDER_TEMPLATE,
  DEFAULT_NAME_TEMPLATE,
  type TemplateValues,
} from '../../src/dates/template.ts'

const HASH = 'abcdef12'.repeat(8)
const VALUES: TemplateValues = {
  date: {year: 2019, month: 1, day: 2, hour: 3, minute: 4, second: 5, subsec: '6'},
  hash: HASH,
  extension: '.JPG',
  stem: 'IMG_1234',
}
const DAY_ONLY: TemplateValues = {...VALUES, date: {year: 2019, month: 1, day: 2}}

describe('compileName', () => {
  const rendered: [string, string, string][] = [
    [DEFAULT_NAME_TEMPLATE, '20190102_030405_abcdef12.JPG', '20190102_abcdef12.JPG'],
    ['{yyyy}-{MM}-{dd} {HH}.{mm}.{ss}', '2019-01-02 03.04.05.JPG', '2019-01-02.JPG'],
    ['{yyyy}{MM}{dd}T{HH}{mm}{ss}.{SSS}_{hash4}', '20190102T030405.600_abcd.JPG', '20190102_abcd.JPG'],
    ['{yy}_{name}.{ext}', '19_IMG_1234.JPG', '19_IMG_1234.JPG'],
    ['{HH}{mm}-{name}', '0304-IMG_1234.JPG', 'IMG_1234.JPG'],
    ['PORT{HH}', 'PORT03.JPG', 'PORT.JPG'],
    ['{hash}', `${HASH}.JPG`, `${HASH}.JPG`],
  ]
  for (const [text, timed, dayOnly] of rendered) {
    it(`renders ${text}`, () => {
      const template = compileName(text)
      expect(template.render(VALUES)).to.equal(timed)
      expect(template.render(DAY_ONLY)).to.equal(dayOnly)
    })
  }

  it('leaves out the dot of an extension that is not there', () => {
    expect(compileName(DEFAULT_NAME_TEMPLATE).render({...VALUES, extension: ''})).to.equal(
      '20190102_030405_abcdef12',
    )
  })

  it('lets the hash part grow', () => {
    const name = compileName(DEFAULT_NAME_TEMPLATE).render({...VALUES, hashDigits: 12})
    expect(name).to.equal('20190102_030405_abcdef12abcd.JPG')
  })
})

describe('compileFolder', () => {
  it('renders the default', () => {
    expect(compileFolder(DEFAULT_FOLDER_TEMPLATE).render(VALUES)).to.equal('2019/2019-01-02')
  })
  it('drops a component that comes out empty', () => {
    expect(compileFolder('{yyyy}/{HH}/x').render(DAY_ONLY)).to.equal('2019/x')
  })
})

describe('a template that is wrong', () => {
  const wrong: [string, () => unknown, RegExp][] = [
    [
      'an unknown token',
      () => compileName('{yyyy}_{hsh8}'),
      /character 8: .*\{hsh8\}.*did you mean \{hash8\}\?$/,
    ],
    ['an open brace', () => compileName('{yyyy}{MM'), /character 7: this brace is never closed\.$/],
    ['a stray brace', () => compileName('a}'), /character 2: this brace closes nothing\.$/],
    ['a slash in a name', () => compileName('{yyyy}/{hash8}'), /character 7: .*slash/],
    ['no text', () => compileName(''), /character 1: it is empty\.$/],
    ['an absolute folder', () => compileFolder('/{yyyy}'), /character 1: .*relative/],
    ['a folder that climbs', () => compileFolder('{yyyy}/../x'), /character 7: .*leave the library/],
    ['a hash in a folder', () => compileFolder('{hash8}'), /character 1: there is no token \{hash8\} here/],
    ['no digits', () => compileTemplate('{hash0}', ['hash8']), /character 1/],
  ]
  for (const [what, compile, message] of wrong) {
    it(`points at ${what}`, () => {
      expect(compile).to.throw(message).with.property('code', 'BAD_TEMPLATE')
    })
  }
})
