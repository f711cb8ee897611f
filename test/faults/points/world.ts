/** Small worlds on one file system or two, and the commands that are disturbed in them. */
import {createHash} from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {createBlake3} from '../../../src/hash/blake3.ts'
import {mediastruct} from '../../support/mediastruct.ts'
import type {Stage} from './strace.ts'

/** `no links`: one file system whose every `link` fails, as on exFAT. */
export type FileSystem = 'same' | 'across' | 'no links'

export interface Story {
  readonly command: string
  /** Contents by path below the world: `near/…` or `far/…`. */
  readonly files: Readonly<Record<string, string>>
  /** What comes before the command that is disturbed. */
  readonly setup: readonly (readonly string[])[]
  /** The command that is disturbed; NEAR, FAR, CWD and RUN (the last run of the setup) are filled in. */
  readonly args: readonly string[]
}

/** Two chunks of the mover's copy, so that a copy can be torn. */
const LONG = 'a picture '.repeat(150_000)
const PAIR = {'IMG_20190102_030405.jpg': LONG, 'IMG_20190102_030405.xmp': '<x:xmpmeta/>'}
const DROP = {
  'near/drop/IMG_20190102_030405.jpg': LONG,
  'near/drop/IMG_20190102_030405.xmp': '<x:xmpmeta/>',
  'near/drop/IMG_20190203_111213.jpg': 'another picture',
  'near/drop/sub/IMG_20190102_030405.jpg': LONG,
  'near/drop/undated.jpg': 'no date',
}
const INGEST = ['ingest', 'NEAR/drop', '--to', 'FAR/lib']
const TREES = {
  'near/m/x.jpg': LONG,
  'near/m/y.jpg': 'y',
  'near/a/deep/x.jpg': LONG,
  'near/a/y.jpg': 'y',
  'near/a/y copy.jpg': 'y',
  'near/a/only.jpg': 'only here',
}
/** A swap, a chain, a pair, and what has its place. */
const SHELVES = {
  [`near/lib/${filed('b')}`]: 'a',
  [`near/lib/${filed('a')}`]: 'b',
  [`near/lib/${filed('d')}`]: 'c',
  'near/lib/d 20190102_030405.jpg': 'd',
  'near/lib/IMG_20190102_030405.jpg': LONG,
  'near/lib/IMG_20190102_030405.xmp': '<x:xmpmeta/>',
  [`near/lib/${filed('e')}`]: 'e',
  'near/lib/notes.txt': 'no date',
}
const SORT = ['sort', 'NEAR/a', '--master', 'NEAR/m', '--to', 'FAR/dup']
const CRAWL = ['crawl', 'NEAR/m', 'NEAR/a']

export const STORIES: readonly Story[] = [
  {command: 'ingest', files: DROP, setup: [], args: INGEST},
  {command: 'sort', files: TREES, setup: [CRAWL], args: SORT},
  {
    command: 'apply',
    files: TREES,
    setup: [CRAWL, [...SORT, '--plan', 'CWD/plan.ndjson']],
    args: ['apply', 'CWD/plan.ndjson'],
  },
  {
    command: 'archive',
    files: {
      ...Object.fromEntries(
        Object.entries(PAIR).map(([name, bytes]) => [`near/lib/2019-01-02/${name}`, bytes]),
      ),
      'near/lib/2019-02-03/b.jpg': 'another picture',
      'near/lib/2019-02-03/c.jpg': 'a third picture',
      'near/lib/notes.txt': 'no date',
    },
    setup: [['crawl', 'NEAR/lib']],
    args: ['archive', 'NEAR/lib', '--to', 'FAR/arch', '--medium', 'dvd-r'],
  },
  {
    command: 'refile',
    files: SHELVES,
    setup: [['crawl', 'NEAR/lib']],
    args: ['refile', '--to', 'NEAR/lib'],
  },
  {command: 'undo', files: DROP, setup: [INGEST], args: ['undo', 'RUN']},
]

/** Where a picture of that moment and content is filed. */
function filed(content: string): string {
  const hasher = createBlake3()
  hasher.update(Buffer.from(content))
  const hash = Buffer.from(hasher.digest()).toString('hex')
  return `2019/2019-01-02/20190102_030405_${hash.slice(0, 8)}.jpg`
}

/** A directory on another device than the scratch directories are; `undefined` where there is none. */
export function otherDevice(): string | undefined {
  const there = statSync('/dev/shm', {throwIfNoEntry: false})
  return there?.isDirectory() && there.dev !== statSync(tmpdir()).dev ? '/dev/shm' : undefined
}

/** Takes chance out of the names that the program makes up. */
export const STEADY = preload('steady.ts')
const NO_LINKS = preload('no-links.ts')

