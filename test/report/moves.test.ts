import {expect} from 'chai'
import {fromText, type RawPath} from '../../src/paths/bytes.ts'
import {type MovesReport, type ReportedMove, reportMoves} from '../../src/report/moves.ts'
import {Reporter} from '../../src/report/reporter.ts'
import {Recorder} from './streams.ts'

function make(options: {json?: boolean; verbose?: boolean} = {}) {
  const stdout = new Recorder()
  const stderr = new Recorder()
  const {json = false, verbose = false} = options
  return {
    stdout,
    stderr,
    reporter: new Reporter({json, verbose, quiet: false, progress: 'none', stdout, stderr}),
  }
}

function move(from: string, to: string, more: Partial<ReportedMove> = {}): ReportedMove {
  const base = {size: 1000, hash: 'ab'.repeat(32), reason: 'held by a master', state: 'done'} as const
  return {from: fromText(from), to: fromText(to), ...base, ...more}
}

const base: MovesReport = {command: 'sort', run: '01J', dryRun: false, moves: [], left: [], errors: []}
const failure = {path: fromText('/t/x'), code: 'EACCES', message: 'permission denied'}
const notice = {
  path: fromText('/t/x'),
  code: 'type',
  reason: 'its name says .jpg, and its content is HEIC',
} as const

describe('reportMoves as JSON', () => {
  it('writes the document of the contract', async () => {
    const {reporter, stdout} = make({json: true})
    const {exitCode} = await reportMoves(reporter, {
      ...base,
      moves: [move('/t/a', '/d/t/a', {keeper: fromText('/m/a'), details: {volume: 'MS-0001'}})],
      left: [{path: fromText('/t/b'), code: 'held', reason: 'held'}],
      extra: {lowerBound: 1},
    })
    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout.text)).to.deep.equal({
      schema: 'mediastruct/sort@1',
      run: '01J',
      dryRun: false,
      moves: [
        {
          from: '/t/a',
          to: '/d/t/a',
          size: 1000,
          hash: 'ab'.repeat(32),
          reason: 'held by a master',
          keeper: '/m/a',
          state: 'done',
          volume: 'MS-0001',
        },
      ],
      left: [{path: '/t/b', code: 'held', reason: 'held'}],
      errors: [],
      lowerBound: 1,
      totals: {moved: 1, movedBytes: 1000, left: 1, errors: 0},
    })
  })

  it('adds the bytes of a name that is not UTF-8', async () => {
    const {reporter, stdout} = make({json: true})
    await reportMoves(reporter, {...base, moves: [{...move('', '/d/a'), from: '/t/\xff' as RawPath}]})
    const [first] = JSON.parse(stdout.text).moves
    expect(first).to.include({
      from: '/t/\ufffd',
      fromBytes: Buffer.from('/t/\xff', 'latin1').toString('base64'),
    })
  })

  it('counts planned moves of a dry run, not those that a run did not come to', async () => {
    for (const [run, moved] of [
      [null, 1],
      ['01J', 0],
    ] as const) {
      const {reporter, stdout} = make({json: true})
      await reportMoves(reporter, {...base, run, moves: [move('/t/a', '/d/a', {state: 'planned'})]})
      expect(JSON.parse(stdout.text).totals.moved).to.equal(moved)
    }
  })

  it('lists notices where a command has such, and ends with 0 all the same', async () => {
    const {reporter, stdout} = make({json: true})
    const {exitCode} = await reportMoves(reporter, {...base, command: 'ingest', notices: [notice]})
    expect(JSON.parse(stdout.text).notices).to.deep.equal([{...notice, path: '/t/x'}])
    expect(exitCode).to.equal(0)
  })

  it('ends with 1 where a file failed', async () => {
    const failed = await reportMoves(make({json: true}).reporter, {
      ...base,
      moves: [move('/t/a', '/d/a', {state: 'failed'})],
    })
    const listed = await reportMoves(make({json: true}).reporter, {...base, errors: [failure]})
    expect([failed.exitCode, listed.exitCode]).to.deep.equal([1, 1])
  })
})

describe('reportMoves for a person', () => {
  it('sums up by folder and reason, with the way back and the way on', async () => {
    const {reporter, stdout, stderr} = make()
    await reportMoves(reporter, {
      ...base,
      moves: [move('/t/2/a', '/d/a'), move('/t/1/b', '/d/b'), move('/t/1/c\x1b', '/d/c')],
      left: [{path: fromText('/t/z'), code: 'package', reason: 'in Photos.photoslibrary'}],
      errors: [failure],
      next: 'mediastruct status',
    })
    expect(stdout.lines).to.deep.equal([
      'Moved 3 files, 3 kB:',
      '  files  size  folder  reason',
      '      2  2 kB  /t/1    held by a master',
      '      1  1 kB  /t/2    held by a master',
      '',
      'Left in place: 1 file',
      '  1  package  part of a package or project',
      '',
      'Run 01J. To take it back: mediastruct undo 01J',
      'Next: mediastruct status',
    ])
    expect(stderr.text).to.equal('error: /t/x: permission denied (EACCES)\n')
  })

  it('says which later run an undo has to wait for', async () => {
    const {reporter, stdout} = make()
    const reason = 'run 01K moved it on; undo that one first'
    await reportMoves(reporter, {
      ...base,
      command: 'undo',
      left: [{path: fromText('/t/z'), code: 'changed', reason}],
    })
    expect(stdout.lines).to.include(`  1  changed  ${reason}`)
  })

  it('lists every file under -v, escaped', async () => {
    const {reporter, stdout} = make({verbose: true})
    await reportMoves(reporter, {...base, moves: [move('/t/a\n', '/d/a')]})
    expect(stdout.lines[0]).to.equal('done  /t/a\\n -> /d/a  (held by a master)')
  })

  it('stays a screenful however many folders there are', async () => {
    const {reporter, stdout} = make()
    const moves = Array.from({length: 30_000}, (_, n) => move(`/t/${n}/a`, `/d/${n}`))
    await reportMoves(reporter, {...base, moves})
    expect(stdout.lines.length).to.be.lessThan(30)
    expect(stdout.text).to.include('and 29,980 files more')
  })

  it('says calmly what is worth a look, and names each file under -v', async () => {
    for (const verbose of [false, true]) {
      const {reporter, stdout, stderr} = make({verbose})
      await reportMoves(reporter, {...base, run: null, dryRun: true, notices: [notice, notice]})
      expect(stdout.lines).to.deep.equal([
        'Would move nothing.',
        ...Array(verbose ? 2 : 0).fill(`notice  /t/x  (type: ${notice.reason})`),
        '',
        'Worth a look: 2 files',
        `  2  type  ${notice.reason}`,
      ])
      expect(stderr.text).to.equal('')
    }
  })

  it('offers no undo for a dry run', async () => {
    const {reporter, stdout} = make()
    await reportMoves(reporter, {...base, run: null, dryRun: true})
    expect(stdout.lines).to.deep.equal(['Would move nothing.'])
  })

  it('says after a dry run how to do the same in earnest', async () => {
    const {reporter, stdout} = make()
    const moves = [move('/t/a', '/d/a', {state: 'planned'})]
    await reportMoves(reporter, {...base, run: null, dryRun: true, moves, next: 'mediastruct status'})
    expect(stdout.lines.at(-1)).to.equal('Next: the same without --dry-run')
  })
})
