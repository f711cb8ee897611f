/** One flipped bit of the catalog, anywhere: refused with the way out, or without harm. Never a wrong move. */
import {execFileSync} from 'node:child_process'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {type Counted, census, fingerprint, lost} from './census.ts'
import {newestJournal} from './journals.ts'

const SEED = 20_190_504
const FLIPS = 24
const AT_ONCE = 2
/** In the header: page size, versions of format, change counter, size, schema version, encoding, user version, first page. */
const HEADER = [16, 18, 19, 24, 28, 44, 56, 60, 100, 105]

describe('a flipped bit in the catalog', function () {
  this.timeout(120_000)

  it('is refused with the way out, or moves only what another file still holds', async () => {
    const worlds = await Promise.all(Array.from({length: AT_ONCE}, () => World.make()))
    const waiting = worlds[0]?.offsets() ?? []
    let moved = 0
    const work = async (world: World) => {
      for (let flip = waiting.shift(); flip !== undefined; flip = waiting.shift())
        moved += await world.try(flip)
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

  /** The header's, and others by chance, as long as they mean something. */
  offsets(): Flip[] {
    const bytes = readFileSync(this.#catalog)
    const random = numbersFrom(SEED)
    const offsets = [...HEADER]
    while (offsets.length < FLIPS) {
      const offset = random(bytes.length)
      if (bytes[offset] !== 0) offsets.push(offset)
    }
    return offsets.map((offset) => ({offset, bit: random(8)}))
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
    const {schema, error} = JSON.parse(stdout) as {schema: string; error?: {code: string; hint: string}}
    if (error === undefined) {
      expect(schema, where).to.equal('mediastruct/sort@1')
      return moved.length
    }
    expect(error.code, where).to.match(/^(CATALOG_|NOT_CRAWLED|NO_CATALOG|TREE_)/)
    if (code === 2) expect(moved, where).to.deep.equal([])
    else await this.#takeBack(before, where)
    return 0
  }

  /** Found while files were moved: without the catalog, the journal gives everything back. */
  async #takeBack(before: readonly Counted[], where: string): Promise<void> {
    rmSync(join(this.#directory, '.mediastruct'), {recursive: true})
    const journal = newestJournal(join(this.#directory, 'to'))
    expect(where).to.contain(`undo --journal ${journal}`)
    const args = ['undo', '--journal', journal, '--json']
    const {code, stdout} = await mediastruct(args, {cwd: this.#directory})
    expect(code, `${stdout} after ${where}`).to.equal(0)
    const files = (all: readonly Counted[]) => all.map(({path, content}) => `${path} ${content}`).sort()
    expect(files(census(this.#directory)), where).to.deep.equal(files(before))
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
