/** Trees on the disk: grown from their plans when a case first needs them, felled after the last one that does. */
import {spawnSync} from 'node:child_process'
import {closeSync, mkdirSync, openSync, writeSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {jpeg} from './jpeg.ts'
import {bytesFrom} from './random.ts'
import {type PlannedFile, TREES, type TreeName} from './trees.ts'

export interface PlantedTree {
  readonly path: string
  readonly files: number
  readonly bytes: number
}

export class PlantedTrees {
  readonly #directory: string
  readonly #scale: number
  readonly #planted = new Map<TreeName, PlantedTree>()

  constructor(directory: string, scale: number) {
    this.#directory = directory
    this.#scale = scale
  }

  async get(name: TreeName): Promise<PlantedTree> {
    const planted = this.#planted.get(name) ?? (await plant(join(this.#directory, name), this.#plan(name)))
    this.#planted.set(name, planted)
    return planted
  }

  /** Fells the trees that nobody needs any more. */
  keepOnly(needed: ReadonlySet<TreeName>): void {
    for (const [name, {path}] of this.#planted) {
      if (needed.has(name)) continue
      removeAll(path)
      this.#planted.delete(name)
    }
  }

  #plan(name: TreeName): Iterable<PlannedFile> {
    return TREES[name].files(this.#scale)
  }
}

/** Files between two looks at the world: a Ctrl-C is heard while a tree grows. */
const BREATH = 500

async function plant(path: string, plan: Iterable<PlannedFile>): Promise<PlantedTree> {
  let [files, bytes, last] = [0, 0, '']
  for (const file of plan) {
    const place = join(path, file.path)
    const directory = dirname(place)
    if (directory !== last) mkdirSync(directory, {recursive: true})
    last = directory
    bytes += write(place, contentOf(file))
    if (++files % BREATH === 0) await setImmediate()
  }
  return {path, files, bytes}
}

function contentOf({size, seed, taken}: PlannedFile): Iterable<Buffer> {
  return taken === undefined ? bytesFrom(seed, size) : jpeg(size, seed, taken)
}

function write(path: string, pieces: Iterable<Buffer>): number {
  const file = openSync(path, 'wx')
  let written = 0
  try {
    for (const piece of pieces) written += writeSync(file, piece)
  } finally {
    closeSync(file)
  }
  return written
}

/** Deaf to an impatient second Ctrl-C, so that nothing is left behind. Faster than Node where there are millions of files. */
export function removeAll(path: string): void {
  spawnSync('sh', ['-c', 'trap "" INT TERM HUP; rm -rf -- "$1"', 'sh', path], {stdio: 'inherit'})
}
