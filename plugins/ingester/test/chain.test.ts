import {expect} from 'chai'
import {ask, box, exifSegment, fileOf, jpeg, mvhdBox, tiff, xmpSegment} from './files.ts'
import {film, iptcSegment, keyed, TAKEN} from './seeds.ts'

/** What a source says of a file, and what it refuses. */
async function asked(source: string, bytes: Uint8Array, name = 'a.jpg') {
  const refused: string[] = []
  const answer = await ask(source, fileOf({name, bytes, refuse: (...both) => refused.push(both.join(': '))}))
  return {local: answer?.local, confidence: answer?.confidence, refused}
}

describe('a date that is none', () => {
  const REFUSED: readonly [string, string][] = [
    ['0000:00:00 00:00:00', 'all zeros'],
    ['    :  :     :  :  ', 'blank'],
    ['1904:01:01 00:00:00', 'the zero of a counter'],
    ['1970:01:01 00:00:00', 'the zero of a counter'],
    ['1980:01:01 00:00:00', 'the zero of a counter'],
    ['2999:01:01 00:00:00', 'in the future'],
    ['1800:01:01 00:00:00', 'before the first photograph'],
    ['2019:02:30 00:00:00', 'no such day or time'],
    ['yesterday', 'no date that can be read'],
  ]
  for (const [written, reason] of REFUSED) {
    it(`is refused and remembered: ${JSON.stringify(written)}`, async () => {
      const {local, refused} = await asked('exif', jpeg(exifSegment(tiff({}, {36867: written}))))
      expect(local).to.equal(undefined)
      expect(refused).to.have.length(1)
      expect(refused[0]).to.match(new RegExp(`: ${reason}$`))
    })
  }

  it('goes on down the source’s own values', async () => {
    const packet = '<x xmp:CreateDate="2019-01-02T03:04:05" exif:DateTimeOriginal="1904-01-01T00:00:00"/>'
    expect(await asked('xmp', jpeg(xmpSegment(packet)))).to.deep.equal({
      local: '2019-01-02T03:04:05',
      confidence: 'high',
      refused: ['1904-01-01T00:00:00: the zero of a counter'],
    })
  })

  it('is told by its instant: the evening before in another zone is as little a date', async () => {
    const refused: string[] = []
    const file = fileOf({
      bytes: film('mp42', mvhdBox(-2_082_844_800)),
      timezone: 'America/New_York',
      refuse: (...both) => refused.push(both.join(': ')),
    })
    expect(await ask('mvhd', file)).to.equal(undefined)
    expect(refused).to.deep.equal(['1904-01-01T00:00:00Z: the zero of a counter'])
  })
})

describe('the sources of a film', () => {
  it('are told apart: the key of Apple, the texts, the header', async () => {
    const bytes = film(
      'qt  ',
      mvhdBox(TAKEN),
      keyed({'com.apple.quicktime.creationdate': '0000-00-00T00:00:00+0000'}),
      box('udta', box('date', Buffer.from('2019-01-02T05:04:05+0200'))),
    )
    expect((await asked('quicktime', bytes)).local).to.equal('2019-01-02T05:04:05')
    expect((await asked('mvhd', bytes)).local).to.equal('2019-01-02T03:04:05')
  })
})

describe('IPTC', () => {
  it('dates by day and time, and not by a day alone', async () => {
    expect((await asked('xmp', jpeg(iptcSegment('20190102', '030405+0200')))).local).to.equal(
      '2019-01-02T03:04:05',
    )
    const alone = await asked('xmp', jpeg(iptcSegment('20190102')))
    expect(alone).to.deep.include({local: undefined, refused: ['20190102: a day without a time of day']})
  })
})

describe('folder', () => {
  const DATED: readonly [string, string | undefined][] = [
    ['2019-01-02/a.jpg', '2019-01-02'],
    ['2019-01-02 Wedding/raw/a.jpg', '2019-01-02'],
    ['2019/01/02/a.jpg', '2019-01-02'],
    ['2018-05-06/2019-01-02/a.jpg', '2019-01-02'],
    ['2019-01/a.jpg', undefined],
    ['2019/a.jpg', undefined],
    ['2019-02-30/a.jpg', undefined],
    ['DCIM/100CANON/a.jpg', undefined],
  ]
  for (const [name, day] of DATED) {
    it(`${day === undefined ? 'takes no day from' : 'takes its day from'} ${name}`, async () => {
      const {local, confidence} = await asked('folder', jpeg(), name)
      expect([local, confidence]).to.deep.equal([day, day === undefined ? undefined : 'low'])
    })
  }

  it('looks as far as the drop itself, and no further', async () => {
    const file = fileOf({name: '2019-01-02/sub/a.jpg', bytes: jpeg()})
    const at = async (tree: string) => (await ask('folder', {...file, tree: `${file.tree}${tree}`}))?.local
    expect(await at('/2019-01-02')).to.equal('2019-01-02')
    expect(await at('/2019-01-02/sub')).to.equal(undefined)
  })

  it('refuses a day to come', async () => {
    expect((await asked('folder', jpeg(), '2199-01-02/a.jpg')).refused).to.have.length(1)
  })
})
