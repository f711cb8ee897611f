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
import {DISK} from '../fixtures.ts'

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
