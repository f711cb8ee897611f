import {expect} from 'chai'
import {avchd} from '../../src/containers/avchd.ts'
import {inMemory} from '../../src/containers/in-memory.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {mdpm, packets, sei, transportStream, unit} from './transport-stream-file.ts'

const VIDEO = 0x1011
const SOUND = 0x1100
/** 2010-06-12 14:24:00, in decimal digits. */
const TIME = [0x12, 0x14, 0x24, 0x00]
const date = (zone: number) => [zone, 0x20, 0x10, 0x06]
const MAKER = [0x01, 0x03, 0, 0]

const picture = (bytes: number) => unit(5, Buffer.alloc(bytes, 0x55))
const sound = packets(SOUND, 0xbd, Buffer.alloc(300, 0x66))

/** A message of which the packs are not the only one, with sound between the packets of the picture. */
function film(data: Uint8Array, stride: 188 | 192 = 192): Buffer {
  const stream = Buffer.concat([
    unit(9, Buffer.from([0x10])),
    unit(7, Buffer.alloc(20, 1)),
    sei(data),
    picture(2000),
  ])
  const [first, ...rest] = packets(VIDEO, 0xe0, stream)
  return transportStream(stride, ...(first ? [first] : []), ...sound, ...rest)
}

const PACKS = {19: [0, 0, 0, 0], 24: date(0x02), 25: TIME, 112: [1, 2, 3, 4], 224: MAKER}
const WHOLE = film(mdpm(PACKS))

describe('AVCHD', () => {
  it('reads the clock and the maker in packets of both lengths', () => {
    for (const stride of [188, 192] as const) {
      const {candidates, camera} = avchd(inMemory(film(mdpm(PACKS), stride)))
      expect(candidates).to.deep.equal([
        {
          source: 'avchd',
          field: 'AVCHD MDPM',
          written: '2010-06-12 14:24:00+01:00',
          local: '2010-06-12T14:24:00',
          offset: '+01:00',
        },
      ])
      expect(camera).to.deep.equal({make: 'Panasonic'})
    }
  })

  it('tells an offset only where the zone leaves no doubt', () => {
    const zones: [number, string | undefined][] = [
      [0xff, undefined],
      [0x00, undefined],
      [0x42, undefined],
      [0x2a, '-05:00'],
      [0x0b, '+05:30'],
    ]
    for (const [zone, offset] of zones) {
      const [clock] = avchd(inMemory(film(mdpm({24: date(zone), 25: TIME})))).candidates
      expect(clock?.local).to.equal('2010-06-12T14:24:00')
      expect(clock?.offset).to.equal(offset)
    }
  })

  it('finds the packs where they spread over packets, and zeros in them are guarded', () => {
    const many = Object.fromEntries(Array.from({length: 20}, (_, index) => [index + 0x20, [0, 0, 0, 0]]))
    const [clock] = avchd(
      inMemory(film(mdpm({24: [0xff, 0x20, 0x00, 0x01], 25: [0x01, 0, 0, 0], ...many}))),
    ).candidates
    expect(clock?.local).to.equal('2000-01-01T00:00:00')
  })

  it('shows a clock that was never set, and does not believe it', () => {
    const [clock] = avchd(
      inMemory(film(mdpm({24: [0xff, 0xff, 0xff, 0xff], 25: [0xff, 0xff, 0xff, 0xff]}))),
    ).candidates
    expect(clock?.written).to.equal('ffff-ff-ff ff:ff:ff')
    expect(clock?.local).to.equal(undefined)
  })

  it('says nothing of other streams', () => {
    expect(avchd(inMemory(film(Buffer.from('another user’s data')))).candidates).to.deep.equal([])
    expect(avchd(inMemory(Buffer.alloc(4000, 0x47))).candidates).to.deep.equal([])
    expect(avchd(inMemory(Buffer.alloc(0))).candidates).to.deep.equal([])
  })

  it('searches only the first part of a long film', () => {
    const file = counted(transportStream(192, ...packets(VIDEO, 0xe0, picture(5 * 2 ** 20))))
    expect(avchd(file).candidates).to.deep.equal([])
    expect(file.bytes).to.be.at.most(2 * 2 ** 20)
  })

  it('survives broken files', () => {
    survives(avchd, WHOLE)
    survivesEndless(avchd, WHOLE)
  })
})
