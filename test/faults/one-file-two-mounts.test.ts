/**
 * One file that is seen by two ways, with a device and an inode for each: a pool of disks and a branch of it, an overlay
 * and what lies under it, two bind mounts. It is no duplicate of itself: sorted, it stays.
 */
import {mkdirSync, mkdtempSync, rmdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {editLines} from '../support/tampered-plan.ts'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'
import {codes, pictureOf, Scene} from './scene.ts'

const ALONE = {'tree/sub/one.jpg': 'seen twice', 'tree/other.jpg': 'seen twice as well'}
const WITH_A_COPY = {...ALONE, 'tree/sub/two.jpg': 'two of them', 'tree/two.jpg': 'two of them'}
const noMergerfs = whyNoMounts() ?? whyNoTool('mergerfs', 'mergerfs')
const noStrace = noMergerfs ?? whyNoTool('strace', 'strace')

const SORTS = ['sort NEAR/tree --master FAR', 'sort FAR --master NEAR/tree', 'sort NEAR/tree FAR']

/** A disk with a tree, NEAR/tree, and another way to that tree, FAR. */
function sceneWith(mounts: Mounts, view: (tree: string, disk: string) => string): Scene {
  const near = mounts.tmpfs('near')
  // Views number their inodes from 1: those of the disk must not happen to be the same.
  for (let used = 0; used < 100; used++) rmdirSync(mkdtempSync(join(near, 'used-')))
  mkdirSync(join(near, 'tree'))
  return new Scene({near, far: view(join(near, 'tree'), near)})
}

describe('one file under two mounts', function () {
  this.timeout(60_000)
  let mounts: Mounts
  beforeEach(() => {
    mounts = new Mounts()
  })
  afterEach(() => mounts.remove())

  const bind = (tree: string) => mounts.bind('view', tree)
  // A pool makes no file on a branch with less room than this: 4 GB, unless told.
  const mergerfs = (tree: string) =>
    mounts.by('view', (point) => ['mergerfs', '-o', 'minfreespace=0', tree, point])
  /** Without a memory of its own, it shows at once what became of a file. */
  const forgetful = (tree: string) =>
    mounts.by('view', (point) => ['mergerfs', '-o', 'minfreespace=0,cache.attr=0,cache.entry=0', tree, point])
  const overlay = (tree: string, disk: string) => {
    for (const part of ['upper', 'work']) mkdirSync(join(disk, part))
    const parts = `lowerdir=${tree},upperdir=${disk}/upper,workdir=${disk}/work`
    return mounts.by('view', (point) => ['mount', '-t', 'overlay', '-o', parts, 'none', point])
  }
  const views = {
    // The index knows it: nothing is tried.
    'a bind mount': {view: bind, missing: whyNoMounts(), sorts: ['sort NEAR/tree --master FAR'], answer: [0]},
    // Only what becomes of one when the other leaves tells.
    'a pool of mergerfs': {
      view: mergerfs,
      missing: noMergerfs,
      sorts: SORTS,
      answer: [1, 'KEEPER_LOST', 'KEEPER_LOST'],
    },
  }

  for (const [name, {view, missing, sorts, answer}] of Object.entries(views)) {
    for (const sort of sorts) {
      it(`${sort}, ${name}: every file stays${skippedBecause(missing)}`, async function () {
        if (missing !== undefined) return this.skip()
        const scene = sceneWith(mounts, view).plant(ALONE)
        const before = pictureOf(scene.near)
        await scene.done('crawl NEAR/tree FAR')
        const {code, errors} = await scene.run(`${sort} --to NEAR/duplicates`)
        expect(pictureOf(scene.near)).to.deep.equal(before)
        expect(pictureOf(scene.far)).to.have.length(before.length)
        scene.expectFinished()
        expect([code, ...errors.map((error) => error.code)]).to.deep.equal(answer)
      })
    }

    it(`two files seen as four, ${name}: one of each content stays${skippedBecause(missing)}`, async function () {
      if (missing !== undefined) return this.skip()
      const scene = sceneWith(mounts, view).plant(WITH_A_COPY)
      await scene.done('crawl NEAR/tree FAR')
      for (const _again of [1, 2]) {
        await scene.run('sort FAR NEAR/tree --to NEAR/duplicates')
        scene.expectFinished()
        const inTree = new Set(pictureOf(scene.far).map((line) => line.split(' ').at(-4)))
        expect(inTree.size, pictureOf(scene.near).join('\n')).to.equal(3)
      }
    })
  }

  it(`a sort killed before the old names go, a pool of mergerfs: they stay${skippedBecause(noStrace)}`, async function () {
    if (noStrace !== undefined) return this.skip()
    const scene = sceneWith(mounts, forgetful).plant(ALONE)
    const before = pictureOf(join(scene.near, 'tree'))
    await scene.done('crawl NEAR/tree FAR')
    const sort = 'sort NEAR/tree --master FAR --to NEAR/duplicates'
    await scene.killed(sort, 'unlink', join(scene.near, 'tree/other.jpg'))
    expect(pictureOf(join(scene.near, 'duplicates'))).to.have.length(2)
    const {code, errors} = await scene.run(sort)
    expect([code, codes(errors)]).to.deep.equal([1, ['KEEPER_LOST']])
    expect(pictureOf(scene.near).map((line) => line.replace(/^tree\//, ''))).to.deep.equal(before)
  })

  it(`a plan by hand, an overlay: every file stays, though its view goes on to show it${skippedBecause(whyNoMounts())}`, async function () {
    if (whyNoMounts() !== undefined) return this.skip()
    const scene = sceneWith(mounts, overlay).plant({...ALONE, 'twins/one.jpg': 'seen twice'})
    const before = pictureOf(scene.near)
    await scene.done('crawl NEAR/tree NEAR/twins')
    const plan = join(scene.cwd, 'plan.ndjson')
    await scene.done(`sort NEAR/tree --master NEAR/twins --to NEAR/duplicates --plan ${plan}`)
    editLines(plan, (line) => ('keeper' in line ? {...line, keeper: `${scene.far}/sub/one.jpg`} : line))
    const {code, errors} = await scene.run(`apply ${plan}`)
    expect([code, codes(errors)]).to.deep.equal([1, ['KEEPER_LOST']])
    expect(pictureOf(scene.near)).to.deep.equal(before)
  })
})
