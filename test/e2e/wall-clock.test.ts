/** Files are filed by what the camera's clock showed, wherever the program runs and whatever its clocks do that day. */
import {mkdirSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {box, exifSegment, jpeg, mvhdBox, tiff} from '../../plugins/ingester/test/files.ts'
import {film, keyed, nikonRecord, SEEDS, userText} from '../../plugins/ingester/test/seeds.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'

interface Ingested {
  readonly moves: readonly {from: string; to: string; date: string; dateSource: string}[]
  readonly left: readonly {path: string; code: string}[]
  readonly errors: readonly unknown[]
}

const ZONES = ['UTC', 'America/New_York', 'Asia/Tokyo', 'Pacific/Apia']

/** The clocks of New York skip from 2 to 3 on this day, those of Paris and Tokyo don't. */
const GAP = '2019:03:10 02:30:00'
/** 1:30 in New York, the second time that day. */
const FOLD = Date.UTC(2019, 10, 3, 6, 30) / 1000
/** The last evening of the year in New York, the next day in UTC. */
const EVENING = Date.UTC(2019, 0, 1, 3) / 1000

const nikon = box('udta', box('NCDT', box('NCTG', nikonRecord(1, 'NIKON'))))
const insta = box('udta', userText('\xa9mak', 'Insta360'))
const tokyo = keyed({'com.apple.quicktime.location.ISO6709': '+35.6762+139.6503/'})

const FILES: Readonly<Record<string, Uint8Array>> = {
  'gap.jpg': jpeg(exifSegment(tiff({}, {36867: GAP}))),
  'fold.mp4': film('mp42', mvhdBox(FOLD)),
  'evening.mp4': film('mp42', mvhdBox(EVENING)),
  'tokyo.mov': film('qt  ', mvhdBox(EVENING + 1), tokyo),
  'nikon.mov': film('qt  ', mvhdBox(EVENING + 2), nikon),
  'insta.mp4': film('mp42', mvhdBox(EVENING + 3), insta),
  'PXL_20190101_030000123.jpg': jpeg(),
  'IMG_20190310_023000.jpg': jpeg(exifSegment(tiff({271: 'x'}))),
  '2019-05-04 Wedding/untold.png': Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  ...Object.fromEntries(
    Object.entries(SEEDS).map(([name, bytes]) => [`seeds/${name}.${name.split(' ')[0]}`, bytes]),
  ),
}

const DATES: Readonly<Record<string, string>> = {
  'gap.jpg': '2019-03-10T02:30:00',
  'fold.mp4': '2019-11-03T01:30:00-05:00',
  'evening.mp4': '2018-12-31T22:00:00-05:00',
  'tokyo.mov': '2019-01-01T12:00:01+09:00',
  'nikon.mov': '2019-01-01T03:00:02',
  'insta.mp4': '2019-01-01T03:00:03',
  'PXL_20190101_030000123.jpg': '2018-12-31T22:00:00.123-05:00',
  'IMG_20190310_023000.jpg': '2019-03-10T02:30:00',
  'untold.png': '2019-05-04',
}

describe('the wall clock', function () {
  this.timeout(60_000)
  let root: string

  beforeEach(() => {
    root = scratch()
    for (const [name, bytes] of Object.entries(FILES)) {
      const path = join(root, 'drop', name)
      mkdirSync(join(path, '..'), {recursive: true})
      writeFileSync(path, bytes)
      utimesSync(path, EVENING, EVENING)
    }
    writeFileSync(
      join(root, 'mediastruct.config.json'),
      JSON.stringify({
        drop: [{path: 'drop', timezone: 'America/New_York'}],
        library: 'library',
        localClocks: ['insta360'],
      }),
    )
  })

  async function ingested(TZ: string, ...args: string[]): Promise<Ingested> {
    const ran = await mediastruct(['ingest', '--json', ...args], {cwd: root, env: {TZ}})
    expect(ran.code, ran.stderr).to.equal(0)
    return ran.json<Ingested>()
  }

  it('files the same files under the same names under any TZ', async () => {
    const [first, ...others] = await Promise.all(
      ZONES.map((zone) => ingested(zone, '--dry-run', '--date-from', 'mtime')),
    )
    expect(first?.moves).not.to.have.length(0)
    for (const other of others) expect(other).to.deep.equal(first)
    const dates = new Map(first?.moves.map(({from, date}) => [from.replace(/.*\//, ''), date]))
    for (const [name, date] of Object.entries(DATES)) expect(dates.get(name), name).to.equal(date)
  })

  it('moves them so, and explains the same', async () => {
    const explained = async (TZ: string) => {
      const files = Object.keys(FILES).map((name) => join('drop', name))
      const ran = await mediastruct(['ingest', '--json', '--explain', ...files], {cwd: root, env: {TZ}})
      return ran.json<{files: {path: string; date: string | null; dateSource: string | null}[]}>()
    }
    const [first, second] = await Promise.all([explained('UTC'), explained('Pacific/Apia')])
    expect(second).to.deep.equal(first)
    const {moves} = await ingested('Asia/Tokyo')
    for (const {from, date, dateSource} of moves) {
      expect(
        first.files.find(({path}) => path === from),
        from,
      ).to.deep.include({date, dateSource})
    }
  })
})