function preload(module: string): string[] {
  return ['--import', fileURLToPath(new URL(module, import.meta.url))]
}

export class World implements Stage {
  readonly near: string
  readonly far: string
  readonly #cwd: string
  readonly #roots: string[]
  readonly #nodeOptions: readonly string[]
  #lastRun = ''

  constructor(fileSystem: FileSystem) {
    const root = mkdtempSync(join(realpathSync(tmpdir()), 'mediastruct-fault-'))
    const other = fileSystem === 'across' ? otherDevice() : undefined
    this.near = join(root, 'near')
    this.far = other === undefined ? join(root, 'far') : mkdtempSync(join(other, 'mediastruct-fault-'))
    this.#cwd = join(root, 'cwd')
    this.#roots = [root, this.far]
    this.#nodeOptions = fileSystem === 'no links' ? NO_LINKS : []
    for (const directory of [this.near, this.far, this.#cwd]) mkdirSync(directory, {recursive: true})
    // One worker: so that the calls of a thread can be counted.
    writeFileSync(join(this.#cwd, 'mediastruct.config.json'), '{"threads": 1}')
  }

  get cwd(): string {
    return this.#cwd
  }

  get catalog(): string {
    return join(this.#cwd, '.mediastruct/catalog.db')
  }

  get steady(): readonly string[] {
    return [...STEADY, ...this.#nodeOptions]
  }

  async prepare({files, setup}: Story): Promise<void> {
    for (const [path, bytes] of Object.entries(files)) plantFile(this.absolute(path), bytes)
    for (const args of setup) {
      const {code, stdout, stderr} = await this.run(args, this.steady)
      if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${stdout} ${stderr}`)
      this.#lastRun = (JSON.parse(stdout) as {run?: string}).run ?? ''
    }
  }

  argv(args: readonly string[]): string[] {
    const filled = args.map((arg) =>
      arg
        .replace('NEAR', this.near)
        .replace('FAR', this.far)
        .replace('CWD', this.#cwd)
        .replace('RUN', this.#lastRun),
    )
    return [...filled, '--json', '--no-progress']
  }

  run(args: readonly string[], nodeOptions = this.#nodeOptions) {
    return mediastruct(this.argv(args), {cwd: this.#cwd, nodeOptions})
  }

  /** Every user file. */
  files(): UserFile[] {
    return [...this.#walk('near'), ...this.#walk('far')]
  }

  /** Every path below, directories included, that a system call might name. */
  paths(): string[] {
    return [this.near, this.far].flatMap((root) => [
      root,
      ...readdirSync(root, {recursive: true, withFileTypes: true}).map((entry) =>
        join(entry.parentPath, entry.name),
      ),
    ])
  }

  remove(): void {
    for (const root of this.#roots) rmSync(root, {recursive: true, force: true})
  }

  /** @param path below the world: `near/…` or `far/…` */
  absolute(path: string): string {
    const [root, ...rest] = path.split('/')
    return join(root === 'near' ? this.near : this.far, ...rest)
  }

  contains(path: string): boolean {
    return [this.near, this.far].some((root) => path === root || path.startsWith(`${root}/`))
  }

  relative(path: string): string {
    return path.replace(this.near, 'near').replace(this.far, 'far')
  }

  *#walk(below: string): Generator<UserFile> {
    for (const entry of readdirSync(this.absolute(below), {withFileTypes: true})) {
      const path = `${below}/${entry.name}`
      if (entry.isDirectory() && entry.name !== '.mediastruct') yield* this.#walk(path)
      else if (entry.isFile() && !isOurs(path)) yield userFile(path, this.absolute(path))
    }
  }
}

export interface UserFile {
  /** Below the world. */
  readonly path: string
  /** SHA-256 and size: what no command may change. */
  readonly content: string
  readonly size: number
  readonly identity: string
  /** µs: what survives a copy to another device. */
  readonly mtimeUs: bigint
}

/** The tag files of a volume, and the archive's index. */
function isOurs(path: string): boolean {
  return /^far\/arch\/(index\.json|MS-\d+\/[^/.][^/]*)$/.test(path)
}

function plantFile(file: string, bytes: string): void {
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, bytes)
  // Long ago, so that a lost mtime shows.
  utimesSync(file, 1_304_504_430.123, 1_304_504_430.123)
}

function userFile(path: string, file: string): UserFile {
  const {dev, ino, size, mtimeNs} = lstatSync(file, {bigint: true})
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  return {
    path,
    content: `${sha256} ${size}`,
    size: Number(size),
    identity: `${dev} ${ino}`,
    mtimeUs: mtimeNs / 1000n,
  }
}
