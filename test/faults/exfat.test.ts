/** To a card and from it: exFAT has no hard links, no modes, times of 2 s, one name for IMG.JPG and img.jpg, and names that it refuses. */

import {spawn} from 'node:child_process'
import {readdirSync} from 'node:fs'
import {basename, join} from 'node:path'
import {expect} from 'chai'
import {forThisTest} from '../support/children.ts'
import {PROGRAM, programEnv} from '../support/mediastruct.ts'
import {editLines} from '../support/tampered-plan.ts'
import {type Counted, census, fingerprint} from './census.ts'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'
import {codes, paths, Scene} from './scene.ts'

const missing =
  whyNoMounts() ?? whyNoTool('mount.exfat-fuse', 'exfat-fuse') ?? whyNoTool('mkfs.exfat', 'exfatprogs')
const NS = 1_000_000_000n

describe(`exFAT${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let mounts: Mounts
  beforeEach(function () {
    if (missing !== undefined) return this.skip()
    mounts = new Mounts()
  })
  afterEach(() => mounts?.remove())

  function exfat(name: string): string {
    const image = mounts.image(`${name}-disk`, 'mkfs.exfat', 32 << 20)
    return mounts.by(name, (point) => ['mount', '-t', 'exfat-fuse', '-o', 'loop', image, point])
  }

  const DROP = {
    'drop/IMG_20190102_030405.jpg': 'a picture '.repeat(150_000),
    'drop/IMG_20190102_030405.xmp': '<x:xmpmeta/>',
    'drop/sub/IMG_20190203_111213.jpg': 'another picture',
  }
  const TREES = {'m/x.jpg': 'the beach', 'tree/x.jpg': 'the beach', 'tree/deep/x.jpg': 'the beach'}
  const WORKS = {
    ingest: {files: DROP, before: [], args: 'ingest NEAR/drop --to FAR/lib', moved: 3},
    sort: {
      files: TREES,
      before: ['crawl NEAR/m NEAR/tree'],
      args: 'sort NEAR/tree --master NEAR/m --to FAR/dup',
      moved: 2,
    },
  }
  const PLACES = {
    'to a card': () => ({near: mounts.tmpfs('near'), far: exfat('far')}),
    'from a card': () => ({near: exfat('near'), far: mounts.tmpfs('far')}),
    'within a card': () => {
      const card = exfat('card')
      return {near: card, far: card}
    },
  }

  for (const [command, where] of [
    ['ingest', 'to a card'],
    ['ingest', 'from a card'],
    ['sort', 'from a card'],
    ['sort', 'within a card'],
  ] as const) {
    const {files, before, args, moved} = WORKS[command]
    it(`${command} ${where}, and undo: names, bytes and times come back`, async () => {
      const scene = new Scene(PLACES[where]()).plant(files)
      const was = bareTimes(census(scene.near))
      await scene.prepare(before)
      const {moves} = await scene.done(args)
      expect(moves).to.have.length(moved)
      scene.expectFinished()
      await scene.done('undo RUN')
      scene.expectFinished()
      expect(bareTimes(census(scene.near))).to.deep.equal(was)
    })
  }

  it('two names that are one to the card: neither replaces the other', async () => {
    const scene = new Scene({near: mounts.tmpfs('near'), far: exfat('far')})
    scene.plant({'m/x.jpg': 'one', 'm/y.jpg': 'two', 'tree/IMG.JPG': 'one', 'tree/img.jpg': 'two'})
    await scene.done('crawl NEAR/m NEAR/tree')
    const plan = join(scene.cwd, 'plan.ndjson')
    await scene.done(`sort NEAR/tree --master NEAR/m --to FAR/dup --plan ${plan}`)
    // The planner sees it coming; a plan from elsewhere may not.
    editLines(plan, (line) => {
      if (typeof line.from !== 'string') return line
      return {...line, to: join(scene.far, 'dup/tree', basename(line.from))}
    })
    await scene.done(`apply ${plan}`)
    scene.expectFinished()
    expect(census(join(scene.far, 'dup'))).to.have.length(2)
    await scene.done('undo RUN')
    expect(
      census(join(scene.near, 'tree'))
        .map(({path}) => path)
        .sort(),
    ).to.deep.equal(['IMG.JPG', 'img.jpg'])
  })

  it('a name of which only the case changes goes by way of another; undo brings it back', async () => {
    const card = exfat('card')
    const scene = new Scene({near: card, far: card})
    const day = 'lib/2019/2019-01-02'
    scene.plant({[`${day}/20190102 A.JPG`]: 'one', [`${day}/20190102 A.JPG.XMP`]: '<x:xmpmeta/>'})
    await scene.done('crawl NEAR/lib')
    const was = bareTimes(census(join(card, 'lib')))
    const {moves} = await scene.done('refile --to NEAR/lib --rename {name} --lowercase-ext')
    expect(moves).to.have.length(4)
    scene.expectFinished()
    const names = census(join(card, day)).map(({path}) => path)
    expect(names.sort()).to.deep.equal(['20190102 A.jpg', '20190102 A.jpg.xmp'])
    await scene.done('undo RUN')
    expect(bareTimes(census(join(card, 'lib')))).to.deep.equal(was)
  })

  for (const master of ['M', 'm/Deep', 'M/DEEP']) {
    it(`a master that ${master} spells otherwise: nothing of it is moved`, async () => {
      const card = exfat('card')
      const scene = new Scene({near: card, far: card})
      scene.plant({'m/deep/x.jpg': 'the beach', 'm/x.jpg': 'the beach', 'tree/x.jpg': 'the beach'})
      await scene.done(`crawl NEAR/m NEAR/tree NEAR/${master}`)
      const was = fingerprint(join(card, 'm'))
      const {moves, errors} = await scene.run(`sort NEAR/${master} NEAR/tree --master NEAR/m --to NEAR/dup`)
      const done = moves.filter(({state}) => state === 'done').map(({from}) => from)
      expect(done).to.deep.equal([join(card, 'tree/x.jpg')])
      expect(codes(errors)).to.satisfy((found: string[]) => found.every((code) => code === 'IN_MASTER'))
      expect(fingerprint(join(card, 'm'))).to.deep.equal(was)
      scene.expectFinished()
    })
  }

  it('names that the card refuses: listed, the files stay', async () => {
    const scene = new Scene({near: mounts.tmpfs('near'), far: exfat('far')})
    const names = ['a:b.jpg', 'sub:way/x.jpg', 'what?.jpg']
    scene.plant({
      'm/x.jpg': 'the beach',
      'tree/fine.jpg': 'the beach',
      ...Object.fromEntries(names.map((name) => [`tree/${name}`, 'the beach'])),
    })
    await scene.done('crawl NEAR/m NEAR/tree')
    const {code, errors} = await scene.run('sort NEAR/tree --master NEAR/m --to FAR/dup')
    expect([code, codes(errors)]).to.deep.equal([1, ['NAME_REFUSED']])
    expect(paths(errors)).to.deep.equal(names.map((name) => join(scene.near, 'tree', name)))
    expect(census(join(scene.far, 'dup')).map(({path}) => path)).to.deep.equal(['tree/fine.jpg'])
    for (const name of names) expect(census(join(scene.near, 'tree')).map(({path}) => path)).to.include(name)
    scene.expectFinished()
  })

  for (const where of ['within a card'] as const) {
    it(`an ingest ${where} that is killed goes on`, async () => {
      const pad = (number: number) => String(number).padStart(2, '0')
      const files = Array.from({length: 60}, (_, number) => [
        `drop/IMG_20190102_0304${pad(number)}.jpg`,
        `${number} `.repeat(20_000),
      ])
      const scene = new Scene(PLACES[where]()).plant(Object.fromEntries(files))
      const args = ['ingest', join(scene.near, 'drop'), '--to', join(scene.far, 'lib')]
      const child = forThisTest(
        spawn(process.execPath, [PROGRAM, ...args], {cwd: scene.cwd, env: programEnv(), stdio: 'ignore'}),
      )
      const ended = new Promise((resolve) => child.once('close', resolve))
      while (child.exitCode === null && pictures(join(scene.far, 'lib')) < 10)
        await new Promise((resolve) => setTimeout(resolve, 2))
      child.kill('SIGKILL')
      await ended
      scene.expectKept({placeholders: true})
      await scene.done(args.join(' '))
      scene.expectFinished()
      expect([pictures(join(scene.near, 'drop')), pictures(join(scene.far, 'lib'))]).to.deep.equal([0, 60])
    })
  }
})

/** Names, bytes and times as exFAT can keep them: to 2 s. */
function bareTimes(files: readonly Counted[]): string[] {
  return files.map(({path, content, mtimeNs}) => `${path} ${content} ${mtimeNs / NS / 2n}`).sort()
}

function pictures(directory: string): number {
  try {
    return readdirSync(directory, {recursive: true}).filter((name) => String(name).endsWith('.jpg')).length
  } catch {
    return 0
  }
}
