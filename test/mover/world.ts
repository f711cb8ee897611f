/** A small world for the mover's tests: scratch directories, a catalog, files with content and times, a manifest. */
import {randomBytes} from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {Catalog} from '../../src/catalog/catalog.ts'
import {type RunHeader, Runs} from '../../src/catalog/runs.ts'
import {createBlake3} from '../../src/hash/blake3.ts'
import {HashPool} from '../../src/hash/pool.ts'
import {Workers} from '../../src/hash/workers.ts'
import {type DoneMove, type Executed, type ExecuteOptions, execute} from '../../src/mover/executor.ts'
import {dirname, fromBytes, fromText, join, type RawPath, toBytes, toText} from '../../src/paths/bytes.ts'
import type {Move} from '../../src/plan/move.ts'

export const hashes = new HashPool(new Workers(1))
after(() => hashes.workers.close())

export function blake3(content: string | Uint8Array): string {
  const hasher = createBlake3()
  hasher.update(Buffer.from(content))
  return Buffer.from(hasher.digest()).toString('hex')
}

export class World {
  readonly root = fromText(mkdtempSync(`${tmpdir()}/mediastruct-mover-`))
  readonly catalog = Catalog.open(`${toText(this.root)}/catalog.db`, 'write')
  readonly runs = new Runs(this.catalog.db)
  readonly done: DoneMove[] = []
  readonly #others: RawPath[] = []

  /** A second scratch directory on another device, or `undefined` where there is none. */
  otherDevice(): RawPath | undefined {
    const here = statSync(toBytes(this.root)).dev
    const shm = statSync('/dev/shm', {throwIfNoEntry: false})
    if (!shm || shm.dev === here) return undefined
    const path = fromText(mkdtempSync('/dev/shm/mediastruct-mover-'))
    this.#others.push(path)
    return path
  }

  path(text: string): RawPath {
    return join(this.root, fromText(text))
  }

  /** Writes a file, with an mtime in the past. */
  file(
    path: RawPath | string,
    content: string | Uint8Array = randomBytes(64).toString('hex'),
    mtime = 1_500_000_000.25,
  ): RawPath {
    const full = path.startsWith('/') ? (path as RawPath) : this.path(path)
    mkdirSync(toBytes(dirname(full)), {recursive: true})
    writeFileSync(toBytes(full), content)
    utimesSync(toBytes(full), mtime, mtime)
    return full
  }

  move(from: RawPath, to: RawPath, more: Partial<Move> = {}): Move {
    const stats = lstatSync(toBytes(from), {bigint: true})
    const hash = blake3(readFileSync(toBytes(from)))
    return {
      from,
      to,
      size: Number(stats.size),
      mtimeNs: stats.mtimeNs,
      hash,
      algorithm: 'blake3',
      reason: 'test',
      ...more,
    }
  }

  begin(moves: readonly Move[], header: Partial<RunHeader> = {}): {run: string; header: RunHeader} {
    const full: RunHeader = {
      command: 'ingest',
      target: this.path('library'),
      masters: [],
      algorithm: 'blake3',
      ...header,
    }
    const run = this.runs.begin(full)
    for (const move of moves) this.runs.add(run, move)
    return {run, header: full}
  }

  async execute(
    moves: readonly Move[],
    header: Partial<RunHeader> = {},
    more: Partial<ExecuteOptions> = {},
  ): Promise<Executed & {run: string}> {
    const begun = this.begin(moves, header)
    const {catalog, runs} = this
    const onMoved = (move: DoneMove) => void this.done.push(move)
    return {run: begun.run, ...(await execute({catalog, runs, ...begun, hashes, onMoved, ...more}))}
  }

  read(path: RawPath): string {
    return readFileSync(toBytes(path), 'utf8')
  }

  exists(path: RawPath): boolean {
    return lstatSync(toBytes(path), {throwIfNoEntry: false}) !== undefined
  }

  /** Path, content hash and mtime (ns) of every user file below `root`. */
  manifest(root: RawPath = this.root): string[] {
    return [...walk(root)]
      .filter((path) => !path.includes('/.mediastruct/') && !path.includes('/catalog.db'))
      .map((path) => {
        const stats = lstatSync(toBytes(path), {bigint: true})
        return `${path} ${blake3(readFileSync(toBytes(path)))} ${stats.mtimeNs}`
      })
      .sort()
  }

  close(): void {
    this.catalog.close()
    for (const path of [this.root, ...this.#others]) rmSync(toBytes(path), {recursive: true, force: true})
  }
}

function* walk(directory: RawPath): Generator<RawPath> {
  for (const entry of readdirSync(toBytes(directory), {withFileTypes: true, encoding: 'buffer'})) {
    const path = join(directory, fromBytes(entry.name))
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile()) yield path
  }
}
