import {expect} from 'chai'
import type {Load} from '../../src/packing/filling.ts'
import {fillFreely, firstFitDecreasing} from '../../src/packing/free.ts'
import {lowerBoundL2} from '../../src/packing/lower-bound.ts'
import {fillWithin, nextFit} from '../../src/packing/window.ts'
import {BD_R_25_SECTORS, DAYS, dayLoad} from './days.ts'

const SEEDS = [1, 2, 3]

describe('the waste of packing whole days on BD-R 25', function () {
  this.timeout(60_000)
  for (const {median, count} of DAYS) {
    it(`is 3% in a window of three, 1% when free (days of ${median / 1e9} GB)`, () => {
      for (const seed of SEEDS) {
        const load: Load = {weights: dayLoad(count, median, seed), capacity: BD_R_25_SECTORS, used: []}
        const bound = lowerBoundL2(load.weights, load.capacity)
        const strict = nextFit(load).volumes
        const window = fillWithin(3, load, bound).volumes
        const free = fillFreely(load, bound).volumes
        expect(window)
          .to.be.at.least(bound)
          .and.at.most(bound * 1.03)
        expect(free)
          .to.be.at.least(bound)
          .and.at.most(bound * 1.01)
        expect(free).to.be.at.most(firstFitDecreasing(load).volumes)
        expect(strict).to.be.above(bound * 1.08)
      }
    })
  }

  it('is bounded in time with ten thousand and a hundred thousand folders, too', () => {
    for (const count of [10_000, 100_000]) {
      const load: Load = {weights: dayLoad(count, 4e9, 1), capacity: BD_R_25_SECTORS, used: []}
      const bound = lowerBoundL2(load.weights, load.capacity)
      expect(fillWithin(3, load, bound).volumes).to.be.at.most(bound * 1.08)
      expect(fillFreely(load, bound).volumes).to.be.at.most(bound * 1.01)
    }
  })
})
