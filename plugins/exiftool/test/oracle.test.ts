/**
 * The plugin on real files, beside the date that each should have. The files belong to others and are no part of the
 * project: without them (`MEDIASTRUCT_MEDIA` names the directory) these tests are skipped.
 */
import {existsSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {type CaptureDate, fromText} from 'mediastruct'
import {ARGUMENTS, dateAmong} from '../src/dates.ts'
import {ExifTool} from '../src/exiftool.ts'
import {ASKED, HAS_PERL, WITHOUT_PERL} from './files.ts'

const MEDIA =
  process.env.MEDIASTRUCT_MEDIA ?? fileURLToPath(new URL('../../../../shared/media', import.meta.url))
const ORACLE = `${MEDIA}/ORACLE.tsv`

type Row = Readonly<Record<string, string>>

function readOracle(): Row[] {
  const [head = '', ...lines] = readFileSync(ORACLE, 'utf8').trimEnd().split('\n')
  const columns = head.split('\t')
  return lines.map((line) =>
    Object.fromEntries(line.split('\t').map((cell, index) => [columns[index], cell])),
  )
}

const WHERE = existsSync(ORACLE) ? WITHOUT_PERL : ` (skipped: no ${ORACLE}; set MEDIASTRUCT_MEDIA)`

describe(`the plugin on real files${WHERE}`, function () {
  this.timeout(60_000)
  const answers = new Map<Row, CaptureDate | undefined>()

  before(async function () {
    if (!HAS_PERL || !existsSync(ORACLE)) this.skip()
    const exiftool = new ExifTool()
    for (const row of readOracle()) {
      const tags = await exiftool.tagsOf(fromText(`${MEDIA}/${row.file}`), ARGUMENTS)
      answers.set(row, dateAmong(tags, ASKED))
    }
  })

  /** Files of a kind, and what is answered of each. */
  function of(...kinds: string[]): [Row, CaptureDate | undefined][] {
    const meant = [...answers].filter(([{kind = ''}]) => kinds.includes(kind))
    expect(meant).not.to.have.length(0)
    return meant
  }

  it('dates every file that keeps a wall clock, and every one that keeps UTC, to the second', () => {
    const wrong = of('wall', 'utc').filter(([{expected_local = '', date_only}, answer]) => {
      const characters = date_only === '1' ? 10 : 19
      return answer?.local.slice(0, characters) !== expected_local.slice(0, characters)
    })
    expect(wrong.map(([{file}]) => file)).to.deep.equal([])
  })

  it('has their sub-seconds and offsets', () => {
    const wrong = of('wall').filter(([{expected_subsec = '', expected_offset = ''}, answer]) => {
      const [, subsec = ''] = answer?.local.split('.') ?? []
      return subsec !== expected_subsec || (answer?.offset ?? '') !== expected_offset
    })
    expect(wrong.map(([{file}]) => file)).to.deep.equal([])
  })

  it('makes no date up: where none is expected, one stands in a raw format’s own header or in IPTC', () => {
    const invented = of('none', 'gps', 'weak').filter(([, answer]) => answer !== undefined)
    expect(invented.map(([{file = ''}, answer]) => [file.replace(/.*\//, ''), answer?.local])).to.deep.equal([
      ['ExifTool.tif', '2004-02-20'],
      ['KyoceraRaw.raw', '2005-07-16T18:14:30'],
      ['test.tiff', '2020-04-08'],
    ])
  })
})
