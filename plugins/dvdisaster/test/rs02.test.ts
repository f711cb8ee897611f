import {execFileSync} from 'node:child_process'
import {expect} from 'chai'
import fc from 'fast-check'
import {largestWithin} from '../src/rs02.ts'
import {Disc, needs} from './disc.ts'

describe('the size of an image with RS02', function () {
  this.timeout(60_000)
  let disc: Disc

  beforeEach(() => {
    disc = new Disc()
  })
  afterEach(() => disc.remove())

  it('is to the sector what dvdisaster makes, on small and full media', function () {
    needs(this, 'dvdisaster')
    const env = {PATH: process.env.PATH, HOME: disc.root, LC_ALL: 'C'}
    // The last two are those that nothing fits on, once by far and once by a hair.
    for (const [data, capacity] of [
      [1400, 1500],
      [1400, 1900],
      [1400, 3333],
      [1400, 9999],
      [4000, 12_500],
      [500, 640],
      [1400, 1410],
      [300, 321],
    ] as const) {
      const image = disc.sectors('x.img', data)
      try {
        execFileSync('dvdisaster', ['-i', image, '-mRS02', '-n', String(capacity), '-c'], {
          env,
          stdio: 'pipe',
        })
      } catch {
        // It fails where there is no room.
      }
      const expected = largestWithin(data, capacity)?.sectors ?? data
      expect(disc.count('x.img'), `${data} on ${capacity}`).to.equal(expected)
    }
  })

  it('never exceeds the medium, and leaves less redundancy the larger the image is', () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 62_500_864}),
        fc.double({min: 0, max: 1, noNaN: true}),
        (capacity, share) => {
          const data = Math.max(1, Math.floor(capacity * share))
          const made = largestWithin(data, capacity)
          if (!made) return
          expect(made.sectors).to.be.above(data).and.at.most(capacity)
          expect(made.redundancyPercent).to.be.within(3.2, 200)
          const larger = largestWithin(data + 1 + Math.floor(data / 10), capacity)
          expect(larger?.redundancyPercent ?? 0).to.be.at.most(made.redundancyPercent)
        },
      ),
      {numRuns: 500},
    )
  })

  it('has 21 % of redundancy beside an image that fills 82 % of a BD-R', () => {
    expect(largestWithin(9_700_000, 11_826_176)).to.deep.include({roots: 45, sectors: 11_801_657})
  })
})
