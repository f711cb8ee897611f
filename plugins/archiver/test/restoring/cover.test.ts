import {expect} from 'chai'
import fc from 'fast-check'
import {fewestDiscs, greedy} from '../../src/restoring/cover.ts'

const needs = (discs: number) =>
  fc.array(fc.uniqueArray(fc.nat(discs - 1), {minLength: 1, maxLength: 5}), {maxLength: 40})

function covers(chosen: readonly number[], all: readonly number[][]): boolean {
  return all.every((need) => need.some((disc) => chosen.includes(disc)))
}

/** By trying all sets of discs. */
function smallest(all: readonly number[][], discs: number): number {
  let best = discs
  for (let set = 0; set < 1 << discs; set++) {
    const chosen = Array.from({length: discs}, (_, disc) => disc).filter((disc) => set & (1 << disc))
    if (chosen.length < best && covers(chosen, all)) best = chosen.length
  }
  return best
}

describe('the fewest discs', () => {
  it('are none for nothing, and one where one holds all', () => {
    expect(fewestDiscs([])).to.deep.equal([])
    expect(fewestDiscs([[2, 7], [7], [1, 7, 9]])).to.deep.equal([7])
  })

  it('are fewer than greed finds, where it is misled', () => {
    // Disc 0 has the most at first; discs 1 and 2 have everything.
    const misleading = [[0, 1], [0, 1], [0, 2], [0, 2], [1], [2]].map((need) => [...need])
    expect(fewestDiscs(misleading)).to.deep.equal([1, 2])
    const classic = [
      [0, 3],
      [1, 3],
      [0, 4],
      [1, 4],
      [0, 5],
      [1, 5],
      [0, 5, 6],
      [1, 5, 6],
      [0, 5, 7],
      [1, 5, 7],
    ]
    expect(fewestDiscs(classic)).to.deep.equal([0, 1])
  })

  it('hold everything, and are as few as can be', () => {
    fc.assert(
      fc.property(needs(8), (all) => {
        const chosen = fewestDiscs(all)
        expect(covers(chosen, all)).to.equal(true)
        expect(chosen.length).to.equal(smallest(all, 8) * Number(all.length > 0))
      }),
      {numRuns: 200},
    )
  })

  it('hold everything, and are never more than greed finds, however many there are', () => {
    fc.assert(
      fc.property(needs(200), (all) => {
        const chosen = fewestDiscs(all)
        expect(covers(chosen, all)).to.equal(true)
        expect(chosen.length).to.be.at.most(greedy(all).length)
        expect(new Set(chosen).size).to.equal(chosen.length)
      }),
      {numRuns: 50},
    )
  })
})
