/** A disk has no room: refused before the first byte, or one file listed after the other; with room the same command ends it. */
import {execFileSync} from 'node:child_process'
import {rmSync, statfsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {Mounts, skippedBecause, whyNoMounts} from './mounts.ts'
import {codes, paths, pictureOf, Scene} from './scene.ts'

const KIB = 1024
const missing = whyNoMounts()

/** Pictures of one day, each with bytes of its own. */
function pictures(directory: string, count: number, bytes: number): Record<string, string> {
  const pad = (number: number) => String(number).padStart(2, '0')
  const name = (number: number) => `IMG_20190102_03${pad(Math.floor(number / 60))}${pad(number % 60)}.jpg`
  return Object.fromEntries(
    Array.from({length: count}, (_, number) => [
      `${directory}/${name(number)}`,
      `${number} `.repeat(bytes).slice(0, bytes),
    ]),
  )
}

interface Work {
  readonly command: string
  /** What lies on the near disk, in pieces so small that their sizes add up to less than the room that they take. */
  readonly small: Readonly<Record<string, string>>
  readonly before: readonly string[]
  readonly args: string
  /** The directory of the near disk that is empty at the end. */
  readonly source: string
}

const FEW_BYTES = 100
const MANY = 150
const WORKS: readonly Work[] = [
  {
    command: 'ingest',
    small: pictures('drop', MANY, FEW_BYTES),
    before: [],
    args: 'ingest NEAR/drop --to FAR/lib',
    source: 'drop',
  },
  {
    command: 'sort',
    small: {...pictures('m', MANY, FEW_BYTES), ...pictures('tree', MANY, FEW_BYTES)},
    before: ['crawl NEAR/m NEAR/tree'],
    args: 'sort NEAR/tree --master NEAR/m --to FAR/dup',
    source: 'tree',
  },
  {
    command: 'archive',
    small: pictures('lib/2019-01-02', MANY, FEW_BYTES),
    before: ['crawl NEAR/lib'],
    args: 'archive NEAR/lib --to FAR/arch --medium dvd-r',
    source: 'lib',
  },
]

const SHORTAGES = {space: 'size=400k', inodes: 'size=4m,nr_inodes=90'}

describe(`a full disk${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let mounts: Mounts
  beforeEach(function () {
    if (missing !== undefined) return this.skip()
    mounts = new Mounts()
  })
  afterEach(() => mounts?.remove())

  for (const {command, before, args, small, source} of WORKS) {
    for (const [what, options] of Object.entries(SHORTAGES)) {
      // All of them move by the one mover: what it does without inodes is the same for each.
      if (what === 'inodes' && command !== 'ingest') continue
      it(`${command}: refused before the first byte; what meets no ${what} under way stays; goes on with more`, async () => {
        const far = mounts.tmpfs('far', 'size=8k')
        const scene = new Scene({near: mounts.tmpfs('near'), far}).plant(small)
        const was = scene.picture()
        await scene.prepare(before)
        const refused = await scene.run(args)
        expect([refused.code, refused.refusal]).to.deep.equal([2, 'NO_SPACE'])
        expect([scene.picture(), pictureOf(far)]).to.deep.equal([was, []])
        mounts.remount(far, options)
        const {code, refusal, errors, moves} = await scene.run(args)
        expect(code).to.equal(1)
        // Where not even the journal can be written, the run stops; else each file is listed.
        if (refusal === undefined) expect(codes(errors)).to.deep.equal(['ENOSPC'])
        else expect(refusal).to.equal('ENOSPC')
        const open = moves.filter(({state}) => state !== 'done').map(({from}) => from)
        expect(paths(errors)).to.include.members(open)
        scene.expectKept()
        mounts.remount(far, 'size=64m,nr_inodes=10k')
        await scene.done(args)
        scene.expectFinished()
        expect(pictureOf(join(scene.near, source)), 'left behind').to.deep.equal([])
        expect(pictureOf(scene.far).filter((line) => line.includes('.jpg '))).to.have.length(MANY)
      })
    }
  }

  it('archive: an index that meets no space is listed, and written with room', async () => {
    const far = mounts.tmpfs('far', 'size=628k')
    const scene = new Scene({near: mounts.tmpfs('near'), far}).plant(pictures('lib/2019-01-02', 10, 60 * KIB))
    await scene.done('crawl NEAR/lib')
    const archive = 'archive NEAR/lib --to FAR/arch --medium dvd-r'
    const {code, errors} = await scene.run(archive)
    expect([code, paths(errors), codes(errors)]).to.deep.equal([1, [join(far, 'arch')], ['ENOSPC']])
    scene.expectKept()
    mounts.remount(far, 'size=64m')
    await scene.done(archive)
    scene.expectFinished()
    const volume = join(far, 'arch/MS-0001')
    for (const list of ['manifest', 'tagmanifest'])
      execFileSync('sha256sum', ['--check', '--quiet', `${list}-sha256.txt`], {cwd: volume, stdio: 'pipe'})
  })

  it('undo: what has no room to come back to stays, and comes back with room', async () => {
    const near = mounts.tmpfs('near', 'size=1m')
    const scene = new Scene({near, far: mounts.tmpfs('far')}).plant(pictures('drop', 10, 60 * KIB))
    const was = scene.picture()
    await scene.done('ingest NEAR/drop --to FAR/lib')
    const filled = join(near, 'something else')
    writeFileSync(filled, Buffer.alloc(900 * KIB))
    const {code, refusal} = await scene.run('undo RUN')
    expect([code, refusal]).to.deep.equal([2, 'NO_SPACE'])
    expect(pictureOf(scene.far)).to.have.length(was.length)
    rmSync(filled)
    await scene.done('undo RUN')
    expect(scene.picture()).to.deep.equal(was)
  })

  for (const [command, before, args] of [
    ['crawl', ['crawl NEAR/m'], 'crawl NEAR/m NEAR/tree'],
    ['sort', ['crawl NEAR/m NEAR/tree'], 'sort NEAR/tree --master NEAR/m --to NEAR/dup'],
  ] as const) {
    for (const room of [0, 128 * KIB]) {
      it(`${command}: a catalog with room for ${room / KIB} KiB more stops it, and with room it goes on`, async () => {
        const near = mounts.tmpfs('near')
        const books = mounts.tmpfs('books', 'size=4m')
        const scene = new Scene({near, far: near})
        scene.plant({...pictures('m', 1000, 10), ...pictures('tree', 1000, 10)})
        const at = (line: string) => `${line} --catalog ${books}/catalog.db`
        await scene.prepare(before.map(at))
        const filled = join(books, 'something else')
        const {bavail, bsize} = statfsSync(books)
        writeFileSync(filled, Buffer.alloc(bavail * bsize - room))
        const {code, refusal} = await scene.run(at(args))
        expect([code, refusal]).to.deep.equal([2, 'CATALOG_FULL'])
        scene.expectKept()
        rmSync(filled)
        await scene.done(at(args))
        scene.expectFinished()
      })
    }
  }
})
