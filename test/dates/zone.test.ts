import {execFileSync} from 'node:child_process'
import {expect} from 'chai'
import {toIso} from '../../src/dates/local.ts'
import {fromUtc, toUtc} from '../../src/dates/zone.ts'

function at(utcSeconds: number, zone: string): string | undefined {
  const parsed = fromUtc(utcSeconds, zone)
  return parsed && toIso(parsed.local) + parsed.offset
}

describe('fromUtc', () => {
  /** 2023-03-26T00:30:00Z: half an hour before Berlin's clocks go forward. */
  const spring = 1_679_790_600

  it('tells the wall clock and the offset of a place', () => {
    expect(at(0, 'UTC')).to.equal('1970-01-01T00:00:00Z')
    expect(at(spring, 'Europe/Berlin')).to.equal('2023-03-26T01:30:00+01:00')
    expect(at(spring + 3600, 'Europe/Berlin')).to.equal('2023-03-26T03:30:00+02:00')
    expect(at(spring, 'Asia/Kolkata')).to.equal('2023-03-26T06:00:00+05:30')
    expect(at(spring - 1800, 'Asia/Tokyo')).to.equal('2023-03-26T09:00:00+09:00')
  })

  it('writes midnight as 00, not 24', () => {
    expect(at(spring - 1800, 'UTC')).to.equal('2023-03-26T00:00:00Z')
  })

  it('names a zone that does not exist', () => {
    expect(() => fromUtc(0, 'Mars/Olympus'))
      .to.throw('Mars/Olympus')
      .with.property('code', 'BAD_TIMEZONE')
  })

  it('gives up on instants beyond the calendar', () => {
    expect(fromUtc(Number.NaN, 'UTC')).to.equal(undefined)
    expect(fromUtc(2 ** 63, 'UTC')).to.equal(undefined)
    expect(fromUtc(-8_640_000_000_000, 'UTC')).to.equal(undefined)
  })

  it('is undone by toUtc', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Apia']) {
      const parsed = fromUtc(spring, zone)
      expect(parsed && toUtc(parsed.local, parsed.offset ?? 'Z')).to.equal(spring)
    }
  })

  it('gives the same under any TZ', () => {
    const source = new URL('../../src/dates/zone.ts', import.meta.url).href
    const script = `import {fromUtc} from '${source}'; process.stdout.write(JSON.stringify(fromUtc(${spring}, 'Europe/Berlin')))`
    const answers = ['UTC', 'America/New_York', 'Asia/Tokyo', 'Pacific/Apia'].map((TZ) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: {...process.env, TZ},
      }).toString(),
    )
    expect(new Set(answers).size).to.equal(1)
    expect(answers[0]).to.include('"hour":1,"minute":30')
  })
})
