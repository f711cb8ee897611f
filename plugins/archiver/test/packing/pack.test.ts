import {expect} from 'chai'
import * as fc from 'fast-check'
import type {RawPath} from 'mediastruct'
import {lowerBoundL1} from '../../src/packing/lower-bound.ts'
import type {PackFile, Packing, PackUnit} from '../../src/packing/model.ts'
import {type PackOrder, parseOrder} from '../../src/packing/order.ts'
import {pack} from '../../src/packing/pack.ts'

const CAPACITY = 1000
const FOLDER_SECTORS = 5
const ORDERS: readonly PackOrder[] = [{kind: 'strict'}, {kind: 'window', size: 3}, {kind: 'free'}]

function day(number: number): string {
  return new Date(Date.UTC(2019, 0, 1 + number)).toISOString().slice(0, 10)
}

function unitOf(
  folder: string,
  date: string | undefined,
  files: readonly (readonly [number, (string | undefined)?])[],
): PackUnit {
  const packed = files.map(
    ([sectors, asset], index): PackFile => ({
      path: `${folder}/${String(index).padStart(4, '0')}.jpg` as RawPath,
      size: sectors * 2048,
      sectors,
      asset,
    }),
  )
  const sectors = packed.reduce((sum, file) => sum + file.sectors, FOLDER_SECTORS)
  const dates = date === undefined ? undefined : {first: date, last: date}
  return {folder: folder as RawPath, dates, files: packed, folderSectors: FOLDER_SECTORS, sectors}
}

const file = fc.tuple(
  fc.oneof(
    {weight: 9, arbitrary: fc.integer({min: 1, max: 400})},
    {weight: 1, arbitrary: fc.integer({min: 900, max: 1100})},
  ),
  fc.option(fc.constantFrom('a', 'b'), {nil: undefined, freq: 3}),
)
const units = fc
  .array(
    fc.tuple(
      fc.option(fc.nat({max: 300}), {nil: undefined, freq: 5}),
      fc.array(file, {minLength: 1, maxLength: 8}),
    ),
    {maxLength: 40},
  )
  .map((days) =>
    days.map(([date, files], index) =>
      unitOf(`u${index}`, date === undefined ? undefined : day(date), files),
    ),
  )
const openVolume = fc.option(
  fc.nat({max: CAPACITY}).map((usedSectors) => ({id: 'MS-0007', usedSectors})),
  {nil: undefined},
)

const packings = fc.record({units, order: fc.constantFrom(...ORDERS), openVolume})

/** Paths of all that was packed or refused, in any order. */
function pathsOf({volumes, unpackable}: Packing): string[] {
  const packed = volumes.flatMap(({contents}) => contents.flatMap(({files}) => files))
  return [...packed, ...unpackable.flatMap(({files}) => files)].map(({path}) => path).sort()
}

function numbersOfVolumesBy<Key>(
  packing: Packing,
  keysOf: (file: PackFile, unit: PackUnit) => Key[],
): Map<Key, Set<number>> {
  const found = new Map<Key, Set<number>>()
  for (const [number, volume] of packing.volumes.entries()) {
    for (const {unit, files} of volume.contents) {
      for (const key of files.flatMap((each) => keysOf(each, unit)))
        found.set(key, (found.get(key) ?? new Set()).add(number))
    }
  }
  return found
}

