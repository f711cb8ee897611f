import {expect} from 'chai'
import * as fc from 'fast-check'
import type {RawPath} from 'mediastruct'
import {foresee} from '../../src/packing/foresight.ts'
import {fillFreely, firstFitDecreasing} from '../../src/packing/free.ts'
import {lowerBoundL1, lowerBoundL2} from '../../src/packing/lower-bound.ts'
import type {OpenVolume, PackedUnit, PackFile, Packing, PackUnit} from '../../src/packing/model.ts'
import {type PackOrder, parseOrder} from '../../src/packing/order.ts'
import {pack} from '../../src/packing/pack.ts'
import {tightly} from '../../src/packing/tight.ts'
import {fillWithin, nextFit} from '../../src/packing/window.ts'

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
/** Of an archive that goes up to some day; what they hold is in folders of its own. */
const openVolumes = fc
  .array(
    fc.record({
      usedSectors: fc.nat({max: CAPACITY}),
      latest: fc.option(fc.nat({max: 300}).map(day), {nil: undefined}),
    }),
    {maxLength: 3},
  )
  .map((volumes) =>
    volumes.map((volume, index): OpenVolume => ({id: `MS-000${index + 1}`, folders: [], ...volume})),
  )

const packings = fc.record({units, order: fc.constantFrom(...ORDERS), openVolumes})

/** Paths of all that was packed or refused, in any order. */
function pathsOf({volumes, unpackable}: Packing): string[] {
  const packed = volumes.flatMap(({contents}) => contents.flatMap(({files}) => files))
  return [...packed, ...unpackable.flatMap(({files}) => files)].map(({path}) => path).sort()
}

function dateOf({unit}: PackedUnit): string {
  return unit.dates?.first ?? 'undated'
}

