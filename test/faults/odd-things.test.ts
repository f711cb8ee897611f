/** Names and objects that break programs go through the whole job and back: each file is moved or listed, none is hurt. */
import {execFileSync} from 'node:child_process'
import {
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {ODD_NAMES} from '../support/odd-names.ts'
import {scratch} from '../support/scratch.ts'
import {skippedBecause, whyNoMounts} from './mounts.ts'
import {wholeJob} from './whole-job.ts'

interface OddObject {
  name: string
  make: Making
  /** Why it can't be made here. */
  missing?: string | undefined
  /** Nothing that can be moved: it must be there untouched, and listed where a drop holds it. */
  special?: true
}

type Making = (path: string) => void

const writes =
  (content: string, seconds: number | string = 1_500_000_000): Making =>
  (path) => {
    writeFileSync(path, content)
    utimesSync(path, seconds, seconds)
  }
const links =
  (to: string): Making =>
  (path) =>
    symlinkSync(to, path)
/** What a tool makes, given the path in the place of PATH. */
const runs =
  (tool: string, ...args: readonly string[]): Making =>
  (path) => {
    execFileSync(
      tool,
      args.map((arg) => arg.replace('PATH', path)),
    )
  }
const both =
  (...steps: readonly Making[]): Making =>
  (path) => {
    for (const step of steps) step(path)
  }

/** Device nodes can be made where mounts can. */
const noNodes = whyNoMounts()

const OBJECTS: OddObject[] = [
  {name: 'a link to itself', special: true, make: links('a link to itself')},
  {name: 'a dangling link', special: true, make: links('nowhere')},
  {name: 'an escaping link', special: true, make: links('../../../../../etc/passwd')},
  {name: 'a link to a directory', special: true, make: links('..')},
  {name: 'a FIFO', special: true, make: runs('mkfifo', 'PATH')},
  {name: 'a device', special: true, missing: noNodes, make: runs('mknod', 'PATH', 'c', '1', '3')},
  {name: 'a block device', special: true, missing: noNodes, make: runs('mknod', 'PATH', 'b', '7', '250')},
  {name: 'a file of two names', make: both(writes('two names'), runs('ln', 'PATH', 'PATH again'))},
  {name: 'a sparse file', make: runs('truncate', '-s', '5000001', 'PATH')},
  {name: 'an empty file', make: writes('')},
  {name: 'a file of 1901', make: writes('old', '-2147483648.5')},
  {name: 'a file of 1969', make: writes('before the epoch', '-0.25')},
  {name: 'a file of 2106', make: writes('of the future', '4294967297.125')},
  {name: 'a file that nobody may read', make: both(writes('secret'), runs('chmod', '000', 'PATH'))},
  {name: 'a setuid file', make: both(writes('privileged'), runs('chmod', '4755', 'PATH'))},
  {
    name: 'a directory called like a picture.jpg',
    make: both(runs('mkdir', 'PATH'), (path) => writes('deep')(join(path, 'x.jpg'))),
  },
]

const made = OBJECTS.filter(({missing}) => missing === undefined)
const skipped = skippedBecause(OBJECTS.find(({missing}) => missing !== undefined)?.missing)

describe('the whole job and back', function () {
  this.timeout(120_000)

  it(`takes ${Object.keys(ODD_NAMES).length} odd names`, async () => {
    await wholeJob(scratch(), (directory) => {
      for (const [content, name] of Object.entries(ODD_NAMES)) {
        writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), name]), content)
      }
    })
  })

  it(`takes ${made.length} odd objects${skipped}`, async () => {
    const root = scratch()
    const socket = createServer()
    await new Promise<void>((resolve) => socket.listen(join(root, 'socket'), resolve))
    const looks = (name: string) => {
      const path = join(root, 'drop', name)
      const {ino, mode, ctimeNs} = lstatSync(path, {bigint: true})
      return [ino, mode, ctimeNs, lstatSync(path).isSymbolicLink() && readlinkSync(path)].join(' ')
    }
    const special = new Map<string, string>()
    try {
      const [ingested] = await wholeJob(root, (directory) => {
        for (const {name, make} of made) make(join(directory, name))
        linkSync(join(root, 'socket'), join(directory, 'a socket'))
        for (const {name} of made.filter((object) => object.special)) {
          if (directory.endsWith('/drop')) special.set(name, looks(name))
        }
      })
      const {left} = ingested?.json<{left: {path: string; code: string}[]}>() ?? {left: []}
      for (const [name, before] of special) {
        expect(looks(name), name).to.equal(before)
        expect(left.find(({path}) => path === join(root, 'drop', name))?.code, name).to.equal('excluded')
      }
      expect(left.map(({path}) => path)).to.include(join(root, 'drop', 'a socket'))
    } finally {
      socket.close()
    }
  })

  it('moves a sparse file of more than 4 GiB within its disk as it is, and back', async () => {
    const root = scratch()
    for (const directory of ['drop', 'lib']) mkdirSync(join(root, directory))
    const file = join(root, 'drop/film.mov')
    closeSync(openSync(file, 'w'))
    truncateSync(file, 2 ** 32 + 1)
    const looks = (path: string) => [lstatSync(path).ino, lstatSync(path).size, lstatSync(path).blocks]
    const before = looks(file)
    const ingested = await mediastruct(['ingest', 'drop', '--to', 'lib', '--undated', 'undated', '--json'], {
      cwd: root,
    })
    expect(ingested.code, ingested.stdout).to.equal(0)
    expect(looks(join(root, 'undated/film.mov'))).to.deep.equal(before)
    expect((await mediastruct(['undo', '--last'], {cwd: root})).code).to.equal(0)
    expect(looks(file)).to.deep.equal(before)
  })
})
