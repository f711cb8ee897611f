/** Films, memos and raw files are filed by the date that their own format keeps. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {READER_SEEDS} from '../../plugins/ingester/test/containers/reader-seeds.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'

/** What tells the date, where it is not Exif. */
const SOURCES: Readonly<Record<string, string>> = {
  asf: 'asf',
  avi: 'riff',
  mkv: 'matroska',
  mts: 'avchd',
  wav: 'riff',
}

interface Ingested {
  readonly moves: readonly {from: string; date: string; dateSource: string}[]
  readonly left: readonly unknown[]
}

describe('a format that keeps dates in its own way', function () {
  this.timeout(60_000)

  it('is filed under them', async () => {
    const root = scratch()
    mkdirSync(join(root, 'drop'))
    for (const [extension, bytes] of Object.entries(READER_SEEDS)) {
      writeFileSync(join(root, 'drop', `of-${extension}.${extension}`), bytes)
    }
    const ran = await mediastruct(['ingest', 'drop', '--to', 'library', '--json', '--dry-run'], {cwd: root})
    expect(ran.code, ran.stderr).to.equal(0)
    const {moves, left} = ran.json<Ingested>()
    expect(left).to.deep.equal([])
    const told = Object.fromEntries(
      moves.map(({from, date, dateSource}) => [from.slice(from.lastIndexOf('.') + 1), [date, dateSource]]),
    )
    const expected = Object.keys(READER_SEEDS).map((extension) => [
      extension,
      ['2019-01-02T03:04:05', SOURCES[extension] ?? 'exif'],
    ])
    expect(told).to.deep.equal(Object.fromEntries(expected))
  })
})
