/**
 * A disk is not mounted, or another one is in its place: its tree is never filled, never forgotten, and what it holds
 * makes nothing else superfluous.
 */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {Mounts, skippedBecause, whyNoMounts} from './mounts.ts'
import {pictureOf, Scene} from './scene.ts'

const missing = whyNoMounts()
const TREES = ['m', 'tree', 'lib', 'arch'] as const
type Tree = (typeof TREES)[number]

const FILES = {
  'm/x.jpg': 'the beach',
  'tree/x.jpg': 'the beach',
  'tree/only.jpg': 'only here',
  'lib/2018/2018-05-04/a.jpg': 'a picture',
  'lib/2019/2019-05-04/b.jpg': 'another',
  'drop/IMG_20190102_030405.jpg': 'new',
}
const ARCHIVE = 'archive NEAR/lib --medium dvd-r'
const SORT = 'sort NEAR/tree'

interface Row {
  readonly gone: Tree
  /** What is at its mount point. */
  readonly instead: 'nothing' | 'another disk'
  /** Each is refused with exit 2. */
  readonly refused: readonly string[]
  /** What may go on all the same, for it neither writes to the tree nor forgets it. */
  readonly goesOn: readonly string[]
  /** What can be done when it is back, and how many files that moves. */
  readonly back: readonly [string, number]
}

const ROWS: readonly Row[] = [
  {
    gone: 'm',
    instead: 'nothing',
    refused: ['crawl NEAR/m', 'crawl', SORT, 'verify NEAR/m'],
    goesOn: ['dupes', 'status'],
    back: [SORT, 1],
  },
  {
    gone: 'tree',
    instead: 'another disk',
    refused: ['crawl NEAR/tree', SORT, 'verify NEAR/tree'],
    goesOn: ['dupes', 'status'],
    back: [SORT, 1],
  },
  {
    gone: 'lib',
    instead: 'nothing',
    refused: ['crawl NEAR/lib', 'ingest', ARCHIVE, 'sort'],
    goesOn: ['status'],
    back: ['ingest', 1],
  },
  {
    gone: 'arch',
    instead: 'another disk',
    refused: ['crawl NEAR/arch', ARCHIVE, SORT],
    goesOn: ['status'],
    back: [ARCHIVE, 1],
  },
]

describe(`a tree that vanished${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let mounts: Mounts
  let scene: Scene

  beforeEach(async function () {
    if (missing !== undefined) return this.skip()
    mounts = new Mounts()
    const disk = mounts.tmpfs('disk')
    for (const tree of TREES) {
      mkdirSync(join(disk, tree))
      mounts.bind(tree, join(disk, tree))
    }
    const at = (name: string) => join(mounts.root, name)
    const config = {library: at('lib'), archive: at('arch'), masters: [at('m')], trees: [at('tree')]}
    scene = new Scene(
      {near: mounts.root, far: mounts.root},
      {...config, drop: [at('drop')], duplicates: at('dup'), threads: 2},
    ).plant(FILES)
    await scene.done('crawl NEAR/m NEAR/tree NEAR/lib')
    await scene.done(`${ARCHIVE} --before 2019`)
  })
  afterEach(() => mounts?.remove())

  for (const {gone, instead, refused, goesOn, back} of ROWS) {
    it(`${gone}, and ${instead} in its place: refused until it is back`, async () => {
      const point = join(mounts.root, gone)
      mounts.unmount(point)
      if (instead === 'another disk') {
        writeFileSync(join(mounts.tmpfs(gone), 'of somebody else.jpg'), 'something else')
      }
      const before = pictureOf(mounts.root)
      for (const args of refused) {
        const {code, refusal} = await scene.run(args)
        expect([args, code, refusal]).to.deep.equal([args, 2, 'TREE_VANISHED'])
      }
      for (const args of goesOn) await scene.done(args)
      expect(pictureOf(mounts.root)).to.deep.equal(before)
      if (instead !== 'nothing') mounts.unmount(point)
      mounts.bind(gone, join(mounts.root, 'disk', gone))
      const {moves} = await scene.done(back[0])
      expect(moves).to.have.length(back[1])
      scene.expectFinished()
    })
  }

  it('arch: what the index knows of it keeps a file from being filed again, and justifies no move', async () => {
    writeFileSync(join(mounts.root, 'drop/IMG_20180504_030405.jpg'), 'a picture')
    mounts.unmount(join(mounts.root, 'arch'))
    const {moves, left} = await scene.done('ingest')
    expect(moves.map(({from}) => from)).to.deep.equal([join(mounts.root, 'drop/IMG_20190102_030405.jpg')])
    expect(left).to.have.length(1)
    expect(pictureOf(join(mounts.root, 'arch'))).to.deep.equal([])
    expect(pictureOf(join(mounts.root, 'drop'))).to.have.length(1)
  })
})
