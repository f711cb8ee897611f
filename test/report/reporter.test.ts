import {expect} from 'chai'
import {MediaStructError} from '../../src/errors.ts'
import {fromText} from '../../src/paths/bytes.ts'
import {Reporter, type ReporterOptions} from '../../src/report/reporter.ts'
import {Recorder} from './streams.ts'

function make(options: Partial<ReporterOptions> = {}) {
  const stdout = new Recorder({highWaterMark: 64, delay: true})
  const stderr = new Recorder()
  const defaults = {json: false, quiet: false, verbose: false, progress: 'none', stdout, stderr} as const
  return {stdout, stderr, reporter: new Reporter({...defaults, ...options})}
}

describe('Reporter', () => {
  it('keeps results on stdout and words on stderr', () => {
    const {reporter, stdout, stderr} = make()
    reporter.print('result')
    reporter.note('by the way')
    reporter.warn('careful')
    reporter.error('no\x1b[2J')
    expect(stdout.text).to.equal('result\n')
    expect(stderr.text).to.equal('by the way\nwarning: careful\nerror: no\\x1b[2J\n')
  })

  it('tells of a file that failed on one line, whatever it is called', () => {
    const {reporter, stderr} = make()
    reporter.failure({path: fromText('/t/a\nb'), message: 'no "/t/a\nb" here'})
    expect(stderr.text).to.equal('error: /t/a\\nb: no "/t/a\\nb" here\n')
  })

  it('says no notes under --quiet, but warnings and errors', () => {
    const {reporter, stderr} = make({quiet: true})
    reporter.note('by the way')
    reporter.warn('careful')
    expect(stderr.text).to.equal('warning: careful\n')
  })

  it('prints nothing for a person under --json', () => {
    const {reporter, stdout} = make({json: true})
    reporter.print('hello')
    expect(stdout.text).to.equal('')
  })

  it('paints nothing where stdout is no terminal', () => {
    expect(make().reporter.style('bold', 'x')).to.equal('x')
  })

  it('writes one document, and refuses a second', async () => {
    const {reporter, stdout} = make({json: true})
    await reporter.document({schema: 'mediastruct/x@1'})
    expect(JSON.parse(stdout.text)).to.deep.equal({schema: 'mediastruct/x@1'})
    expect(reporter.documented).to.equal(true)
    const second = await reporter.document({}).catch((error: unknown) => error)
    expect(second).to.be.instanceOf(Error)
  })

  it('waits for a slow reader', async () => {
    const {reporter, stdout} = make()
    for (let i = 0; i < 50; i++) await reporter.raw('x'.repeat(100))
    expect(stdout.writableLength).to.be.lessThan(200)
  })
})

describe('Reporter.stream', () => {
  it('writes head, arrays as they come, and the tail, as one document', async () => {
    const {reporter, stdout} = make({json: true})
    let seen = 0
    async function* slow() {
      for (; seen < 10_000; seen++) yield {n: seen, name: 'a\n"b"'}
    }
    await reporter.stream({schema: 's@1', run: null}, {empty: [], moves: slow()}, () => ({totals: {seen}}))
    const document = JSON.parse(stdout.text)
    expect(Object.keys(document)).to.deep.equal(['schema', 'run', 'empty', 'moves', 'totals'])
    expect(document.moves).to.have.length(10_000)
    expect(document.moves[9_999]).to.deep.equal({n: 9_999, name: 'a\n"b"'})
    expect(document.empty).to.deep.equal([])
    expect(document.totals).to.deep.equal({seen: 10_000})
  })

  it('copes with an empty head and no tail', async () => {
    const {reporter, stdout} = make({json: true})
    await reporter.stream({}, {list: [1]})
    expect(JSON.parse(stdout.text)).to.deep.equal({list: [1]})
  })

  it('still writes a document that parses where a list fails half-way', async () => {
    const {reporter, stdout} = make({json: true})
    function* failing() {
      yield 1
      throw new MediaStructError('GONE', 'it is gone')
    }
    const error = await reporter.stream({schema: 's@1'}, {list: failing(), more: []}).catch((e: unknown) => e)
    expect(error).to.be.instanceOf(MediaStructError)
    expect(JSON.parse(stdout.text)).to.deep.equal({
      schema: 's@1',
      list: [1],
      error: {code: 'GONE', message: 'it is gone'},
    })
  })
})

describe('Reporter.series', () => {
  function makeJson() {
    const stdout = new Recorder()
    return {...make({json: true, stdout}), stdout}
  }

  it('puts every document that is written meanwhile into one', async () => {
    const {reporter, stdout} = makeJson()
    await reporter.series({schema: 's@1'}, 'runs', async () => {
      await reporter.document({n: 1})
      await reporter.stream({n: 2}, {list: [1, 2]})
    })
    expect(JSON.parse(stdout.text)).to.deep.equal({schema: 's@1', runs: [{n: 1}, {n: 2, list: [1, 2]}]})
    const second = await reporter.document({}).catch((error: unknown) => error)
    expect(second, 'it was the one').to.be.instanceOf(Error)
  })

  it('is a document, too, where there was nothing, and where something failed', async () => {
    const empty = makeJson()
    await empty.reporter.series({schema: 's@1'}, 'runs', async () => {})
    expect(JSON.parse(empty.stdout.text)).to.deep.equal({schema: 's@1', runs: []})
    const {reporter, stdout} = makeJson()
    const failed = reporter.series({schema: 's@1'}, 'runs', async () => {
      await reporter.document({n: 1})
      throw new MediaStructError('BROKEN', 'it broke')
    })
    expect(await failed.catch((error: Error) => error.message)).to.equal('it broke')
    expect(JSON.parse(stdout.text)).to.deep.equal({
      schema: 's@1',
      runs: [{n: 1}],
      error: {code: 'BROKEN', message: 'it broke'},
    })
  })

  it('only does the work where a person reads', async () => {
    const {reporter, stdout} = make()
    await reporter.series({schema: 's@1'}, 'runs', async () => reporter.print('done'))
    expect(stdout.text).to.equal('done\n')
  })
})
