import {expect} from 'chai'
import fc from 'fast-check'
import {
  clockSeconds,
  fromClockSeconds,
  isReal,
  parseDate,
  parseOffset,
  refusal,
  shiftBy,
  toIso,
} from '../../src/dates/local.ts'

/** 2024-06-01T00:00:00Z */
const NOW = 1_717_200_000

function iso(text: string): string | undefined {
  const parsed = parseDate(text)
  return parsed && toIso(parsed.local) + (parsed.offset ?? '')
}

describe('parseDate', () => {
  const spellings: [string, string | undefined][] = [
    ['2019:01:02 03:04:05', '2019-01-02T03:04:05'],
    ['2019-01-02T03:04:05', '2019-01-02T03:04:05'],
    ['2019-01-02T03:04:05.678+02:00', '2019-01-02T03:04:05.678+02:00'],
    ['2019-01-02T03:04:05+0200', '2019-01-02T03:04:05+02:00'],
    ['2019-01-02T03:04:05Z', '2019-01-02T03:04:05Z'],
    ['2019-01-02T03:04:05 +00:00', '2019-01-02T03:04:05+00:00'],
    ['2019:01:02 03:04+02:00', '2019-01-02T03:04:00+02:00'],
    ['2019:01:02 03:04:05\0', '2019-01-02T03:04:05'],
    ['2019:01:02   :  :  ', '2019-01-02'],
    ['2019-01-02', '2019-01-02'],
    ['2020-02-29', '2020-02-29'],
    ['2019-02-29', undefined],
    ['1900-02-29', undefined],
    ['2000-02-29', '2000-02-29'],
    ['2019-13-01', undefined],
    ['2019-04-31', undefined],
    ['2019-01-02T24:00:00', undefined],
    ['2019-01-02T03:60:00', undefined],
    ['0000:00:00 00:00:00', undefined],
    ['    :  :     :  :  ', undefined],
    ['', undefined],
    ['2019', undefined],
    ['yesterday', undefined],
  ]
  for (const [text, expected] of spellings) {
    it(`takes ${JSON.stringify(text)} for ${expected}`, () => {
      expect(iso(text)).to.equal(expected)
    })
  }

  it('never throws, and what it accepts survives a round trip', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9:.TZ +-]{0,30}$/)), (text) => {
        const parsed = parseDate(text)
        if (parsed !== undefined) expect(parseDate(toIso(parsed.local))?.local).to.deep.equal(parsed.local)
      }),
    )
  })
})

describe('parseOffset', () => {
  it('knows Z and both spellings of hours and minutes', () => {
    expect(['Z', '+01:00', '-0530', '+14:00'].map(parseOffset)).to.deep.equal([
      'Z',
      '+01:00',
      '-05:30',
      '+14:00',
    ])
  })
  it('refuses the rest', () => {
    expect(['', '   :  ', '+15:00', '+01:60', '0100'].map(parseOffset)).to.deep.equal(
      Array(5).fill(undefined),
    )
  })
})

describe('refusal', () => {
  const refused = [
    '1904-01-01',
    '1904-01-01T00:00:00',
    '1970-01-01T01:00:00',
    '1980-01-01T00:00:00',
    '1969-12-31T16:00:00',
    '1903-12-31T19:00:00',
    '1980-01-01',
  ]
  for (const text of [...refused, '0001-01-01', '2024-06-02T00:00:01', '2030-01-01']) {
    it(`refuses ${text}`, () => {
      const parsed = parseDate(text)
      expect(parsed && refusal(parsed.local, NOW)).to.be.a('string')
    })
  }
  for (const text of [
    '1980-01-01T00:00:01',
    '1979-12-31',
    '1904-01-02',
    '1969-12-31',
    '1969-12-31T10:00:00',
    '1969-12-31T16:00:01',
    '2024-06-01T23:59:59',
    '1969-07-20',
  ]) {
    it(`trusts ${text}`, () => {
      const parsed = parseDate(text)
      expect(parsed && refusal(parsed.local, NOW)).to.equal(undefined)
    })
  }
})

describe('clock arithmetic', () => {
  it('counts the days as the calendar does', () => {
    expect(clockSeconds({year: 1970, month: 1, day: 1})).to.equal(0)
    expect(clockSeconds({year: 2000, month: 3, day: 1})).to.equal(951_868_800)
    expect(clockSeconds({year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59})).to.equal(-1)
  })

  it('agrees with its inverse on every second of ten thousand years', () => {
    fc.assert(
      fc.property(fc.integer({min: -60_000_000_000, max: 250_000_000_000}), (seconds) => {
        const local = fromClockSeconds(seconds)
        expect(isReal(local)).to.equal(true)
        expect(clockSeconds(local)).to.equal(seconds)
      }),
    )
  })

  it('mends a wrong clock', () => {
    const local = {year: 2019, month: 12, day: 31, hour: 23, minute: 30, second: 0, subsec: '12'}
    expect(toIso(shiftBy(local, 3600))).to.equal('2020-01-01T00:30:00.12')
    expect(toIso(shiftBy({year: 2020, month: 3, day: 1}, -86_400))).to.equal('2020-02-29')
  })
})
