import {expect} from 'chai'
import fc from 'fast-check'
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
    ['{HH?}-{name}', '03-IMG_1234.JPG', 'IMG_1234.JPG'],
    ['{dd}-{HH?}_{name}', '02-03_IMG_1234.JPG', '02_IMG_1234.JPG'],
    ['{dd}-{HH}{name}', '02-03IMG_1234.JPG', '02IMG_1234.JPG'],
    ['{dd}-{HH?}{name}', '02-03IMG_1234.JPG', '02-IMG_1234.JPG'],
    ['{name}_{HH?}', 'IMG_1234_03.JPG', 'IMG_1234.JPG'],
    ['{name}_{HH?}.{ext}', 'IMG_1234_03.JPG', 'IMG_1234.JPG'],
    ['{{{yy}}} }}x', '{19} }x.JPG', '{19} }x.JPG'],
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

  it('reads sub-seconds where they are, and leaves no hole where they are not', () => {
    const template = compileName('{yyyy}{MM}{dd}_{HH}{mm}{ss}{SSS?}_{hash8}')
    const {subsec: _, ...second} = VALUES.date
    const withSubsec = {...VALUES, date: {...second, subsec: '123456'}}
    expect(template.render(withSubsec)).to.equal('20190102_030405123_abcdef12.JPG')
    expect(template.render({...VALUES, date: second})).to.equal('20190102_030405_abcdef12.JPG')
    expect(template.render(DAY_ONLY)).to.equal('20190102_abcdef12.JPG')
  })

  it('takes separators from its own text alone, never from a name', () => {
    const odd = {...DAY_ONLY, stem: 'IMG_-'}
    expect(compileName('{name}{HH}').render(odd)).to.equal('IMG_-.JPG')
    expect(compileName('{name}_{HH}').render(odd)).to.equal('IMG_-.JPG')
  })

  it('numbers with leading zeros', () => {
    const numbered = (text: string, counter?: number) => compileName(text).render({...VALUES, counter})
    expect(numbered('{yyyy}_{counter}')).to.equal('2019_001.JPG')
    expect(numbered('{yyyy}_{counter}', 42)).to.equal('2019_042.JPG')
    expect(numbered('{yyyy}_{counter4}', 42)).to.equal('2019_0042.JPG')
    expect(numbered('{yyyy}_{counter1}', 42)).to.equal('2019_42.JPG')
    expect(compileName('{counter4}').uses('counter')).to.equal(true)
  })

  const cameras: [make: string | undefined, model: string | undefined, name: string][] = [
    ['Canon', 'Canon EOS 5D', 'Canon EOS 5D'],
    ['NIKON CORPORATION', 'NIKON D750', 'NIKON D750'],
    ['SONY', 'ILCE-7M3', 'SONY ILCE-7M3'],
    ['Apple', 'iPhone 12  ', 'Apple iPhone 12'],
    [undefined, 'X100', 'X100'],
    ['Canon', undefined, ''],
    [undefined, undefined, ''],
  ]
  for (const [make, model, name] of cameras) {
    it(`calls the camera of ${make} and ${model} "${name}"`, () => {
      const rendered = compileName('{yy}_{camera}').render({...VALUES, camera: {make, model}})
      expect(rendered).to.equal(name === '' ? '19.JPG' : `19_${name}.JPG`)
    })
  }

  for (const model of ['a/b', 'a\0b', '../..']) {
    it(`never makes a path of the model ${JSON.stringify(model)}`, () => {
      for (const template of [compileName('{model}'), compileFolder('{camera}')]) {
        expect(() => template.render({...VALUES, camera: {model}}))
          .to.throw(/holds a (slash|NUL)/)
          .with.property('code', 'UNNAMABLE')
      }
    })
  }

  it('lets the hash part grow', () => {
    const name = compileName(DEFAULT_NAME_TEMPLATE).render({...VALUES, hashDigits: 12})
    expect(name).to.equal('20190102_030405_abcdef12abcd.JPG')
  })
})

describe('compileFolder', () => {
  it('renders the default', () => {
    expect(compileFolder(DEFAULT_FOLDER_TEMPLATE).render(VALUES)).to.equal('2019/2019-01-02')
  })
  it('knows the camera', () => {
    const folder = compileFolder('{camera}/{yyyy}')
    expect(folder.render({...VALUES, camera: {make: 'SONY', model: 'ILCE-7M3'}})).to.equal(
      'SONY ILCE-7M3/2019',
    )
    expect(folder.render(VALUES)).to.equal('2019')
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
    ['a counter without digits', () => compileName('{counter0}'), /character 1.*did you mean \{counter\}\?$/],
    ['the wrong case', () => compileName('{YYYY}'), /character 1.*did you mean \{yyyy\}\?$/],
    ['another word', () => compileName('{yyyy}{Month?}'), /character 7.*\{Month\}.*did you mean \{MM\}\?$/],
    ['a brace within braces', () => compileName('{yyyy{MM}'), /character 1: this brace is never closed/],
    [
      'a character beyond the first plane',
      () => compileName('🎞{'),
      /character 2: this brace is never closed/,
    ],
    ['a half doubled brace', () => compileName('{{yyyy}'), /character 7: this brace closes nothing/],
    ['a name of ours', () => compileName('.MediaStruct-{name}'), /character 1: .*the program’s own/],
    ['a name that is never finished', () => compileName('{name}.part'), /character 7: .*unfinished copy/],
    ['a folder of ours', () => compileFolder('{yyyy}/.mediastruct'), /character 8: .*the program’s own/],
  ]
  for (const [what, compile, message] of wrong) {
    it(`points at ${what}`, () => {
      expect(compile).to.throw(message).with.property('code', 'BAD_TEMPLATE')
    })
  }

  it('shows the place, and the known tokens or the way out, under the sentence', () => {
    expect(hintOf(() => compileName('{yyyy}_{hsh8}_x'))?.split('\n')).to.deep.equal([
      '{yyyy}_{hsh8}_x',
      '       ^^^^^^',
      'Known tokens: {yyyy} {yy} {MM} {dd} {HH} {mm} {ss} {SSS} {hash} {hash8} {ext} {name} {make} {model} {camera} {counter} {counter4}.',
    ])
    expect(hintOf(() => compileFolder('🎞}'))?.split('\n')).to.deep.equal([
      '🎞}',
      ' ^',
      'A brace that is meant as such is written twice: {{ or }}.',
    ])
    expect(hintOf(() => compileName('a\n}'))).to.equal(
      'A brace that is meant as such is written twice: {{ or }}.',
    )
  })

  it('is refused with its place, whatever it is, and otherwise renders', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '{{',
      '}}',
      '{yyyy}',
      '{SSS?}',
      '{counter}',
      '?',
      '_',
      '/',
      'x',
      '\0',
      '😀',
    )
    const text = fc.array(piece, {maxLength: 8}).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, (template) => {
        try {
          expect(compileName(template).render(DAY_ONLY)).to.not.match(/[/\0]/)
        } catch (error) {
          expect(error).to.have.property('code', 'BAD_TEMPLATE')
          expect(error)
            .to.have.property('message')
            .that.matches(/ is wrong at character \d+: /)
        }
      }),
    )
  })
})

function hintOf(compile: () => unknown): string | undefined {
  try {
    compile()
  } catch (error) {
    return (error as {hint?: string}).hint
  }
  return undefined
}
