/** Media that take files, mounted for real: too small, full on the way, read-only, without hard links, with another file system. */
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant} from '../e2e/tree.ts'
import {bagProblems} from '../support/bag.ts'
import {mediastruct, PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {NO_LINKS} from './held.ts'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'

const missing = whyNoMounts()
const noExfat =
  missing ?? whyNoTool('mount.exfat-fuse', 'exfat-fuse') ?? whyNoTool('mkfs.exfat', 'exfatprogs')
const FILES = {
  '2019/2019-05-04/a.jpg': Buffer.alloc(300_000, 'first '),
  '2019/2019-05-04/b.jpg': Buffer.alloc(300_000, 'second '),
  '2019/2019-05-05/Ödön.jpg': Buffer.alloc(300_000, 'third '),
}

interface Written {
  directory: {alreadyThere: number}
  copies: {state: string; problem: string | null}[]
}

describe(`media that take files${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let root: string
  let mounts: Mounts
  const burn = (device: string, nodeOptions: readonly string[] = []) => {
    const args = ['volumes', 'burn', 'MS-0001', '--device', device, '--verify', '--json']
    return mediastruct([...args, '--catalog', 'catalog.db'], {cwd: root, nodeOptions})
  }
  const refused = async (device: string) => (await burn(device)).json<{error: {code: string}}>().error.code

  beforeEach(async function () {
    if (missing !== undefined) return this.skip()
    mounts = new Mounts()
    root = scratch()
    plant(root, {
      'mediastruct.config.json': JSON.stringify({
        plugins: [join(PACKAGE_ROOT, 'examples/volumes-lto/src/plugin.ts')],
      }),
    })
    plant(join(root, 'lib'), FILES)
    for (const args of ['crawl lib', 'archive lib --to arch --medium disk-500'])
      expect((await mediastruct([...args.split(' '), '--catalog', 'catalog.db'], {cwd: root})).code).to.equal(
        0,
      )
  })
  afterEach(() => mounts?.remove())

  it('are refused where they are too small or read-only; one that is full on the way goes on with more room', async () => {
    expect(await refused(mounts.tmpfs('small', 'size=512k'))).to.equal('TOO_SMALL')
    const disk = mounts.tmpfs('disk', 'size=64m,nr_inodes=7')
    mounts.remount(disk, 'ro')
    expect(await refused(disk)).to.equal('READ_ONLY')
    mounts.remount(disk, 'rw')
    const full = await burn(disk)
    const [copy] = full.json<Written>().copies
    expect([full.code, copy?.state]).to.deep.equal([1, 'failed'])
    expect(copy?.problem).to.contain('no space left on the device')
    const written = readdirSync(disk, {recursive: true}).map(String)
    expect(written.filter((name) => name.endsWith('.part'))).to.deep.equal([])
    mounts.remount(disk, 'nr_inodes=100')
    const again = await burn(disk)
    const {directory, copies} = again.json<Written>()
    expect([again.code, copies[0]?.state, bagProblems(disk)]).to.deep.equal([0, 'verified', []])
    expect(directory.alreadyThere).to.be.greaterThan(0)
    expect(again.stderr, 'another file system').to.not.contain('same file system')
  })

  it('need no hard links', async () => {
    const disk = mounts.tmpfs('disk')
    expect((await burn(disk, NO_LINKS)).code).to.equal(0)
    expect(bagProblems(disk)).to.deep.equal([])
  })

  it(`may be formatted with exFAT${skippedBecause(noExfat)}`, async function () {
    if (noExfat !== undefined) return this.skip()
    const image = mounts.image('card-disk', 'mkfs.exfat', 32 << 20)
    const card = mounts.by('card', (point) => ['mount', '-t', 'exfat-fuse', '-o', 'loop', image, point])
    const written = await burn(card)
    expect(written.code, written.stdout + written.stderr).to.equal(0)
    expect(bagProblems(card)).to.deep.equal([])
    expect(await refused(card)).to.equal('NOT_BLANK')
  })
})