describe('packing', () => {
  it('never fills a volume above its capacity, and counts what it puts there', () => {
    fc.assert(
      fc.property(packings, ({units, ...options}) => {
        for (const volume of pack(units, {capacitySectors: CAPACITY, ...options}).volumes) {
          const before = volume.id === undefined ? 0 : (options.openVolume?.usedSectors ?? 0)
          const added = volume.contents.reduce(
            (sum, {files}) => files.reduce((total, {sectors}) => total + sectors, sum + FOLDER_SECTORS),
            0,
          )
          expect(volume.usedSectors).to.equal(before + added)
          expect(volume.usedSectors).to.be.at.most(CAPACITY)
        }
      }),
    )
  })

  it('packs every file exactly once, or says why not', () => {
    fc.assert(
      fc.property(packings, ({units, ...options}) => {
        const packing = pack(units, {capacitySectors: CAPACITY, ...options})
        expect(pathsOf(packing)).to.deep.equal(units.flatMap(({files}) => files.map(({path}) => path)).sort())
        for (const {files, reason} of packing.unpackable) {
          expect(files.reduce((sum, {sectors}) => sum + sectors, FOLDER_SECTORS)).to.be.above(CAPACITY)
          expect(reason).to.match(/larger than a volume/)
        }
      }),
    )
  })

  it('divides no folder that fits a volume, and no asset ever', () => {
    fc.assert(
      fc.property(packings, ({units, ...options}) => {
        const packing = pack(units, {capacitySectors: CAPACITY, ...options})
        for (const [unit, volumes] of numbersOfVolumesBy(packing, (_, unit) => [unit])) {
          if (unit.sectors <= CAPACITY) expect(volumes.size).to.equal(1)
        }
        const assets = numbersOfVolumesBy(packing, ({asset}, {folder}) =>
          asset === undefined ? [] : [`${folder}/${asset}`],
        )
        for (const volumes of assets.values()) expect(volumes.size).to.equal(1)
      }),
    )
  })

  it('never uses fewer volumes than the lower bound, which is no less than the sum over the capacity', () => {
    fc.assert(
      fc.property(units, fc.constantFrom(...ORDERS), openVolume, (units, order, openVolume) => {
        const {volumes, unpackable, lowerBound} = pack(units, {capacitySectors: CAPACITY, order, openVolume})
        expect(lowerBound).to.be.at.most(volumes.length)
        if (unpackable.length > 0 || units.some(({sectors}) => sectors > CAPACITY)) return
        expect(lowerBound).to.be.at.least(
          lowerBoundL1(
            units.map(({sectors}) => sectors),
            CAPACITY,
          ),
        )
      }),
    )
  })

  it('keeps the order of dates across volumes in strict order', () => {
    fc.assert(
      fc.property(units, openVolume, (units, openVolume) => {
        const {volumes} = pack(units, {capacitySectors: CAPACITY, order: {kind: 'strict'}, openVolume})
        const dates = volumes.flatMap(({contents}) =>
          contents.map(({unit}) => unit.dates?.first ?? 'undated'),
        )
        expect(dates).to.deep.equal([...dates].sort())
      }),
    )
  })

  it("has new volumes' first dates ascend within a window", () => {
    fc.assert(
      fc.property(units, openVolume, (units, openVolume) => {
        const {volumes} = pack(units, {
          capacitySectors: CAPACITY,
          order: {kind: 'window', size: 3},
          openVolume,
        })
        const added = volumes.filter(({id}) => id === undefined)
        const firsts = added.map(({contents}) => contents[0]?.unit.dates?.first ?? 'undated')
        expect(firsts).to.deep.equal([...firsts].sort())
      }),
    )
  })

  it('fills the volume that is open first', () => {
    const small = [unitOf('2019-01-01', day(0), [[100]]), unitOf('2019-01-02', day(1), [[100]])]
    for (const order of ORDERS) {
      const {volumes} = pack(small, {
        capacitySectors: CAPACITY,
        order,
        openVolume: {id: 'MS-0003', usedSectors: 700},
      })
      expect(volumes.map(({id, usedSectors}) => [id, usedSectors])).to.deep.equal([['MS-0003', 910]])
    }
  })

  it('numbers the parts of a folder larger than a volume', () => {
    const large = unitOf('2019-01-01', day(0), [[600], [300, 'pair'], [500], [90, 'pair'], [700]])
    const {volumes} = pack([large], {capacitySectors: CAPACITY, order: {kind: 'strict'}})
    const parts = volumes.flatMap(({contents}) =>
      contents.map(({part, files}) => [part, files.map(({sectors}) => sectors)]),
    )
    expect(parts).to.deep.equal([
      [{number: 1, of: 3}, [600, 300, 90]],
      [{number: 2, of: 3}, [500]],
      [{number: 3, of: 3}, [700]],
    ])
  })

  it('packs 10,000 folders in well under a second, in every order', () => {
    const many = Array.from({length: 10_000}, (_, index) =>
      unitOf(`u${index}`, day(index), [[300 + ((index * 7919) % 600)]]),
    )
    for (const order of ORDERS) {
      const started = performance.now()
      expect(pack(many, {capacitySectors: CAPACITY, order}).volumes.length).to.be.above(5000)
      expect(performance.now() - started).to.be.below(1000)
    }
  })

  it('reads an order as it is typed', () => {
    expect(parseOrder('window:5')).to.deep.equal({kind: 'window', size: 5})
    expect(parseOrder('strict')).to.deep.equal({kind: 'strict'})
    expect(() => parseOrder('window:0')).to.throw(/not an order/)
  })
})
