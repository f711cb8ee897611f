/** The same trees everywhere and always: figures of two days or two machines would not compare otherwise. */
import {createHash} from 'node:crypto'
import {expect} from 'chai'
import {spreadOf} from '../../bench/statistics.ts'
import {type PlannedFile, TREES, type TreeName} from '../../bench/trees.ts'

const KIB = 1024

interface Meant {
  /** At scale 1; undefined where counting would take seconds. */
  files?: number
  /** Of the plan at scale 0.002: names, sizes and contents. */
  digest: string
  sizes: [number, number]
}

const MEANT: Record<TreeName, Meant> = {
  big: {files: 200, digest: '6fd677f5dfa5', sizes: [20 * KIB * KIB, 20 * KIB * KIB]},
  small: {files: 100_000, digest: '36104be6ffef', sizes: [4 * KIB, 16 * KIB]},
  photos: {files: 20_000, digest: '3b59af8eaa01', sizes: [2000, 1024 * KIB]},
  'photos-200k': {files: 200_000, digest: '4c50b61c3dd2', sizes: [2000, 1024 * KIB]},
  'quarter-million': {files: 250_000, digest: 'dc331200d207', sizes: [16, 256]},
  million: {digest: 'efb88bf2f1ba', sizes: [16, 256]},
  'million-4': {digest: 'f90e6fc457e2', sizes: [16, 256]},
  flat: {files: 300_000, digest: 'b3c880b126f5', sizes: [16, 256]},
  deep: {files: 400, digest: 'bb9c6e3081ea', sizes: [4 * KIB, 4 * KIB]},
  jpegs: {files: 5000, digest: '43b37726bee2', sizes: [200 * KIB, 200 * KIB]},
  duplicates: {files: 20_000, digest: '97f8ebca68be', sizes: [200 * KIB, 200 * KIB]},
}

function planOf(name: TreeName, scale: number): PlannedFile[] {
  return [...TREES[name].files(scale)]
}

function digestOf(plan: readonly PlannedFile[]): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 12)
}

const contentOf = ({seed, size}: PlannedFile) => `${seed}/${size}`

describe('bench: trees', () => {
  for (const [name, {files, digest, sizes}] of Object.entries(MEANT) as [TreeName, Meant][]) {
    describe(name, () => {
      const plan = planOf(name, 0.002)

      it('is planned the same every time', () => {
        expect(digestOf(plan)).to.equal(digest)
        expect(digestOf(planOf(name, 0.002))).to.equal(digest)
      })

      it('has each name once, and sizes as said', () => {
        expect(new Set(plan.map(({path}) => path)).size).to.equal(plan.length)
        for (const {size} of plan) expect(size).to.be.within(...sizes)
      })

      if (files !== undefined)
        it(`has ${files.toLocaleString('en-US')} files`, () => {
          let planned = 0
          for (const _ of TREES[name].files(1)) planned++
          expect(planned).to.equal(files)
        })
    })
  }

  it('photos: half are below 60 KB, a fifth are duplicates', () => {
    const plan = planOf('photos', 1)
    expect(spreadOf(plan.map(({size}) => size))?.median).to.be.closeTo(60_000, 1000)
    expect(new Set(plan.map(contentOf)).size).to.equal(plan.length * 0.8)
  })

  it('duplicates: the tree holds what the master holds, and nothing twice', () => {
    const plan = planOf('duplicates', 0.01)
    const below = (root: string) =>
      plan
        .filter(({path}) => path.startsWith(root))
        .map((file) => file.path.slice(root.length) + contentOf(file))
    expect(below('tree/')).to.deep.equal(below('master/'))
    expect(new Set(plan.map(contentOf)).size).to.equal(plan.length / 2)
  })

  it('million: 1,000 files in each directory; flat: all in one; deep: 400 levels that a path can name', () => {
    const directories = (name: TreeName, scale: number) =>
      new Set(planOf(name, scale).map(({path}) => path.slice(0, path.lastIndexOf('/')))).size
    expect(directories('million', 0.02)).to.equal(20)
    expect(directories('flat', 0.1)).to.equal(1)
    const deepest = planOf('deep', 1).at(-1)?.path ?? ''
    expect(deepest.split('/').length - 1).to.equal(400)
    expect(deepest.length).to.be.below(4000)
  })
})
