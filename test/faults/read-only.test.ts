/** What may not be written to: a read-only mount, an immutable file, a directory that only grows. Listed; nothing lost, nothing left. */
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {fingerprint} from './census.ts'
import {heldAt} from './held.ts'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'
import {codes, paths, pictureOf, Scene} from './scene.ts'

const missing = whyNoMounts() ?? whyNoTool('mkfs.ext4', 'e2fsprogs')
const PICTURE = 'IMG_20190102_030405.jpg'
const FILES = {
  [`drop/${PICTURE}`]: 'a picture',
  'm/x.jpg': 'the beach',
  'tree/x.jpg': 'the beach',
  'lib/2019-01-02/a.jpg': 'a third picture',
}

interface Work {
  readonly command: string
  readonly args: string
  /** The file that is to move. */
  readonly file: string
  /** The place it is to come to. */
  readonly to: string
  /** What chattr does, to the file or to its directory. */
  readonly lock: {readonly what: string; readonly attribute: '+i' | '+a'; readonly above: boolean}
}

const WORKS: readonly Work[] = [
  {
    command: 'ingest',
    args: 'ingest NEAR/drop --to FAR/new',
    file: `drop/${PICTURE}`,
    to: 'new',
    lock: {what: 'an immutable file', attribute: '+i', above: false},
  },
  {
    command: 'sort',
    args: 'sort NEAR/tree --master NEAR/m --to FAR/dup',
    file: 'tree/x.jpg',
    to: 'dup',
    lock: {what: 'a directory that only grows', attribute: '+a', above: true},
  },
  {
    command: 'archive',
    args: 'archive NEAR/lib --to FAR/arch --medium dvd-r',
    file: 'lib/2019-01-02/a.jpg',
    to: 'arch',
    lock: {what: 'an immutable directory', attribute: '+i', above: true},
  },
]

describe(`what is read-only${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let mounts: Mounts
  const locked: string[] = []
  beforeEach(function () {
    if (missing !== undefined) return this.skip()
    mounts = new Mounts()
  })
  afterEach(() => {
    for (const path of locked.splice(0)) spawnSync('chattr', ['-ia', path])
    mounts?.remove()
  })

  function change(attribute: '+i' | '+a', path: string): void {
    locked.push(path)
    execFileSync('chattr', [attribute, path])
  }

  for (const {command, args, file, to, lock} of WORKS) {
    // A link within one file system is refused between its mounts as between disks.
    const kinds =
      command === 'sort' ? ['another file system', 'the same file system'] : ['another file system']
    for (const kind of kinds) {
      it(`${command} from a read-only mount of ${kind}: the copy is taken back, the file listed`, async () => {
        const disk = mounts.tmpfs('disk')
        mkdirSync(join(disk, 'far'))
        const far = kind === 'the same file system' ? join(disk, 'far') : mounts.tmpfs('far')
        const source = join(disk, 'near')
        new Scene({near: source, far: source}).plant(FILES)
        const near = mounts.bind('near', source, 'ro')
        const scene = new Scene({near, far})
        scene.remember()
        const before = fingerprint(source)
        if (command !== 'ingest') await scene.done('crawl NEAR/m NEAR/tree NEAR/lib')
        const {code, errors} = await scene.run(args)
        expect([code, paths(errors), codes(errors)]).to.deep.equal([1, [join(near, file)], ['EROFS']])
        expect(fingerprint(source)).to.deep.equal(before)
        expect(pictureOf(join(far, to)), 'left behind').to.deep.equal([])
        mounts.remount(near, 'rw,bind')
        await expectMoved(scene, args, file)
      })
    }

    it(`${command} to a read-only mount: nothing is touched`, async () => {
      const near = mounts.tmpfs('near')
      const scene = new Scene({near, far: mounts.bind('far', mounts.tmpfs('disk'), 'ro')}).plant(FILES)
      const before = fingerprint(near)
      if (command !== 'ingest') await scene.done('crawl NEAR/m NEAR/tree NEAR/lib')
      const {code, refusal} = await scene.run(args)
      expect([code, refusal]).to.deep.equal([2, 'EROFS'])
      expect(fingerprint(near)).to.deep.equal(before)
      mounts.remount(scene.far, 'rw,bind')
      await expectMoved(scene, args, file)
    })

    it(`${command} from ${lock.what}: listed, and nothing is left of it elsewhere`, async () => {
      const disk = mounts.disk('disk', 'mkfs.ext4 -q', 16 << 20)
      const scene = new Scene({near: join(disk, 'near'), far: join(disk, 'near')}).plant(FILES)
      const path = join(scene.near, file)
      if (command !== 'ingest') await scene.done('crawl NEAR/m NEAR/tree NEAR/lib')
      const held = lock.above ? join(path, '..') : path
      change(lock.attribute, held)
      const before = pictureOf(scene.near)
      const {code, errors} = await scene.run(args)
      expect([code, paths(errors), codes(errors)]).to.deep.equal([1, [path], ['EPERM']])
      expect(pictureOf(scene.near)).to.deep.equal(before)
      execFileSync('chattr', ['-ia', held])
      await expectMoved(scene, args, file)
    })
  }

  it('archive, where neither name can be taken away any more: the next run finishes file and volume', async () => {
    const near = mounts.disk('near', 'mkfs.ext4 -q', 16 << 20)
    const far = mounts.disk('far', 'mkfs.ext4 -q', 16 << 20)
    const scene = new Scene({near, far}).plant(FILES)
    await scene.done('crawl NEAR/lib')
    const source = join(near, 'lib/2019-01-02/a.jpg')
    const args = ['archive', join(near, 'lib'), '--to', join(far, 'arch'), '--medium', 'dvd-r']
    const held = await heldAt({call: 'unlink', path: source}, args, {cwd: scene.cwd})
    const volume = join(far, 'arch/MS-0001')
    change('+i', join(source, '..'))
    change('+i', join(volume, 'data/2019-01-02'))
    const {code, stdout} = await held.release()
    expect(code, stdout).to.equal(1)
    scene.expectKept()
    for (const path of locked.splice(0)) execFileSync('chattr', ['-i', path])
    await scene.done('archive NEAR/lib --to FAR/arch --medium dvd-r')
    scene.expectFinished()
    expect(pictureOf(join(near, 'lib'))).to.deep.equal([])
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'manifest-sha256.txt'], {
      cwd: volume,
      stdio: 'pipe',
    })
    const listed = await mediastruct(['volumes', 'list', '--json'], {cwd: scene.cwd})
    const {volumes} = JSON.parse(listed.stdout) as {volumes: readonly object[]}
    expect(volumes).to.have.lengthOf(1)
    expect(volumes[0]).to.include({id: 'MS-0001', state: 'unburned', files: 1})
  })
})

/** The obstacle is gone: the same command does it. */
async function expectMoved(scene: Scene, args: string, file: string): Promise<void> {
  const {moves} = await scene.done(args)
  expect(moves.map(({from}) => from)).to.deep.equal([join(scene.near, file)])
  scene.expectFinished()
}
