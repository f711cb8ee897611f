import {expect} from 'chai'
import fc from 'fast-check'
import {spreadOf} from '../../bench/statistics.ts'

describe('bench: the spread of some rounds', () => {
  for (const [samples, median] of [
    [[3], 3],
    [[1, 9], 5],
    [[9, 1, 2], 2],
    [[4, 1, 3, 100], 3.5],
  ] as const) {
    it(`of ${samples.join(', ')} has the median ${median}`, () => {
      expect(spreadOf(samples)).to.deep.equal({
        median,
        least: Math.min(...samples),
        most: Math.max(...samples),
        samples,
      })
    })
  }

  it('of nothing is nothing', () => expect(spreadOf([])).to.equal(undefined))

  it('has no more than half of the rounds on either side of its median', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), {minLength: 1}), (samples) => {
        const median = spreadOf(samples)?.median ?? Number.NaN
        expect(samples.filter((one) => one < median).length).to.be.at.most(samples.length / 2)
        expect(samples.filter((one) => one > median).length).to.be.at.most(samples.length / 2)
      }),
    )
  })
})
