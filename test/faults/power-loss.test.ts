/** The power fails: after a command said that it was done, its moves are there and whole; before that, nothing is gone. */
import {type ChildProcess, execFileSync, type SpawnOptions, spawn} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {forThisTest} from '../support/children.ts'
import {mediastruct, PROGRAM, programEnv} from '../support/mediastruct.ts'
import {type Counted, census, lost, torn} from './census.ts'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'

/** Two batches of the mover and a half. */
const FILES = 640
const FILE_BYTES = 8 * 1024
const DISK_BYTES = 320 << 20
const FILE_SYSTEMS = {xfs: 'mkfs.xfs -q', ext4: 'mkfs.ext4 -q -F'}
/** Of the files of a run, how many have their new name when the power fails. */
const MOMENTS = [0.05, 0.4, 0.9]

const missing = whyNoMounts() ?? whyNoTool('xfs_io', 'xfsprogs') ?? whyNoTool('mkfs.xfs', 'xfsprogs')

for (const [fileSystem, make] of Object.entries(FILE_SYSTEMS)) {
  describe(`power loss on ${fileSystem}${skippedBecause(missing)}`, function () {
    this.timeout(240_000)
    let disks: Disks

    beforeEach(function () {
      if (missing !== undefined) return this.skip()
      disks = new Disks(make)
    })
    afterEach(() => disks?.remove())

    it('takes nothing back of a sort that is done, its sources never flushed', async () => {
      const before = plantTrees(disks.near)
      await done(disks, ['crawl', 'master', 'backup'])
      await done(disks, ['sort', 'backup', '--master', 'master', '--to', 'duplicates'])
      disks.losePower()
      expectKept(before, disks)
      expect(namesBelow(disks.near, 'backup')).to.equal(0)
      expect(namesBelow(disks.near, 'duplicates')).to.equal(FILES)
    })

    it('takes nothing back of an ingest to another disk that is done, its sources never flushed', async () => {
      const before = plantDrop(disks.near)
      await done(disks, ['ingest', 'drop', '--to', join(disks.far, 'library')])
      disks.losePower()
      expectKept(before, disks)
      expect(namesBelow(disks.near, 'drop')).to.equal(0)
      expect(namesBelow(disks.far, 'library')).to.equal(FILES)
    })

    for (const moment of MOMENTS) {
      it(`loses nothing of a sort at ${moment * 100}%, which goes on afterwards`, async () => {
        const before = plantTrees(disks.near)
        await done(disks, ['crawl', 'master', 'backup'])
        disks.flush()
        const sort = ['sort', 'backup', '--master', 'master', '--to', 'duplicates']
        await cutShort(disks, sort, join(disks.near, 'duplicates'), moment)
        expectKept(before, disks)
        await done(disks, sort)
        expectKept(before, disks)
        expect(namesBelow(disks.near, 'duplicates')).to.equal(FILES)
      })

      it(`loses nothing of an ingest to another disk at ${moment * 100}%, which goes on afterwards`, async () => {
        const before = plantDrop(disks.near)
        disks.flush()
        const ingest = ['ingest', 'drop', '--to', join(disks.far, 'library')]
        await cutShort(disks, ingest, join(disks.far, 'library'), moment)
        expectKept(before, disks)
        await done(disks, ingest)
        expectKept(before, disks)
        expect(namesBelow(disks.far, 'library')).to.equal(FILES)
      })
    }
  })
}

/** Two disks that lose their power together. The catalog lies on the first. */
class Disks {
  readonly #mounts = new Mounts()
  readonly #images: Record<'near' | 'far', string>
  readonly near: string
  readonly far: string

  constructor(make: string) {
    this.#images = {
      near: this.#mounts.image('near', make, DISK_BYTES),
      far: this.#mounts.image('far', make, DISK_BYTES),
    }
    this.near = this.#mounts.mountImage('near', this.#images.near)
    this.far = this.#mounts.mountImage('far', this.#images.far)
    writeFileSync(join(this.near, 'mediastruct.config.json'), '{}')
    this.flush()
  }

  flush(): void {
    execFileSync('sync', ['-f', this.near])
    execFileSync('sync', ['-f', this.far])
  }

  losePower(): void {
    this.cut()
    this.mountAgain()
  }

  /** From now on every call fails, and what was not flushed is gone. */
  cut(): void {
    for (const disk of [this.near, this.far]) execFileSync('xfs_io', ['-x', '-c', 'shutdown', disk])
  }

  mountAgain(): void {
    for (const name of ['near', 'far'] as const) {
      this.#mounts.unmount(this[name])
      this.#mounts.mountImage(name, this.#images[name])
    }
  }

  remove(): void {
    this.#mounts.remove()
  }
}

function plantTrees(disk: string): Counted[] {
  for (const tree of ['master', 'backup']) plant(join(disk, tree), (number) => `picture ${number}.jpg`)
  return census(disk)
}

function plantDrop(disk: string): Counted[] {
  const pad = (number: number) => String(number).padStart(2, '0')
  plant(
    join(disk, 'drop'),
    (number) => `IMG_20190102_03${pad(Math.floor(number / 60))}${pad(number % 60)}.jpg`,
  )
  return census(disk)
}

/** Written, and not flushed. */
function plant(directory: string, nameOf: (number: number) => string): void {
  mkdirSync(directory)
  for (let number = 0; number < FILES; number++) {
    writeFileSync(join(directory, nameOf(number)), `${number} `.repeat(FILE_BYTES).slice(0, FILE_BYTES))
  }
}

async function done({near}: Disks, args: readonly string[]): Promise<void> {
  const {code, stdout, stderr} = await mediastruct(args, {cwd: near})
  expect(code, `${args.join(' ')}: ${stdout}${stderr}`).to.equal(0)
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
  await arrived(child, target, Math.ceil(FILES * moment))
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

function expectKept(before: readonly Counted[], {near, far}: Disks): void {
  const after = census(near, far)
  expect(lost(before, after), 'lost').to.deep.equal([])
  expect(torn(before, after), 'torn').to.deep.equal([])
}

function namesBelow(disk: string, directory: string): number {
  const root = join(disk, directory)
  return statSync(root, {throwIfNoEntry: false}) ? census(root).length : 0
}
