/** A drop that lives: `ingest --watch` files what comes once it is still, whole and once, and is in nobody's way. */
import {spawnSync} from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {Watched} from '../support/watched.ts'
import {filesBelow, multiset, plant, writeConfig} from './tree.ts'

const SETTLE = ['--settle', '0.3s']

/** The name of a picture, a second later for each number. */
function name(number: number): string {
  const [seconds, minutes] = [number % 60, Math.floor(number / 60)].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `IMG_20190102_03${minutes}${seconds}.jpg`
}

describe('a watched drop', function () {
  this.timeout(50_000)
  let directory: string
  let drop: string
  let library: string

  beforeEach(() => {
    directory = scratch()
    drop = join(directory, 'drop')
    library = join(directory, 'library')
    mkdirSync(drop)
    writeConfig(directory, {drop: ['drop'], library: 'library', threads: 1, exclude: ['*.txt']})
  })

  const watch = (...args: string[]) => Watched.start([...SETTLE, ...args], {cwd: directory})
  const filed = () => filesBelow(library).map((file) => readFileSync(file, 'utf8'))

  it('is filed as it is at the start, and as things come; each round is a run of its own', async () => {
    plant(drop, {[name(1)]: 'one'})
    const watched = watch()
    await watched.until(() => watched.moved === 1)
    plant(drop, {[name(2)]: 'two'})
    await watched.until(() => watched.moved === 2)
    await watched.untilRounds(2)
    const {runs} = (await mediastruct(['history', '--json'], {cwd: directory})).json<{
      runs: {run: string}[]
    }>()
    expect(runs.map(({run}) => run).reverse()).to.deep.equal(watched.rounds.map(({run}) => run))
    expect(await mediastruct(['undo', '--last'], {cwd: directory})).to.include({code: 0})
    expect(filed()).to.deep.equal(['one'])
    const ended = await watched.end()
    expect(ended.code).to.equal(143)
    const document = ended.json()
    expect(SCHEMAS['ingest-watch']?.safeParse(document).error).to.equal(undefined)
  })

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`ends at ${signal} with ${code} and a whole document`, async () => {
      const watched = watch()
      await watched.untilRounds(1)
      const ended = await watched.end(signal)
      expect(ended.code, ended.stderr).to.equal(code)
      expect(ended.json<{runs: unknown[]}>().runs).to.have.length(1)
    })
  }

  it('leaves a file alone that a program has open for writing, and takes it whole', async function () {
    if (process.platform !== 'linux') return this.skip()
    const watched = watch()
    const writing = openSync(join(drop, name(1)), 'w')
    writeSync(writing, 'begun, ')
    plant(drop, {[name(2)]: 'two'})
    await watched.until(() => watched.moved === 1)
    const unstable = watched.rounds.flatMap(({left}) => left.filter(({code}) => code === 'unstable'))
    expect(unstable.at(-1)?.reason).to.contain('open for writing').and.contain(`process ${process.pid}`)
    plant(drop, {[name(3)]: 'three'})
    await watched.until(() => watched.moved === 2)
    writeSync(writing, 'done')
    closeSync(writing)
    await watched.until(() => watched.moved === 3)
    expect(filed().sort()).to.deep.equal(['begun, done', 'three', 'two'])
    await watched.end()
  })

  it('takes a file once its program lets go of it, though nothing is written any more', async function () {
    if (process.platform !== 'linux') return this.skip()
    const watched = watch()
    const open = openSync(join(drop, name(1)), 'w')
    writeSync(open, 'done')
    plant(drop, {[name(2)]: 'two'})
    await watched.until(() => watched.moved === 1)
    await still()
    expect(watched.rounds.length, 'rounds for nothing').to.be.lessThan(3)
    closeSync(open)
    await watched.until(() => watched.moved === 2)
    await watched.end()
  })

  it('takes a file that grows slowly once and whole', async function () {
    const watched = Watched.start(['--settle', '1.5s'], {cwd: directory})
    const growing = join(drop, name(1))
    let written = ''
    let last = performance.now()
    let longestPauseMs = 0
    const writer = setInterval(() => {
      longestPauseMs = Math.max(longestPauseMs, performance.now() - last)
      last = performance.now()
      appendFileSync(growing, `${written.length} `)
      written += `${written.length} `
    }, 50)
    try {
      plant(drop, {[name(2)]: 'two'})
      await watched.until(() => watched.moved >= 1)
      plant(drop, {[name(3)]: 'three'})
      await watched.until(() => watched.moved >= 2)
    } finally {
      clearInterval(writer)
    }
    // On a machine that let the writer sleep for so long, the file was still.
    if (longestPauseMs > 1000) return this.skip()
    await watched.until(() => watched.moved === 3)
    expect(filed().sort()).to.deep.equal([written, 'three', 'two'].sort())
    await watched.end()
  })

  it('is filed in few rounds where much comes at once, in directories of its own', async () => {
    const watched = watch()
    await watched.untilRounds(1)
    const files = Array.from({length: 200}, (_, number) => [
      `card/${number % 7}/${name(number)}`,
      `${number}`,
    ])
    plant(drop, Object.fromEntries(files))
    const before = multiset(drop)
    await watched.until(() => watched.moved === 200)
    const ended = await watched.end()
    expect(multiset(library)).to.deep.equal(before)
    expect(ended.json<{runs: unknown[]}>().runs.length).to.be.lessThan(6)
  })

  it('takes what is moved into it, names that are no UTF-8 too', async () => {
    const watched = watch()
    await watched.untilRounds(1)
    // By now it looks no more, unless the system tells it to.
    await still()
    const raw = Buffer.concat([
      Buffer.from(`${directory}/IMG_20190102_000001_`),
      Buffer.from([0xe9]),
      Buffer.from('.jpg'),
    ])
    writeFileSync(raw, 'raw')
    renameSync(raw, Buffer.concat([Buffer.from(`${drop}/`), raw.subarray(directory.length + 1)]))
    plant(directory, {[`elsewhere/deep/${name(2)}`]: 'two'})
    renameSync(join(directory, 'elsewhere'), join(drop, 'elsewhere'))
    await watched.until(() => watched.moved === 2)
    expect(filed().sort()).to.deep.equal(['raw', 'two'])
    await watched.end()
  })

  it('is not gone through again for what stays: undated, held, junk, excluded, copied', async () => {
    plant(library, {'2019/x.jpg': 'held'})
    plant(drop, {
      'nobody knows.jpg': 'undated',
      [name(1)]: 'held',
      [name(2)]: 'copied',
      '.DS_Store': 'junk',
      'notes.txt': 'excluded',
    })
    const watched = watch('--copy')
    await watched.untilRounds(1)
    expect(watched.moved).to.equal(1)
    await still()
    // These tell nobody anything.
    plant(drop, {'more.txt': 'excluded', 'Thumbs.db': 'junk', 'x.part': 'a download'})
    await still()
    rmSync(join(drop, 'nobody knows.jpg'))
    await still()
    expect(watched.rounds).to.have.length(1)
    plant(drop, {[name(3)]: 'new'})
    await watched.until(() => watched.moved === 2)
    expect(watched.rounds).to.have.length(2)
    await watched.end()
    expect(filed().sort()).to.deep.equal(['copied', 'held', 'new'])
  })

  it('is taken up again where it was left, after a kill', async () => {
    const first = watch()
    await first.untilRounds(1)
    plant(drop, Object.fromEntries(Array.from({length: 300}, (_, number) => [name(number), `${number}`])))
    const before = multiset(drop)
    await first.until(() => filesBelow(library).length > 0)
    await first.end('SIGKILL')
    expect(multiset(drop, library)).to.include.members(before)
    const second = watch()
    await second.until(() => filesBelow(drop).length === 0 && second.rounds.length > 0)
    await second.end()
    expect(multiset(library)).to.deep.equal(before)
  })

  it('waits for a library that is not there, says so once, and goes on when it is back', async () => {
    plant(library, {'2019/x.jpg': 'filed before'})
    const watched = watch()
    await watched.untilRounds(1)
    renameSync(library, join(directory, 'away'))
    plant(drop, {[name(1)]: 'one'})
    await watched.untilSaid('is not there any more. Is its disk mounted?')
    mkdirSync(library)
    await watched.untilSaid('held 1 files when it was last crawled; none of them is there now')
    expect([filesBelow(library), filesBelow(drop).length]).to.deep.equal([[], 1])
    rmSync(library, {recursive: true})
    renameSync(join(directory, 'away'), library)
    await watched.until(() => watched.moved === 1)
    const {stderr} = await watched.end()
    expect(stderr.match(/none of them is there now/g)).to.have.length(1)
    expect(filed().sort()).to.deep.equal(['filed before', 'one'])
  })

  it('makes no catalog anew where the one that it had is gone', async () => {
    const watched = watch()
    await watched.untilRounds(1)
    renameSync(join(directory, '.mediastruct'), join(directory, 'away'))
    plant(drop, {[name(1)]: 'one'})
    await watched.untilSaid('is not there any more')
    expect(filesBelow(drop)).to.have.length(1)
    renameSync(join(directory, 'away'), join(directory, '.mediastruct'))
    await watched.until(() => watched.moved === 1)
    await watched.end()
  })

  it('waits for a drop that is taken away, and goes on when it is back', async () => {
    const watched = watch()
    await watched.untilRounds(1)
    renameSync(drop, join(directory, 'away'))
    await watched.untilSaid(`${drop} is not there any more`)
    renameSync(join(directory, 'away'), drop)
    await watched.untilSaid(`${drop} is there again`)
    plant(drop, {[name(1)]: 'one'})
    await watched.until(() => watched.moved === 1)
    await watched.end()
  })

  for (const [limit, words] of [
    ['max_inotify_watches', 'no more watches to give'],
    ['max_inotify_instances', 'no more watchers to give'],
  ] as const) {
    it(`looks by itself where the system has no ${limit}`, async function () {
      const under = ['unshare', '-Ur', 'sh', '-c', `echo 0 > /proc/sys/user/${limit} && exec "$0" "$@"`]
      if (spawnSync(under[0] ?? '', [...under.slice(1), 'true']).status !== 0) return this.skip()
      const watched = Watched.start(SETTLE, {cwd: directory, under})
      await watched.untilSaid(words)
      await watched.untilRounds(1)
      plant(drop, {[name(1)]: 'one'})
      await watched.until(() => watched.moved === 1)
      await watched.end()
    })
  }

  it('refuses what it can not do together, and a time that is none', async () => {
    for (const [args, words] of [
      [['--dry-run'], '--dry-run'],
      [['--plan', 'p.ndjson'], '--plan'],
      [['--settle', 'soon'], '5s, 1m'],
      [['--settle', '2d'], 'at most 1d'],
    ] as const) {
      const ran = await mediastruct(['ingest', '--watch', ...args], {cwd: directory})
      expect(ran.code, ran.stderr).to.equal(2)
      expect(ran.stderr).to.contain(words)
    }
    const missing = await mediastruct(['ingest', 'nowhere', '--watch', '--json'], {cwd: directory})
    expect(missing.code).to.equal(2)
    expect(missing.json<{error: {code: string}}>().error.code).to.equal('MISSING_ROOT')
  })
})

/** Long enough for a watch that would go round without reason to do so several times. */
async function still(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1500))
}
