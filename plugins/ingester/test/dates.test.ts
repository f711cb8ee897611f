import {expect} from 'chai'
import type {CaptureDate} from 'mediastruct'
import {examineBy, examiners} from '../src/examine/examine.ts'
import {ExaminerPool} from '../src/examine/pool.ts'
import {Dates, isoOf, parseForcedDate, parseShift} from '../src/planner/dates.ts'
import {codeOf, registryWith, Scratch} from './planning.ts'

describe('Dates', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  const drop = () => ({path: scratch.path(''), timezone: 'UTC'})

  async function datesBy(
    answers: Record<string, unknown>,
    rest: {shiftSeconds?: number; forced?: CaptureDate} = {},
  ) {
    const registry = await registryWith((api) => {
      for (const [name, answer] of Object.entries(answers)) api.captureDate(name, () => answer as CaptureDate)
    })
    return new Dates({registry, names: [...Object.keys(answers), 'filename'], ...rest})
  }

  it('takes the first answer, in the order given', async () => {
    const file = scratch.write('IMG_20190102_030405.jpg', 'x')
    const first = await datesBy({silent: undefined, loud: {local: '2001-02-03', confidence: 'low'}})
    expect(await first.of([file], drop())).to.deep.equal({
      date: {local: '2001-02-03', confidence: 'low'},
      source: 'loud',
    })
    const second = await datesBy({silent: undefined})
    expect((await second.of([file], drop()))?.source).to.equal('filename')
  })

  it('asks the companions where the primary has none', async () => {
    const paths = [scratch.write('a.jpg', 'x'), scratch.write('20190102_030405.xmp', 'y')]
    expect((await (await datesBy({})).of(paths, drop()))?.date.local).to.equal('2019-01-02T03:04:05')
  })

  it('believes the camera in a companion before what is derived from the primary, and nothing else', async () => {
    const film = scratch.write('2021-06-07 copied/MVI_1.mpg', 'x')
    const thumbnail = scratch.write('2021-06-07 copied/MVI_1.thm', 'y')
    const camera: CaptureDate = {local: '2005-05-05T05:05:05', confidence: 'high'}
    const ofThumbnail = (answer: CaptureDate) => (path: string) =>
      path.endsWith('.thm') ? answer : undefined
    const chosen = async (answer: CaptureDate, names: string[]) => {
      const says = ofThumbnail(answer)
      const registry = await registryWith((api) => api.captureDate('camera', ({path}) => says(path)))
      const found = await new Dates({registry, names}).of([film, thumbnail], drop())
      return found?.source
    }
    expect(await chosen(camera, ['camera', 'folder'])).to.equal('camera')
    expect(await chosen({...camera, confidence: 'medium'}, ['camera', 'folder'])).to.equal('folder')
    expect(await chosen(camera, ['folder', 'camera'])).to.equal('folder')
  })

  it('believes an editor’s date in a sidecar as little as ever', async () => {
    const packet = '<x:xmpmeta xmp:CreateDate="2022-01-01T00:00:01"/>'
    const paths = [scratch.write('foo.jpg', 'x'), scratch.write('foo.xmp', packet)]
    const dates = new Dates({registry: await registryWith(), names: ['sidecar', 'exif', 'xmp']})
    expect(await dates.of(paths, drop())).to.equal(undefined)
  })

  it('refuses what is no date, naming plugin and source', async () => {
    const file = scratch.write('a.jpg', 'x')
    const wrong = [
      null,
      '2019-01-02',
      {local: '2019-02-30'},
      {local: '2019:01:02'},
      {local: '2019-01-02', offset: 'x'},
      {},
    ]
    for (const answer of wrong) {
      const dates = await datesBy({odd: answer})
      expect(await codeOf(() => dates.of([file], drop())), JSON.stringify(answer)).to.equal('BAD_ANSWER')
    }
    const dates = await datesBy({odd: 7})
    await dates
      .of([file], drop())
      .catch((error: Error) => expect(error.message).to.match(/stranger.*"odd".*a\.jpg/))
  })

  it('refuses an unknown source', async () => {
    const registry = await registryWith()
    expect(await codeOf(() => new Dates({registry, names: ['exiff']}))).to.equal('UNKNOWN_NAME')
  })

  it('mends the clock, also over midnight, but not what the user said', async () => {
    const file = scratch.write('20191231_233000.jpg', 'x')
    const mended = await (await datesBy({}, {shiftSeconds: 3600})).of([file], drop())
    expect(mended?.date.local).to.equal('2020-01-01T00:30:00')
    const forced = parseForcedDate('2018-05-06T07:08:09+02:00')
    const said = await (await datesBy({}, {shiftSeconds: 3600, forced})).of([file], drop())
    expect(said && isoOf(said.date)).to.equal('2018-05-06T07:08:09+02:00')
  })
})

describe('Dates, of files whose readers misbehave', () => {
  let scratch: Scratch
  before(() => {
    scratch = new Scratch()
  })
  after(() => {
    examineBy(examiners(1))
    scratch.remove()
  })

  /** @param limitMs short where it is to pass, and long where a slow machine must not reach it */
  function start(limitMs: number): void {
    const module = new URL('misbehaving.ts', import.meta.url).href
    examineBy(new ExaminerPool({module, most: 2, limitMs, limitMib: 64}))
  }

  async function outcome(name: string, names: readonly string[]): Promise<unknown> {
    const dates = new Dates({registry: await registryWith(), names})
    const drop = {path: scratch.path(''), timezone: 'UTC'}
    const file = scratch.write(name, name)
    return await dates.of([file], drop).then(
      (found) => found?.source,
      (error: {code: string}) => error.code,
    )
  }

  it('tells what was wrong with each, dates the others, and asks no more of them than it needs', async () => {
    const names = ['exif', 'filename']
    const files = ['eat', 'exit', 'refuse', 'good'].map((word) => `20190102_${word}.jpg`)
    start(50_000)
    expect(await Promise.all(files.map((file) => outcome(file, names)))).to.deep.equal([
      'EXAMINE_MEMORY',
      'EXAMINE_CRASH',
      'EIO',
      'filename',
    ])
    start(500)
    expect(await outcome('20190102_hang.jpg', names)).to.equal('EXAMINE_TIME')
    expect(await outcome('20190102_hang.jpg', ['filename'])).to.equal('filename')
  })
})

describe('--shift and --date', () => {
  it('read signed times', () => {
    expect(parseShift('+1h')).to.equal(3600)
    expect(parseShift('-1h30m')).to.equal(-5400)
    expect(parseShift('2d')).to.equal(172_800)
    expect(parseShift('+45s')).to.equal(45)
  })

  it('refuse what they don’t know', async () => {
    for (const text of ['', '1', 'h', '+', '1w', '1h1d']) {
      expect(await codeOf(() => parseShift(text)), text).to.equal('BAD_FLAG')
    }
    for (const text of ['', 'today', '2019-02-30', '2019']) {
      expect(await codeOf(() => parseForcedDate(text)), text).to.equal('BAD_FLAG')
    }
  })
})
