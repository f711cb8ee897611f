/** The power fails: after a command said that it was done, its moves are there and whole; before that, nothing is gone. */
import {type ChildProcess, type SpawnOptions, spawn} from 'node:child_process'
import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {forThisTest} from '../support/children.ts'
import {PROGRAM, programEnv} from '../support/mediastruct.ts'
import {Disks, FILE_SYSTEMS, whyNoPowerLoss} from './disks.ts'
import {skippedBecause} from './mounts.ts'
import {whyNoStrace} from './points/strace.ts'
import {
  CRAWL,
  cutBefore,
  done,
  expectKept,
  FEW,
  JOURNAL,
  MANY,
  namesBelow,
  plantDrop,
  plantTrees,
  SORT,
} from './power-scenes.ts'

/** Of the files of a run, how many have their new name when the power fails. */
const MOMENTS = {sort: 0.9, ingest: 0.05}
const [FIRST] = Object.keys(FILE_SYSTEMS)

/** Between the old names' end and the journal's word that it is done. */
const CALLS = [
  {what: 'the last old name goes', syscall: 'unlink', path: 'near/drop/IMG_20190102_030002.jpg', when: 1},
  {what: 'the journal says so', syscall: 'write', path: `far/${JOURNAL}`, when: 3},
  {what: 'the journal is flushed', syscall: 'fdatasync', path: `far/${JOURNAL}`, when: 3},
]

for (const [fileSystem, make] of Object.entries(FILE_SYSTEMS)) {
  describe(`power loss on ${fileSystem}${skippedBecause(whyNoPowerLoss)}`, function () {
    this.timeout(240_000)
    let disks: Disks
    const ingest = () => ['ingest', 'drop', '--to', join(disks.far, 'library')]

    beforeEach(function () {
      if (whyNoPowerLoss !== undefined) return this.skip()
      disks = new Disks(make)
    })
    afterEach(() => disks?.remove())

    it('takes nothing back of a sort that is done, its sources never flushed', async () => {
      const before = plantTrees(disks.near)
      await done(disks, CRAWL)
      await done(disks, SORT)
      disks.losePower()
      expectKept(before, disks)
      expect(namesBelow(disks.near, 'backup')).to.equal(0)
      expect(namesBelow(disks.near, 'duplicates')).to.equal(MANY)
    })

    // What follows looks at the order of calls, which is the same for every file system.
    if (fileSystem !== FIRST) return

    it('takes nothing back of an ingest to another disk that is done, its sources never flushed', async () => {
      const before = plantDrop(disks.near)
      await done(disks, ingest())
      disks.losePower()
      expectKept(before, disks)
      expect(namesBelow(disks.near, 'drop')).to.equal(0)
      expect(namesBelow(disks.far, 'library')).to.equal(MANY)
    })

    it(`loses nothing of an ingest to another disk at ${MOMENTS.ingest * 100}%, which goes on afterwards`, async () => {
      const before = plantDrop(disks.near)
      disks.flush('near', 'far')
      await cutShort(disks, ingest(), join(disks.far, 'library'), MOMENTS.ingest)
      expectKept(before, disks)
      await done(disks, ingest())
      expectKept(before, disks)
      expect(namesBelow(disks.far, 'library')).to.equal(MANY)
    })

    it(`loses nothing of a sort at ${MOMENTS.sort * 100}%, which goes on afterwards`, async () => {
      const before = plantTrees(disks.near)
      await done(disks, CRAWL)
      disks.flush('near', 'far')
      await cutShort(disks, SORT, join(disks.near, 'duplicates'), MOMENTS.sort)
      expectKept(before, disks)
      await done(disks, SORT)
      expectKept(before, disks)
      expect(namesBelow(disks.near, 'duplicates')).to.equal(MANY)
    })

    for (const {what, path, ...call} of CALLS) {
      const noStrace = whyNoStrace()
      const title = `loses nothing before ${what}, where only the disk with the old names was flushed by itself`
      it(`${title}${skippedBecause(noStrace)}`, async function () {
        if (noStrace !== undefined) this.skip()
        const before = plantDrop(disks.near, FEW)
        disks.flush('near', 'far')
        await cutBefore(disks, ingest(), {...call, path: disks.absolute(path)})
        expectKept(before, disks)
        await done(disks, ingest())
        expectKept(before, disks)
        expect(namesBelow(disks.far, 'library')).to.equal(FEW)
      })
    }
  })
}

/** Cuts the power when so much of the files has arrived below `target`. */
async function cutShort(
  disks: Disks,
  args: readonly string[],
  target: string,
  moment: number,
): Promise<void> {
  const options = {cwd: disks.near, env: programEnv(), stdio: 'ignore'} satisfies SpawnOptions
  const child = forThisTest(spawn(process.execPath, [PROGRAM, ...args], options))
  const ended = new Promise((resolve) => child.once('close', resolve))
  await arrived(child, target, Math.ceil(MANY * moment))
  disks.cut()
  child.kill('SIGKILL')
  await ended
  disks.mountAgain()
}

async function arrived(child: ChildProcess, target: string, files: number): Promise<void> {
  const isRunning = () => child.exitCode === null && child.signalCode === null
  while (isRunning() && (!existsSync(target) || filesIn(target) < files)) {
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  expect(isRunning(), 'it was still at work when the power failed').to.equal(true)
}

function filesIn(directory: string): number {
  const entries = readdirSync(directory, {recursive: true, withFileTypes: true})
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jpg')).length
}