function chronologically(a: PackedUnit, b: PackedUnit): number {
  const key = ({unit, part}: PackedUnit) =>
    `${unit.dates?.first ?? '~'} ${unit.folder} ${1000 + (part?.number ?? 0)}`
  return key(a) < key(b) ? -1 : 1
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
          const before = options.openVolumes.find(({id}) => id === volume.id)?.usedSectors ?? 0
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
      fc.property(packings, ({units, ...options}) => {
        const {volumes, unpackable, lowerBound} = pack(units, {capacitySectors: CAPACITY, ...options})
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

  it('keeps the order of dates across volumes in strict order, also with what an open volume holds', () => {
    fc.assert(
      fc.property(units, openVolumes, (units, open) => {
        const openVolumes = open.slice(0, 1)
        const {volumes} = pack(units, {capacitySectors: CAPACITY, order: {kind: 'strict'}, openVolumes})
        const held = volumes[0]?.id === undefined ? [] : openVolumes.map(({latest}) => latest ?? 'undated')
        const dates = [...held, ...volumes.flatMap(({contents}) => contents.map(dateOf))]
        expect(dates).to.deep.equal([...dates].sort())
      }),
    )
  })

  it('is next fit in strict order: what comes next would not have fitted', () => {
    fc.assert(
      fc.property(units, (units) => {
        const {volumes} = pack(units, {capacitySectors: CAPACITY, order: {kind: 'strict'}})
        for (const [index, {usedSectors}] of volumes.entries()) {
          const next = volumes[index + 1]?.contents[0]
          if (next) expect(usedSectors + next.sectors).to.be.above(CAPACITY)
        }
      }),
    )
  })

  it("has new volumes' first dates ascend within a window, of which no more than its size are open at once", () => {
    fc.assert(
      fc.property(units, openVolumes, fc.integer({min: 1, max: 4}), (units, open, size) => {
        const openVolumes = open.slice(-size)
        const order = {kind: 'window', size} as const
        const {volumes} = pack(units, {capacitySectors: CAPACITY, order, openVolumes})
        const firsts = volumes.filter(({id}) => id === undefined).map(({contents}) => contents.map(dateOf)[0])
        expect(firsts).to.deep.equal([...firsts].sort())
        const inOrder = volumes.flatMap(({contents}) => contents).sort(chronologically)
        const spans = volumes.map(({id, contents}) => {
          const places = contents.map((item) => inOrder.indexOf(item))
          return {first: id === undefined ? Math.min(...places) : 0, last: Math.max(...places)}
        })
        for (const place of inOrder.keys()) {
          const isOpen = spans.filter(({first, last}) => first <= place && place <= last)
          expect(isOpen.length).to.be.at.most(size)
        }
      }),
    )
  })

  it('uses no more volumes in a window than in strict order, and when free no more than first-fit decreasing', () => {
    const weights = fc.array(fc.integer({min: 1, max: CAPACITY}), {maxLength: 60})
    const used = fc.array(fc.nat({max: CAPACITY}), {maxLength: 3})
    fc.assert(
      fc.property(weights, used, fc.integer({min: 1, max: 5}), (weights, used, size) => {
        const load = {weights, capacity: CAPACITY, used}
        const bound = lowerBoundL2(weights, CAPACITY)
        expect(fillWithin(size, load, bound).volumes).to.be.at.most(nextFit(load).volumes)
        expect(fillFreely(load, bound).volumes).to.be.at.most(firstFitDecreasing(load).volumes)
        for (const filling of [...foresee(size, load), ...tightly(load)]) {
          const fill = [...used, ...new Array<number>(filling.volumes - used.length).fill(0)]
          for (const [item, volume] of filling.volumeOf.entries())
            fill[volume] = (fill[volume] ?? 0) + (weights[item] ?? 0)
          expect(Math.max(0, ...fill)).to.be.at.most(CAPACITY)
        }
      }),
    )
  })

  it('finds what the heaviest first, and the fullest first, do not', () => {
    const load = {weights: [6, 5, 5, 4, 4, 3, 3].map((weight) => weight * 100), capacity: CAPACITY, used: []}
    expect(firstFitDecreasing({...load, weights: [500, 400, 300, 300, 300, 200]}).volumes).to.equal(3)
    expect(fillFreely({...load, weights: [500, 400, 300, 300, 300, 200]}, 2).volumes).to.equal(2)
    const ahead = {...load, weights: [400, 300, 600, 700]}
    expect(fillWithin(2, ahead, 2).volumes).to.equal(2)
    expect(nextFit(ahead).volumes).to.equal(3)
  })

  it('gives the same packing for the same folders, in whichever order they come', () => {
    fc.assert(
      fc.property(packings, ({units, ...options}) => {
        const shown = (given: readonly PackUnit[]) =>
          pack(given, {capacitySectors: CAPACITY, ...options}).volumes.map(({id, contents}) => [
            id,
            contents.map(({unit, part}) => [unit.folder, part]),
          ])
        expect(shown([...units].reverse())).to.deep.equal(shown(units))
      }),
    )
  })

  it('fills the volumes that are open first', () => {
    const small = [unitOf('2019-01-01', day(0), [[100]]), unitOf('2019-01-02', day(1), [[100]])]
    for (const order of ORDERS) {
      const openVolumes = [{id: 'MS-0003', usedSectors: 700, folders: [], latest: '2018-12-31'}]
      const {volumes} = pack(small, {capacitySectors: CAPACITY, order, openVolumes})
      expect(volumes.map(({id, usedSectors}) => [id, usedSectors])).to.deep.equal([['MS-0003', 910]])
    }
  })

  it('opens a new volume in strict order for what is earlier than the open one holds', () => {
    const openVolumes = [{id: 'MS-0003', usedSectors: 100, folders: [], latest: day(1)}]
    const early = [unitOf('2019-01-01', day(0), [[100]]), unitOf('2019-01-03', day(2), [[100]])]
    const packed = (order: PackOrder) =>
      pack(early, {capacitySectors: CAPACITY, order, openVolumes}).volumes.map(({id}) => id)
    expect(packed({kind: 'strict'})).to.deep.equal([undefined])
    expect(packed({kind: 'window', size: 3})).to.deep.equal(['MS-0003'])
  })

  it('brings what is new in a folder to the open volume that holds the folder, where there is room', () => {
    const openVolumes = ['2019-01-01', '2019-01-02'].map((folder, index) => ({
      id: `MS-000${index + 1}`,
      usedSectors: index * 500,
      folders: [folder as RawPath],
      latest: folder,
    }))
    for (const order of ORDERS) {
      const packed = (sectors: number) =>
        pack([unitOf('2019-01-01', '2019-01-01', [[sectors]])], {
          capacitySectors: CAPACITY,
          order,
          openVolumes,
        })
      expect(packed(400).volumes.map(({id}) => id)).to.deep.equal(['MS-0001'])
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

  it('reads an order as it is typed', () => {
    expect(parseOrder('window:5')).to.deep.equal({kind: 'window', size: 5})
    expect(parseOrder('strict')).to.deep.equal({kind: 'strict'})
    expect(() => parseOrder('window:0')).to.throw(/not an order/)
  })
})
