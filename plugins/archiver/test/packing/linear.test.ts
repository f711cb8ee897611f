import {expect} from 'chai'
import {array, assert, constantFrom, integer, property, record, tuple} from 'fast-check'
import {dirname, fromText, type VolumeTarget} from 'mediastruct'
import {discFiles} from '../../src/bag/sizes.ts'
import {
  sectorsOfFile,
  sectorsOfFolder,
  sectorsOfImage,
  volumeOverheadSectors,
} from '../../src/packing/sectors.ts'
import {treeSectors} from '../../src/packing/udf-bridge.ts'
import {DISK, TARGET} from '../fixtures.ts'

const name = constantFrom('a', 'IMG_0001.JPG', 'Ödön', '日本', '100% "b"', 'x'.repeat(200))
const files = array(tuple(array(name, {minLength: 1, maxLength: 4}), integer({min: 0, max: 300_000})), {
  maxLength: 40,
})
const target = record({
  sectorBytes: constantFrom(512, 1000, 4096, 131_072),
  fixedSectors: integer({min: 0, max: 100}),
  sectorsPerFile: constantFrom(0, 0.1, 0.25, 1, 2),
  sectorsPerDirectory: constantFrom(0, 0.3, 1, 2),
}).map(({sectorBytes, ...overhead}): VolumeTarget => ({...DISK, sectorBytes, overhead}))

describe('a medium of any sector and any overhead', () => {
  it('has room for all that is planned for it, and for little more', () => {
    assert(
      property(target, files, (medium, given) => {
        const unique = new Map(given.map(([parts, size], index) => [`${parts.join('/')} ${index}`, size]))
        const planned = [...unique].map(([path, size]) => ({path: fromText(path), size}))
        const folders = new Set(planned.map(({path}) => dirname(path)))
        const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0)
        const all =
          volumeOverheadSectors(medium) +
          sum([...folders].map((folder) => sectorsOfFolder(folder, medium))) +
          sum(planned.map((file) => sectorsOfFile(file, medium)))
        const real = sectorsOfImage(discFiles({id: 'MS-0001', medium: 'd', files: planned}), medium)
        expect(all).to.be.at.least(real)
        // What is shared among files is counted once for each folder, and texts are taken for long.
        const spare =
          100_000 / medium.sectorBytes + 60 + sum([...folders].map((path) => sectorsOfFolder(path, medium)))
        expect(all - real).to.be.at.most(spare + planned.length * (1000 / medium.sectorBytes))
      }),
    )
  })
})

describe('a medium that tells little of its overhead, and whose imager is known', () => {
  it('has room for what that imager makes, and for what it says itself', () => {
    const planned = [{path: fromText('2019/a.jpg'), size: 5000}]
    const disc = discFiles({id: 'MS-0001', medium: 'd', files: planned})
    const sums = (medium: VolumeTarget) => {
      const file = planned.reduce((sum, one) => sum + sectorsOfFile(one, medium), 0)
      return volumeOverheadSectors(medium) + sectorsOfFolder(fromText('2019'), medium) + file
    }
    const few: VolumeTarget = {
      ...TARGET,
      overhead: {fixedSectors: 64, sectorsPerFile: 1, sectorsPerDirectory: 1},
    }
    expect(sectorsOfImage(disc, few)).to.equal(treeSectors(disc))
    expect(sums(few)).to.be.at.least(treeSectors(disc))
    const many: VolumeTarget = {...few, overhead: {...few.overhead, fixedSectors: 2000}}
    expect(sectorsOfImage(disc, many)).to.be.above(2000).and.above(treeSectors(disc))
    expect(sums(many)).to.be.at.least(sectorsOfImage(disc, many))
    const other: VolumeTarget = {...few, imager: 'xorriso'}
    expect(sectorsOfImage(disc, other), 'of which nothing is known').to.be.below(treeSectors(disc))
  })
})
