/** Whatever lies in the trees: after a run and its undo, every name, byte, time and mode is what it was. */
import {chmodSync, mkdirSync, readdirSync, utimesSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import fc from 'fast-check'
import {writeConfig} from '../e2e/tree.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {census} from './census.ts'

const SEED = 20_260_101
const TREES = 3

interface Planted {
  readonly path: string
  readonly content: string
  /** µs since 1970. */
  readonly mtimeUs: number
  readonly mode: number
}

const name = fc.constantFrom(
  'IMG_20190102_030405.jpg',
  'IMG_20190102_030405.xmp',
  'IMG_20190102_030405.JPG',
  'VID_20200203_101112.mp4',
  'caf\u00e9.jpg',
  'cafe\u0301.jpg',
  '-rf.jpg',
  'new\nline.jpg',
  'a-2.jpg',
  'a.jpg',
  '.hidden.jpg',
  'no extension',
)
const path = fc
  .tuple(fc.array(fc.constantFrom('sub', 'Sub', '2019-05-04', ' ', 'a.jpg dir'), {maxLength: 2}), name)
  .map((parts) => parts.flat().join('/'))

/** Few contents, so that many are equal; empty ones too. */
function tree(root: string): fc.Arbitrary<Planted[]> {
  const file = fc.record({
    path: path.map((below) => `${root}/${below}`),
    content: fc.constantFrom('', 'x', 'y', 'a picture', 'another picture'),
    mtimeUs: fc.integer({min: -4e15, max: 4e15}),
    mode: fc.constantFrom(0o644, 0o400, 0o600, 0o755),
  })
  return fc.uniqueArray(file, {selector: (planted) => planted.path, minLength: 2, maxLength: 10})
}

const RUNS: Readonly<Record<string, {trees: string[]; commands: string[][]}>> = {
  sort: {
    trees: ['m', 'a', 'b'],
    commands: [
      ['crawl', 'm', 'a', 'b'],
      ['sort', 'a', 'b', '--master', 'm', '--to', 'to'],
    ],
  },
  ingest: {
    trees: ['drop', 'card'],
    commands: [['ingest', 'drop', 'card', '--to', 'to', '--undated', 'to/undated']],
  },
}

describe('a run and its undo', function () {
  this.timeout(120_000)
  for (const [run, {trees, commands}] of Object.entries(RUNS)) {
    it(`change nothing: ${run} of any trees`, async () => {
      let moved = 0
      const property = fc.asyncProperty(fc.tuple(...trees.map(tree)), async (planted) => {
        const directory = scratch()
        for (const file of planted.flat()) plantOne(directory, file)
        writeConfig(directory, {threads: 1})
        const before = look(directory, trees)
        let last = ''
        for (const args of commands) last = await done(directory, args)
        moved += JSON.parse(last).totals.moved
        if (JSON.parse(last).totals.moved === 0) return
        await done(directory, ['undo', '--last'])
        expect(look(directory, trees)).to.deep.equal(before)
        expect(census(join(directory, 'to'))).to.deep.equal([])
        expect(readdirSync(join(directory, 'to'))).to.deep.equal(['.mediastruct'])
      })
      await fc.assert(property, {seed: SEED, numRuns: TREES, endOnFailure: true})
      expect(moved, 'files that went there and back').to.be.greaterThan(TREES)
    })
  }
})

function plantOne(directory: string, {path, content, mtimeUs, mode}: Planted): void {
  const file = join(directory, path)
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, content)
  chmodSync(file, mode)
  utimesSync(file, new Date(mtimeUs / 1000), new Date(mtimeUs / 1000))
}

function look(directory: string, trees: readonly string[]): string[] {
  const roots = trees.map((tree) => join(directory, tree))
  return roots
    .flatMap((root) =>
      census(root).map(
        ({path, content, mtimeNs, mode}) => `${root} ${path} ${content} ${mtimeNs / 1000n} ${mode}`,
      ),
    )
    .sort()
}

async function done(cwd: string, args: readonly string[]): Promise<string> {
  const {code, stdout, stderr} = await mediastruct([...args, '--json'], {cwd})
  expect(code, `${args.join(' ')}: ${stdout}${stderr}`).to.equal(0)
  return stdout
}
