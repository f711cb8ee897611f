import {expect} from 'chai'
import type {RawPath} from 'mediastruct'
import type {PackUnit} from '../../src/packing/model.ts'
import type {PackOrder} from '../../src/packing/order.ts'
import {pack} from '../../src/packing/pack.ts'

const BD_R_25_SECTORS = 11_826_176
const SECTOR_BYTES = 2048
const SPREAD = 0.85

/** Numbers from 0 to 1 that are the same on every machine (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Days whose sizes are log-normal, none above a volume. */
function days(count: number, medianBytes: number, seed: number): PackUnit[] {
  const random = seeded(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Array.from({length: count}, (_, index) => {
    const date = new Date(Date.UTC(2010, 0, 1 + index)).toISOString().slice(0, 10)
    const sectors = Math.min(
      BD_R_25_SECTORS,
      Math.ceil((medianBytes * Math.exp(SPREAD * normal())) / SECTOR_BYTES),
    )
    const folder = `${date.slice(0, 4)}/${date}` as RawPath
    return {folder, dates: {first: date, last: date}, files: [], folderSectors: 0, sectors}
  })
}

function volumesAndBound(
  units: readonly PackUnit[],
  order: PackOrder,
): [volumes: number, lowerBound: number] {
  const {volumes, lowerBound} = pack(units, {capacitySectors: BD_R_25_SECTORS, order})
  return [volumes.length, lowerBound]
}

describe('the waste of packing whole days on BD-R 25', () => {
  for (const {median, count} of [
    {median: 1.2e9, count: 1050},
    {median: 4e9, count: 725},
    {median: 8e9, count: 390},
  ]) {
    it(`stays within 8% of the bound in a window, within 1% when free (days of ${median / 1e9} GB)`, () => {
      const units = days(count, median, 1)
      const [window, bound] = volumesAndBound(units, {kind: 'window', size: 3})
      const [free] = volumesAndBound(units, {kind: 'free'})
      const [strict] = volumesAndBound(units, {kind: 'strict'})
      expect(window).to.be.at.most(bound * 1.08)
      expect(free).to.be.at.most(bound * 1.01)
      expect(strict).to.be.at.least(window)
    })
  }
})
