/**
 * The date sources on real files, beside what ExifTool finds in them. The files belong to others and are no part of
 * the project: without them (`MEDIASTRUCT_MEDIA` names the directory) these tests are skipped.
 */
import {existsSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {type CaptureDate, fromText, openDatable} from 'mediastruct'
import {examine} from '../src/examine/examine.ts'
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

/** What is expected of each kind of row: of those without a date, that none is made up. */
const KINDS = ['wall', 'utc', 'gps', 'weak', 'none'] as const

/** Per format and kind: how many come out right, of how many. For the documentation: `ORACLE_TABLE=1` prints it. */
function tableOf(rows: readonly Row[], rightRows: ReadonlySet<Row>): string {
  const types = [...new Set(rows.map(({type = ''}) => type))].sort()
  const cell = (meant: readonly Row[]) =>
    meant.length === 0 ? '' : `${meant.filter((row) => rightRows.has(row)).length}/${meant.length}`
  const line = (name: string, meant: readonly Row[]) =>
    `| ${[name, ...KINDS.map((kind) => cell(meant.filter((row) => row.kind === kind)))].join(' | ')} |`
  return [
    `| format | ${KINDS.join(' | ')} |`,
    `|---|${KINDS.map(() => '---|').join('')}`,
    ...types.map((type) =>
      line(
        type,
        rows.filter((row) => row.type === type),
      ),
    ),
    line('all', rows),
  ].join('\n')
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

  after(() => {
    if (!process.env.ORACLE_TABLE || !rows) return
    process.stdout.write(`${tableOf(rows, new Set(rows.filter(isRightRow)))}\n`)
  })

  function isRightRow(row: Row): boolean {
    const answer = answers.get(row.file ?? '')
    return row.kind === 'none' ? answer === undefined : isRight(row, answer)
  }

  /** Files of a kind that come out wrong. */
  function wrong(kind: string): string[] {
    const meant = rows.filter((row) => row.kind === kind)
    expect(meant).not.to.have.length(0)
    return meant.filter((row) => !isRightRow(row)).map((row) => row.file ?? '')
  }

  it('date every file that keeps a wall clock, to the second', () => {
    expect(wrong('wall')).to.deep.equal([])
  })

  it('date every file that keeps UTC, to the second', () => {
    expect(wrong('utc')).to.deep.equal([])
  })

  it('make no date up', () => {
    expect(wrong('none')).to.deep.equal([])
  })

  it('take the date of the last change where there is no other', () => {
    expect(wrong('weak')).to.deep.equal([])
  })

  it('tell sub-seconds and offsets as they stand there', () => {
    const odd = rows.filter((row) => {
      const answer = answers.get(row.file ?? '')
      if (row.kind !== 'wall' || answer === undefined) return false
      const subsec = row.expected_subsec ? `.${row.expected_subsec}` : ''
      return answer.local.slice(19) !== subsec || (answer.offset ?? '') !== row.expected_offset
    })
    expect(odd.map(({file}) => file)).to.deep.equal([])
  })

  it('tell the halves of a Live Photo by their id', async () => {
    const ids = await Promise.all(
      rows.map(async ({file}) => (await examine(fromText(`${MEDIA}/${file}`))).contentId ?? ''),
    )
    expect(ids).to.deep.equal(rows.map((row) => row.live_photo_id ?? ''))
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
