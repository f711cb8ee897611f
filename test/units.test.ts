import {expect} from 'chai'
import fc from 'fast-check'
import {count, formatBytes, grouped, parseAge, parseSize} from '../src/units.ts'
import {refusal} from './support/refused.ts'

describe('sizes', () => {
  for (const [text, bytes] of [
    ['0', 0],
    ['512', 512],
    ['25GB', 25_000_000_000],
    ['25 gb', 25_000_000_000],
    ['25GiB', 25 * 2 ** 30],
    ['1.5MB', 1_500_000],
    ['700M', 700_000_000],
    ['4Ki', 4096],
    ['12B', 12],
    [' 1TB ', 1_000_000_000_000],
  ] as const) {
    it(`reads "${text}"`, () => expect(parseSize(text)).to.equal(bytes))
  }
  for (const text of ['', 'GB', '-1', '1XB', '1iB', '1e9', '99999PB', '1,5GB', '1 G B', 'NaN']) {
    it(`refuses "${text}"`, async () => {
      expect((await refusal('BAD_SIZE', () => parseSize(text))).hint).to.include('25GiB')
    })
  }

  it('gives back any count of bytes', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseSize(String(bytes)) === bytes))
  })

  it('are shown in decimal units', () => expect(formatBytes(25_000_000_000)).to.equal('25 GB'))
})

describe('ages', () => {
  const day = 86_400_000
  for (const [text, ms] of [
    ['0', 0],
    ['90s', 90_000],
    ['45m', 2_700_000],
    ['12h', day / 2],
    ['30d', 30 * day],
    ['8w', 56 * day],
    ['1y', 365 * day],
    ['1.5 D', 1.5 * day],
  ] as const) {
    it(`reads "${text}"`, () => expect(parseAge(text)).to.equal(ms))
  }
  for (const text of ['', '30', '1 month', '-1d', 'd', '1d2h']) {
    it(`refuses "${text}"`, () => refusal('BAD_AGE', () => parseAge(text)))
  }
})

describe('counts', () => {
  for (const [n, shown] of [
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [12_345_678, '12,345,678'],
    [-1234, '-1,234'],
  ] as const) {
    it(`show ${n} as ${shown}`, () => expect(grouped(n)).to.equal(shown))
  }

  it('agree with their noun', () => {
    expect([count(0, 'file'), count(1, 'file'), count(12_000, 'copy', 'copies')]).to.deep.equal([
      '0 files',
      '1 file',
      '12,000 copies',
    ])
  })
})
