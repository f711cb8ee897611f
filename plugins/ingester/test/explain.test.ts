import {expect} from 'chai'
import {type CaptureDate, fromText, type PluginApi} from 'mediastruct'
import {scratch} from 'mediastruct/testing'
import {Explainer, type Explanation} from '../src/planner/explain.ts'
import {explanationFields, explanationLines} from '../src/planner/explanation.ts'
import {DEFAULT_DATES} from '../src/sources/names.ts'
import {exifSegment, jpeg, mvhdBox, tiff, xmpSegment} from './files.ts'
import {codeOf, registryWith} from './planning.ts'
import {film, LOCAL, TAKEN, WHEN} from './seeds.ts'

const PICTURE = jpeg(
  exifSegment(tiff({306: '2021:01:01 00:00:01'}, {36867: '0000:00:00 00:00:00', 36868: WHEN})),
  xmpSegment(`<x exif:DateTimeOriginal="${LOCAL}"/>`),
)

interface Said {
  readonly names?: readonly string[]
  readonly forced?: CaptureDate
  readonly shiftSeconds?: number
  readonly timezone?: string
  readonly setup?: (api: PluginApi) => void
}

async function explained(files: Record<string, Uint8Array | string>, name: string, said: Said = {}) {
  const tree = scratch(files)
  const {setup, timezone = 'UTC', names = DEFAULT_DATES, ...rest} = said
  const registry = await registryWith(setup)
  const explainer = new Explainer({registry, names, ...rest}, () => ({path: fromText(tree), timezone}))
  return await explainer.explain(fromText(`${tree}/${name}`))
}

function verdicts({values}: Explanation): string[][] {
  return values.map(({source, verdict, reason = ''}) => [source, verdict, reason])
}

describe('Explainer', () => {
  it('shows every value in the order in which it is asked for: refused, taken, not needed', async () => {
    const explanation = await explained({'a.jpg': PICTURE}, 'a.jpg')
    expect(verdicts(explanation)).to.deep.equal([
      ['exif', 'refused', 'all zeros'],
      ['exif-digitized', 'taken', ''],
      ['xmp', 'not-needed', 'exif-digitized comes first'],
      ['exif-modify', 'not-needed', 'exif-digitized comes first'],
    ])
    expect([explanation.date?.local, explanation.source]).to.deep.equal([LOCAL, 'exif-digitized'])
  })

  it('follows the order of the config', async () => {
    const {date, source} = await explained({'a.jpg': PICTURE}, 'a.jpg', {names: ['exif-modify', 'exif']})
    expect([date?.local, source]).to.deep.equal(['2021-01-01T00:00:01', 'exif-modify'])
  })

  it('tells that nothing dates a file', async () => {
    const explanation = await explained({'a.jpg': jpeg()}, 'a.jpg')
    expect(explanation.date).to.equal(undefined)
    expect(explanationLines(explanation).slice(1)).to.deep.equal([
      '  no source finds a date in it',
      '  It has no date, and is left as undated.',
    ])
  })

  it('needs no value where the user says the date, and moves it where he mends a clock', async () => {
    const forced = {local: '2001-02-03', confidence: 'high'} as const
    const said = await explained({'a.jpg': PICTURE}, 'a.jpg', {forced})
    expect([said.date, said.source]).to.deep.equal([forced, '--date'])
    expect(said.values.every(({verdict}) => verdict !== 'taken')).to.equal(true)
    const mended = await explained({'a.jpg': PICTURE}, 'a.jpg', {shiftSeconds: 3600})
    expect(mended.date?.local).to.equal('2019-01-02T04:04:05')
    expect(explanationLines(mended, 3600).at(-1)).to.match(
      /2019-01-02T04:04:05 \(exif-digitized, by --shift\)/,
    )
  })

  it('asks other people’s sources too, and shows what they refuse', async () => {
    const setup = (api: PluginApi) => {
      api.captureDate('club', async (file) => {
        file.refuse('1 Nivose', 'a calendar of the past')
        return {local: '2001-02-03', confidence: 'low'}
      })
    }
    const {values, source} = await explained({'a.jpg': jpeg()}, 'a.jpg', {setup, names: ['exif', 'club']})
    expect(values.map(({written, verdict, reason}) => [written, verdict, reason])).to.deep.equal([
      ['1 Nivose', 'refused', 'a calendar of the past'],
      ['2001-02-03', 'taken', undefined],
    ])
    expect(source).to.equal('club')
  })

  it('fails as the run would where such a source fails', async () => {
    const setup = (api: PluginApi) => api.captureDate('club', () => ({local: 'soon'}) as never)
    const work = () => explained({'a.jpg': jpeg()}, 'a.jpg', {setup, names: ['club']})
    expect(await codeOf(work)).to.equal('BAD_ANSWER')
  })

  it('says of a companion whose date it gets', async () => {
    const files = {'IMG_1.HEIC': PICTURE, 'IMG_1.MOV': film('qt  ', mvhdBox(TAKEN + 60))}
    const explanation = await explained(files, 'IMG_1.MOV')
    expect(explanation.primary).to.match(/IMG_1\.HEIC$/)
    expect([explanation.date?.local, explanation.source]).to.deep.equal([LOCAL, 'exif-digitized'])
    expect(explanation.from).to.equal(explanation.primary)
    expect(verdicts(explanation)).to.deep.equal([['mvhd', 'not-needed', 'it gets the date of IMG_1.HEIC']])
    expect(explanationLines(explanation)[1]).to.match(/belongs to .*IMG_1\.HEIC/)
    expect(explanationFields(explanation)).to.include({
      dateFrom: explanation.primary,
      dateSource: 'exif-digitized',
    })
  })

  it('says of a primary without a date which companion gives it one', async () => {
    const files = {'IMG_1.HEIC': jpeg(), 'IMG_1.MOV': film('qt  ', mvhdBox(TAKEN))}
    const {primary, from, date} = await explained(files, 'IMG_1.HEIC')
    expect(primary).to.equal(undefined)
    expect(from).to.match(/IMG_1\.MOV$/)
    expect(date?.local).to.equal(LOCAL)
  })

  it('refuses what is no file', async () => {
    expect(await codeOf(() => explained({'sub/a.jpg': ''}, 'sub'))).to.equal('NOT_A_FILE')
    expect(await codeOf(() => explained({'a.jpg': ''}, 'b.jpg'))).to.equal('ENOENT')
  })
})
