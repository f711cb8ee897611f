/** What may not be read is said, each time and of each file, with exit 1: never passed over, never taken for gone. */
import {spawnSync} from 'node:child_process'
import {chmodSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {scratch} from '../support/scratch.ts'
import {skippedBecause} from './mounts.ts'
import {codes, paths, pictureOf, Scene} from './scene.ts'

const POWERS = '-dac_override,-dac_read_search,-fowner'
/** Root without the powers that make root ignore modes. */
const POWERLESS = ['setpriv', '--bounding-set', POWERS, '--inh-caps', POWERS]
const missing = whyNotPowerless()

const FILES = {
  'm/x.jpg': 'the beach',
  'm/dark/y.jpg': 'the dog',
  'tree/x.jpg': 'the beach',
  'tree/dark/y.jpg': 'the dog',
  'tree/z.jpg': 'only here',
  'drop/IMG_20190102_030405.jpg': 'a picture',
  'drop/dark/IMG_20190102_030406.jpg': 'another',
  'lib/2019-01-02/a.jpg': 'a third picture',
  'lib/2019-01-02/b.jpg': 'a fourth picture',
}
const CRAWL = 'crawl NEAR/m NEAR/tree NEAR/lib'

interface Row {
  readonly name: string
  /** Made unreadable, below the near place. */
  readonly dark: string
  readonly before?: string
  readonly args: string
  /** Below the near place; what is listed under `errors`. */
  readonly listed: readonly string[]
  /** How many moves are done all the same. */
  readonly done?: number
}

const SORT = 'sort NEAR/tree --master NEAR/m --to NEAR/dup'
const INGEST = 'ingest NEAR/drop --to NEAR/new'
const ARCHIVE = 'archive NEAR/lib --to NEAR/arch --medium dvd-r'

const ROWS: readonly Row[] = [
  {name: 'crawl of a file', dark: 'tree/x.jpg', args: 'crawl NEAR/tree', listed: ['tree/x.jpg']},
  {name: 'crawl of a directory', dark: 'tree/dark', args: 'crawl NEAR/tree', listed: ['tree/dark']},
  {
    name: 'crawl of a file that is known',
    dark: 'tree/x.jpg',
    before: CRAWL,
    args: 'crawl NEAR/tree --rehash',
    listed: ['tree/x.jpg'],
  },
  {
    name: 'crawl of a directory that is known',
    dark: 'tree/dark',
    before: CRAWL,
    args: 'crawl NEAR/tree',
    listed: ['tree/dark'],
  },
  {
    name: 'ingest of a file',
    dark: 'drop/IMG_20190102_030405.jpg',
    args: INGEST,
    listed: ['drop/IMG_20190102_030405.jpg'],
    done: 1,
  },
  {name: 'ingest of a directory', dark: 'drop/dark', args: INGEST, listed: ['drop/dark'], done: 1},
  {name: 'sort of a file', dark: 'tree/x.jpg', before: CRAWL, args: SORT, listed: ['tree/x.jpg'], done: 1},
  {
    name: 'sort of a directory',
    dark: 'tree/dark',
    before: CRAWL,
    args: SORT,
    listed: ['tree/dark/y.jpg'],
    done: 1,
  },
  {
    name: 'sort with a keeper',
    dark: 'm/dark/y.jpg',
    before: CRAWL,
    args: SORT,
    listed: ['tree/dark/y.jpg'],
    done: 1,
  },
  {
    name: 'sort with a directory of keepers',
    dark: 'm/dark',
    before: CRAWL,
    args: SORT,
    listed: ['tree/dark/y.jpg'],
    done: 1,
  },
  {
    name: 'archive of a file',
    dark: 'lib/2019-01-02/a.jpg',
    before: CRAWL,
    args: ARCHIVE,
    listed: ['lib/2019-01-02/a.jpg'],
    done: 1,
  },
  {
    name: 'archive of a directory',
    dark: 'lib/2019-01-02',
    before: CRAWL,
    args: ARCHIVE,
    listed: ['lib/2019-01-02/a.jpg', 'lib/2019-01-02/b.jpg'],
  },
  {name: 'verify of a file', dark: 'm/x.jpg', before: CRAWL, args: 'verify NEAR/m', listed: ['m/x.jpg']},
  {
    name: 'verify of a directory',
    dark: 'm/dark',
    before: CRAWL,
    args: 'verify NEAR/m',
    listed: ['m/dark/y.jpg'],
  },
]

describe(`what may not be read${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let scene: Scene
  let dark: string | undefined

  beforeEach(function () {
    if (missing !== undefined) return this.skip()
    const near = scratch()
    scene = new Scene({near, far: near}).plant(FILES)
  })
  afterEach(() => {
    if (dark !== undefined) chmodSync(dark, 0o700)
    dark = undefined
  })

  function darken(path: string): void {
    dark = join(scene.near, path)
    chmodSync(dark, 0)
  }
  const run = (args: string) => scene.run(args, {under: POWERLESS})

  for (const {name, dark, before, args, listed, done = 0} of ROWS) {
    it(`is listed: ${name}`, async () => {
      if (before !== undefined) await scene.done(before)
      darken(dark)
      const {code, errors, moves, changed, damaged, message} = await run(args)
      expect([code, codes(errors)], message).to.deep.equal([1, ['EACCES']])
      expect(paths(errors)).to.deep.equal(listed.map((path) => join(scene.near, path)))
      expect(moves.filter(({state}) => state === 'done')).to.have.length(done)
      expect([changed, damaged]).to.deep.equal([[], []])
      scene.expectFinished()
    })
  }

  it('is not forgotten: a crawl with a dark directory keeps what it knew of it', async () => {
    await scene.done(CRAWL)
    darken('tree/dark')
    expect((await run('crawl NEAR/tree')).roots.map(({files}) => files)).to.deep.equal([2])
    chmodSync(join(scene.near, 'tree/dark'), 0o755)
    const before = pictureOf(join(scene.near, 'tree'))
    await scene.done('crawl NEAR/tree')
    const {moves} = await scene.done(SORT)
    expect([before.length, moves.length]).to.deep.equal([3, 2])
  })

  for (const path of ['tree/x.jpg', 'tree/dark', 'm/x.jpg', 'm/dark']) {
    it(`is not safe to wipe: ${path}`, async () => {
      const near = scratch()
      scene = new Scene({near, far: near}, {threads: 2, masters: [join(near, 'm')]})
      scene.plant({'m/x.jpg': 'x', 'm/dark/y.jpg': 'y', 'tree/x.jpg': 'x', 'tree/dark/y.jpg': 'y'})
      await scene.done('crawl NEAR/m')
      const status = 'status --safe-to-wipe NEAR/tree --same-device'
      await scene.done(status)
      darken(path)
      expect((await run(status)).code).to.equal(1)
    })
  }
})

function whyNotPowerless(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'giving powers up needs root'
  const {status} = spawnSync(POWERLESS[0] ?? '', [...POWERLESS.slice(1), 'true'], {stdio: 'ignore'})
  return status === 0 ? undefined : 'setpriv does not work here'
}
