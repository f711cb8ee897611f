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
  'm/w.jpg': 'the cat',
  'tree/w.jpg': 'the cat',
  'drop/IMG_20190102_030407.jpg': 'a third',
  'lib/2019-01-03/c.jpg': 'a fifth picture',
  'lib/2019-01-02/a.jpg': 'a third picture',
  'lib/2019-01-02/b.jpg': 'a fourth picture',
}
const CRAWL = 'crawl NEAR/m NEAR/tree NEAR/lib'

interface Row {
  readonly name: string
  /** Made unreadable, below the near place. */
  readonly dark: readonly string[]
  readonly before: readonly string[]
  readonly args: string
  /** Below the near place; what is listed under `errors`. */
  readonly listed: readonly string[]
  /** How many moves are done all the same. */
  readonly done: number
}

const SORT = 'sort NEAR/tree --master NEAR/m --to NEAR/dup'
const DARK_TREE = ['tree/dark', 'tree/x.jpg']
const DARK_MASTER = ['m/dark', 'm/x.jpg']

const ROWS: readonly Row[] = [
  {name: 'crawl', dark: DARK_TREE, before: [], args: 'crawl NEAR/tree', listed: DARK_TREE, done: 0},
  {
    name: 'crawl of what is known',
    dark: DARK_TREE,
    before: [CRAWL],
    args: 'crawl NEAR/tree --rehash',
    listed: DARK_TREE,
    done: 0,
  },
  {
    name: 'ingest',
    dark: ['drop/IMG_20190102_030405.jpg', 'drop/dark'],
    before: [],
    args: 'ingest NEAR/drop --to NEAR/new',
    listed: ['drop/IMG_20190102_030405.jpg', 'drop/dark'],
    done: 1,
  },
  {
    name: 'sort',
    dark: DARK_TREE,
    before: [CRAWL],
    args: SORT,
    listed: ['tree/dark/y.jpg', 'tree/x.jpg'],
    done: 1,
  },
  {
    name: 'sort, of keepers',
    dark: DARK_MASTER,
    before: [CRAWL],
    args: SORT,
    listed: ['tree/dark/y.jpg', 'tree/x.jpg'],
    done: 1,
  },
  {
    name: 'archive',
    dark: ['lib/2019-01-02/a.jpg', 'lib/2019-01-03'],
    before: [CRAWL],
    args: 'archive NEAR/lib --to NEAR/arch --medium dvd-r',
    listed: ['lib/2019-01-02/a.jpg', 'lib/2019-01-03/c.jpg'],
    done: 1,
  },
  {
    name: 'verify',
    dark: DARK_MASTER,
    before: [CRAWL],
    args: 'verify NEAR/m',
    listed: ['m/dark/y.jpg', 'm/x.jpg'],
    done: 0,
  },
]

describe(`what may not be read${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let scene: Scene
  const darkened: string[] = []

  beforeEach(function () {
    if (missing !== undefined) return this.skip()
    const near = scratch()
    scene = new Scene({near, far: near}).plant(FILES)
  })
  afterEach(() => {
    for (const path of darkened.splice(0)) chmodSync(path, 0o700)
  })

  function darken(path: string): void {
    darkened.push(join(scene.near, path))
    chmodSync(join(scene.near, path), 0)
  }
  const run = (args: string) => scene.run(args, {under: POWERLESS})

  for (const {name, dark, before, args, listed, done} of ROWS) {
    it(`is listed: ${name}`, async () => {
      await scene.prepare(before)
      for (const path of dark) darken(path)
      const {code, errors, moves, changed, damaged, message} = await run(args)
      expect([code, codes(errors)], message).to.deep.equal([1, ['EACCES']])
      expect(paths(errors)).to.deep.equal(listed.map((path) => join(scene.near, path)))
      expect(moves.filter(({state}) => state === 'done')).to.have.length(done)
      expect([changed, damaged]).to.deep.equal([[], []])
      // They could not be counted in the dark.
      for (const path of dark) chmodSync(join(scene.near, path), 0o700)
      scene.expectFinished()
    })
  }

  it('is not forgotten: a crawl with a dark directory keeps what it knew of it', async () => {
    await scene.done(CRAWL)
    darken('tree/dark')
    expect((await run('crawl NEAR/tree')).roots.map(({files}) => files)).to.deep.equal([3])
    chmodSync(join(scene.near, 'tree/dark'), 0o755)
    const before = pictureOf(join(scene.near, 'tree'))
    await scene.done('crawl NEAR/tree')
    const {moves} = await scene.done(SORT)
    expect([before.length, moves.length]).to.deep.equal([4, 3])
  })

  for (const path of ['tree/dark', 'm/x.jpg']) {
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
