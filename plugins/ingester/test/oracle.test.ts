/**
 * The date sources on real files, beside what ExifTool finds in them. The files belong to others and are no part of
 * the project: without them (`MEDIASTRUCT_MEDIA` names the directory) these tests are skipped.
 */
import {existsSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {type CaptureDate, fromText, openDatable} from 'mediastruct'
import {DATE_SOURCES} from '../src/sources/index.ts'
import {DEFAULT_DATES} from '../src/sources/names.ts'
import {answerOf} from '../src/sources/source.ts'

const MEDIA =
  process.env.MEDIASTRUCT_MEDIA ?? fileURLToPath(new URL('../../../../shared/media', import.meta.url))
const ORACLE = `${MEDIA}/ORACLE.tsv`
const EMBEDDED = Object.entries(DATE_SOURCES).flatMap(([name, source]) =>
  DEFAULT_DATES.includes(name) && !['filename', 'folder'].includes(name) ? [source] : [],
)

type Row = Readonly<Record<string, string>>

function readOracle(): Row[] {
  const [head = '', ...lines] = readFileSync(ORACLE, 'utf8').trimEnd().split('\n')
  const columns = head.split('\t')
  return lines.map((line) =>
    Object.fromEntries(line.split('\t').map((cell, index) => [columns[index], cell])),
  )
}

async function embeddedDate(row: Row): Promise<CaptureDate | undefined> {
  const file = await openDatable(fromText(`${MEDIA}/${row.file}`), {timezone: 'UTC'})
  try {
    for (const source of EMBEDDED) {
      const answer = answerOf(await source.weigh(file), file)
      if (answer !== undefined) return answer
    }
    return undefined
  } finally {
    await file.close()
  }
}

/** Right to the second; to the day, where no more is known. */
function isRight(row: Row, answer: CaptureDate | undefined): boolean {
  const characters = row.date_only === '1' ? 10 : 19
  return answer?.local.slice(0, characters) === row.expected_local?.slice(0, characters)
}

/** Says in the report why nothing ran. */
const WHERE = existsSync(ORACLE) ? '' : ` (skipped: no ${ORACLE}; set MEDIASTRUCT_MEDIA)`

describe(`the sources on real files${WHERE}`, () => {
  let rows: Row[]
  const answers = new Map<string, CaptureDate | undefined>()

  before(async function () {
    if (!existsSync(ORACLE)) this.skip()
    rows = readOracle()
    for (const row of rows) answers.set(row.file ?? '', await embeddedDate(row))
  })

  /** Files of a kind that come out wrong. */
  function wrong(isMeant: (row: Row) => boolean): string[] {
    const meant = rows.filter(isMeant)
    expect(meant).not.to.have.length(0)
    return meant.filter((row) => !isRight(row, answers.get(row.file ?? ''))).map((row) => row.file ?? '')
  }

  it('date every JPEG', () => {
    expect(wrong((row) => row.kind === 'wall' && row.type === 'JPEG')).to.deep.equal([])
  })

  it('date every file that keeps a wall clock, but for three formats that they don’t read', () => {
    const unread = ['AVI', 'CRW', 'GIF']
    expect(wrong((row) => row.kind === 'wall' && !unread.includes(row.type ?? ''))).to.deep.equal([])
  })

  it('date every MP4, MOV and M4V that keeps UTC', () => {
    const films = ['M4V', 'MOV', 'MP4']
    expect(wrong((row) => row.kind === 'utc' && films.includes(row.type ?? ''))).to.deep.equal([])
  })

  it('make no date up', () => {
    const invented = rows.filter((row) => row.kind === 'none' && answers.get(row.file ?? '') !== undefined)
    expect(invented.map((row) => row.file)).to.deep.equal([])
  })

  it('say the same under any TZ', async () => {
    const before = process.env.TZ
    try {
      for (const zone of ['UTC', 'America/New_York', 'Asia/Tokyo', 'Pacific/Apia']) {
        process.env.TZ = zone
        for (const row of rows) expect(await embeddedDate(row)).to.deep.equal(answers.get(row.file ?? ''))
      }
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})
