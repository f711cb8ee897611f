/** One flipped bit of the catalog, anywhere: refused with the way out, or without harm. Never a wrong move. */
import {execFileSync} from 'node:child_process'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {type Counted, census, fingerprint, lost} from './census.ts'

const SEED = 20_190_504
const FLIPS = 40
const AT_ONCE = 2
/** In the header: page size, versions of format, change counter, size, schema version, encoding, user version, first page. */
const HEADER = [16, 18, 19, 24, 28, 44, 56, 60, 100, 105]

describe('a flipped bit in the catalog', function () {
  this.timeout(120_000)

  it('is refused with exit 2 and the way out, or moves only what another file still holds', async () => {
    const worlds = await Promise.all(Array.from({length: AT_ONCE}, () => World.make()))
    const offsets = await worlds[0]?.offsets()
    const waiting = [...(offsets ?? [])]
    let moved = 0
    const work = async (world: World) => {
      for (let flip = waiting.shift(); flip !== undefined; flip = waiting.shift()) moved += await world.try(flip)
    }
    await Promise.all(worlds.map(work))
    expect(moved, 'some runs did move duplicates').to.be.greaterThan(0)
  })
})

interface Flip {
  readonly offset: number
  readonly bit: number
}

class World {
  readonly #directory = scratch()
  readonly #pristine = join(scratch(), 'pristine')
  readonly #catalog = join(this.#directory, '.mediastruct/catalog.db')

  static async make(): Promise<World> {
    const world = new World()
    const both = (number: number) => [`m/sub/${number}.jpg`, `a/copy of ${number}.jpg`]
    const files = Array.from({length: 6}, (_, number) => [
      ...both(number).map((path) => [path, `picture ${number}`]),
      [`a/only ${number}.jpg`, `only here: ${number}`],
    ])
    plant(world.#directory, Object.fromEntries(files.flat()))
    writeConfig(world.#directory, {threads: 1})
    const {code, stderr} = await mediastruct(['crawl', 'm', 'a'], {cwd: world.#directory})
    expect(code, stderr).to.equal(0)
    execFileSync('cp', ['-a', world.#directory, world.#pristine])
    return world
  }

  /** Bytes that mean something, by chance, and the header's. */
  async offsets(): Promise<Flip[]> {
    const bytes = readFileSync(this.#catalog)
    const meaningful = [...bytes.keys()].filter((offset) => bytes[offset] !== 0)
    const random = numbersFrom(SEED)
    const anywhere = Array.from({length: FLIPS - HEADER.length}, () => meaningful[random(meaningful.length)] ?? 0)
    return [...HEADER, ...anywhere].map((offset) => ({offset, bit: random(8)}))
  }

  /** @returns how many files were moved */
  async try({offset, bit}: Flip): Promise<number> {
    this.#restore()
    const bytes = readFileSync(this.#catalog)
    bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
    writeFileSync(this.#catalog, bytes)
    const before = census(this.#directory)
    const master = fingerprint(join(this.#directory, 'm'))
    const args = ['sort', 'a', '--master', 'm', '--to', 'to', '--json', '--no-progress']
    const {code, stdout} = await mediastruct(args, {cwd: this.#directory})
    const after = census(this.#directory)
    const where = `bit ${bit} of byte ${offset} (seed ${SEED}): ${stdout}`
    expect(lost(before, after), where).to.deep.equal([])
    expect(fingerprint(join(this.#directory, 'm')), where).to.deep.equal(master)
    const moved = after.filter(({path}) => path.startsWith('to/'))
    for (const file of moved) expect(isHeldBy(after, file), `${file.path}, ${where}`).to.equal(true)
    if (code === 0 || code === 1) {
      expect(stdout, where).to.contain('"schema":"mediastruct/sort@1"')
      return moved.length
    }
    expect(code, where).to.equal(2)
    expect(JSON.parse(stdout).error.code, where).to.match(/^(CATALOG_|NOT_CRAWLED|NO_CATALOG|TREE_)/)
    expect(moved, where).to.deep.equal([])
    return 0
  }

  #restore(): void {
    rmSync(this.#directory, {recursive: true})
    execFileSync('cp', ['-a', this.#pristine, this.#directory])
  }
}

function isHeldBy(files: readonly Counted[], {content}: Counted): boolean {
  return files.some((file) => file.content === content && !file.path.startsWith('to/'))
}

/** The same numbers for the same seed (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
