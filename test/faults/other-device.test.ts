/**
 * From one file system to another, where no file can just get another name; and between two mounts of one file system,
 * which have one device number and refuse links all the same. What is copied keeps bytes, times, modes and attributes.
 */
import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {Mounts, skippedBecause, whyNoMounts, whyNoTool} from './mounts.ts'
import {Scene} from './scene.ts'

const missing = whyNoMounts() ?? whyNoTool('setfattr', 'attr')

const PLACES: Readonly<Record<string, (mounts: Mounts) => {near: string; far: string}>> = {
  'two file systems': (mounts) => ({near: mounts.tmpfs('near'), far: mounts.tmpfs('far')}),
  'two mounts of one file system': (mounts) => {
    const disk = mounts.tmpfs('disk')
    for (const side of ['near', 'far']) mkdirSync(join(disk, side))
    return {near: mounts.bind('near', join(disk, 'near')), far: mounts.bind('far', join(disk, 'far'))}
  },
}

interface Work {
  readonly command: string
  readonly files: Readonly<Record<string, string>>
  readonly before: readonly string[]
  readonly args: string
  /** The directory whose files move, and the one they come to. */
  readonly from: string
  readonly to: string
}

const WORKS: readonly Work[] = [
  {
    command: 'ingest',
    files: {'drop/IMG_20190102_030405.jpg': 'a picture', 'drop/IMG_20190102_030405.xmp': '<x:xmpmeta/>'},
    before: [],
    args: 'ingest NEAR/drop --to FAR/lib',
    from: 'drop',
    to: 'lib',
  },
  {
    command: 'sort',
    files: {'m/x.jpg': 'the beach', 'tree/x.jpg': 'the beach', 'tree/deep/x.jpg': 'the beach'},
    before: ['crawl NEAR/m NEAR/tree'],
    args: 'sort NEAR/tree --master NEAR/m --to FAR/dup',
    from: 'tree',
    to: 'dup',
  },
  {
    command: 'archive',
    files: {'lib/2019-01-02/a.jpg': 'a picture', 'lib/2019-01-02/b.jpg': 'another'},
    before: ['crawl NEAR/lib'],
    args: 'archive NEAR/lib --to FAR/arch --medium dvd-r',
    from: 'lib',
    to: 'arch',
  },
]

describe(`another device${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  let mounts: Mounts
  beforeEach(function () {
    if (missing !== undefined) return this.skip()
    mounts = new Mounts()
  })
  afterEach(() => mounts?.remove())

  for (const [where, places] of Object.entries(PLACES)) {
    // What a link refused is copied in one way, whatever refused it.
    for (const {command, files, before, args, from, to} of where === 'two file systems'
      ? WORKS
      : WORKS.slice(0, 1)) {
      it(`${command} and undo between ${where}: all that a file is comes along, and back`, async () => {
        const scene = new Scene(places(mounts)).plant(files)
        const source = join(scene.near, from)
        markFiles(source)
        const was = fullPicture(source)
        await scene.prepare(before)
        const {moves} = await scene.done(args)
        expect(moves).to.have.length(was.length)
        scene.expectFinished()
        expect(fullPicture(source)).to.deep.equal([])
        const arrived = new Set(moves.map(({to: path}) => path))
        const there = fullPicture(join(scene.far, to), (path) => arrived.has(path))
        expect(there.map(withoutName).sort()).to.deep.equal(was.map(withoutName).sort())
        await scene.done('undo RUN')
        expect(fullPicture(source)).to.deep.equal(was)
        scene.expectFinished()
      })
    }
  }
})

/** A mode and an extended attribute that no file has by itself. */
function markFiles(directory: string): void {
  for (const file of filesIn(directory)) {
    chmodSync(file, 0o640)
    execFileSync('setfattr', ['-n', 'user.note', '-v', 'a note on it', file])
  }
}

/** Name, bytes, µs time, mode and extended attributes. */
function fullPicture(directory: string, accepts: (path: string) => boolean = () => true): string[] {
  return filesIn(directory)
    .filter(accepts)
    .map((file) => {
      const notes = execFileSync('getfattr', ['--absolute-names', '-d', file], {encoding: 'utf8'})
      const [, ...values] = notes.trim().split('\n')
      const stat = execFileSync('stat', ['-c', '%s %a %u %.6Y', file], {encoding: 'utf8'}).trim()
      return `${file}\t${sha256(file)} ${stat} ${values.join(' ')}`
    })
    .sort()
}

function withoutName(line: string): string {
  return line.slice(line.indexOf('\t'))
}

function sha256(file: string): string {
  return execFileSync('sha256sum', [file], {encoding: 'utf8'}).slice(0, 64)
}

function filesIn(directory: string): string[] {
  const entries = readdirSync(directory, {recursive: true, withFileTypes: true})
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.mediastruct'))
  return files.map((entry) => join(entry.parentPath, entry.name))
}
