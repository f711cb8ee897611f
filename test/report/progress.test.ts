import {expect} from 'chai'
import {clock, progressLine} from '../../src/report/progress.ts'
import {Reporter} from '../../src/report/reporter.ts'
import {Recorder} from './streams.ts'

/** A reporter on a clock that the test sets, so that no test waits. */
function make(progress: 'auto' | 'none' | 'json', isTTY: boolean, quiet = false) {
  let time = 0
  const stderr = new Recorder({isTTY})
  const stdout = new Recorder()
  const reporter = new Reporter({
    json: false,
    quiet,
    verbose: false,
    progress,
    stdout,
    stderr,
    now: () => time,
  })
  return {reporter, stderr, stdout, at: (ms: number) => (time = ms)}
}

describe('progress on a terminal', () => {
  it('stays silent for a short job', () => {
    const {reporter, stderr, at} = make('auto', true)
    const progress = reporter.progress('Hashing')
    at(499)
    progress.add(1, 10)
    progress.end()
    expect(stderr.text).to.equal('')
  })

  it('draws one line at most four times a second, and takes it away', () => {
    const {reporter, stderr, at} = make('auto', true)
    const progress = reporter.progress('Hashing')
    progress.total(100, 1000)
    for (let ms = 0; ms <= 2000; ms += 10) {
      at(ms)
      progress.add(0, 1)
    }
    progress.end()
    const frames = stderr.text.split('\r\x1b[K').slice(1)
    expect(frames).to.have.length(8)
    expect(frames.at(-1)).to.equal('')
    expect(stderr.text).to.not.include('\n')
    for (const frame of frames) expect(frame.length).to.be.lessThan(60)
  })

  it('clears the line before other output', () => {
    const {reporter, stderr, at} = make('auto', true)
    const progress = reporter.progress('Hashing')
    at(600)
    progress.add(1, 1)
    reporter.note('a word')
    progress.end()
    expect(stderr.text).to.match(/\r\x1b\[K[^\n]*a word[^\n]*\n$/)
  })
})

describe('progress elsewhere', () => {
  it('writes a plain line every 30 s, without a carriage return', () => {
    const {reporter, stderr, at} = make('auto', false)
    const progress = reporter.progress('Hashing')
    for (let s = 1; s <= 65; s++) {
      at(s * 1000)
      progress.add(1, 100)
    }
    progress.end()
    expect(stderr.lines).to.have.length(3)
    expect(stderr.text).to.not.include('\r')
  })

  it('writes one object a line under json, words included', () => {
    const {reporter, stderr, at} = make('json', true)
    const progress = reporter.progress('Hashing')
    progress.total(2, 20)
    at(1000)
    progress.add(1, 10)
    progress.errors(1)
    reporter.warn('careful')
    progress.end()
    const lines = stderr.lines.map((line) => JSON.parse(line))
    expect(lines[0]).to.include({event: 'progress', label: 'Hashing', files: 1, totalBytes: 20, done: false})
    expect(lines[1]).to.deep.equal({event: 'warning', message: 'careful'})
    expect(lines[2]).to.include({errors: 1, elapsedMs: 1000, done: true})
  })

  it('is silent with none, and under --quiet', () => {
    for (const {reporter, stderr, at} of [make('none', true), make('auto', true, true)]) {
      const progress = reporter.progress('Hashing')
      at(100_000)
      progress.add(1, 1)
      progress.end()
      expect(stderr.text).to.equal('')
    }
  })
})

describe('progressLine', () => {
  const state = {label: 'Hashing', elapsed: 65_000, files: 420, bytes: 4_200_000_000, errors: 1}

  it('tells elapsed, share, files, bytes, rate, what is left and errors', () => {
    expect(progressLine({...state, totalFiles: 1000, totalBytes: 10_000_000_000})).to.equal(
      'Hashing  1:05  42%  420 of 1,000 files  4.2 GB of 10 GB  64.6 MB/s  1:30 left  1 error',
    )
  })

  it('promises nothing where no total is known', () => {
    expect(progressLine({...state, totalFiles: undefined, totalBytes: undefined})).to.equal(
      'Hashing  1:05  420 files  4.2 GB  64.6 MB/s  1 error',
    )
  })

  it('writes times as a clock does', () => {
    expect([0, 7_400, 754_000, 3_723_000].map(clock)).to.deep.equal(['0:00', '0:07', '12:34', '1:02:03'])
  })
})
