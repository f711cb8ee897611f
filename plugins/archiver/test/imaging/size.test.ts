import {expect} from 'chai'
import fc from 'fast-check'
import {dirname, fromText, makeScratch, type RawPath, type VolumeTarget} from 'mediastruct'
import {discFiles} from '../../src/bag/sizes.ts'
import {ImageSizes} from '../../src/image-size.ts'
import {type ImageContent, layOutGhosts} from '../../src/imaging/content.ts'
import {chooseImager} from '../../src/imaging/imagers.ts'
import {printedSectors, runImager} from '../../src/imaging/run.ts'
import {
  sectorsOfFile,
  sectorsOfFolder,
  sectorsOfImage,
  sectorsOfUnit,
  volumeOverheadSectors,
} from '../../src/packing/sectors.ts'
import {treeSectors} from '../../src/packing/udf-bridge.ts'
import {TARGET} from '../fixtures.ts'
import {needs} from './tools.ts'

const DISC: VolumeTarget = {
  ...TARGET,
  overhead: {model: 'udf-bridge', fixedSectors: 1024, sectorsPerFile: 1.5, sectorsPerDirectory: 5},
  imager: 'genisoimage',
}

type File = Pick<ImageContent, 'path' | 'size'>
const many = (count: number, file: (index: number) => [path: string, size: number]): File[] =>
  Array.from({length: count}, (_, index) => {
    const [path, size] = file(index)
    return {path: fromText(path), size}
  })

const TREES: Readonly<Record<string, {files: File[]; empty?: RawPath[]}>> = {
  '10,000 small files': {
    files: many(10_000, (n) => [`2019/2019-05-${10 + (n % 20)}/IMG_${n}.jpg`, 9000 + n]),
  },
  '10,000 small files in one folder': {files: many(10_000, (n) => [`2019/20190504_${n}_af1349b9.jpg`, 3000])},
  '10,000 empty files': {files: many(10_000, (n) => [`2019/${n % 500}/${n}.txt`, 0])},
  '100 large files': {files: many(100, (n) => [`2019/2019-05-04/film ${n}.mov`, 900_000_000 + n])},
  'long names': {files: many(1000, (n) => [`2019/${'l'.repeat(235)}${n}.jpg`, 20_000])},
  'names of 124 characters': {files: many(1000, (n) => [`2019/${'l'.repeat(117)}${n}.jpg`, 20_000])},
  'names that are not Latin': {
    files: many(1000, (n) => [`2019/2019-05-04 日本/写真${'é'.repeat(n % 30)}${n}.jpg`, 20_000]),
  },
  'a file above 4 GiB': {files: many(2, (n) => [`2019/2019-05-04/${n}.mov`, 4_400_000_001])},
  'empty directories': {
    files: many(1, () => ['x.jpg', 5]),
    empty: many(300, (n) => [`2019/${n}`, 0]).map(({path}) => path),
  },
  'deep directories': {files: many(20, (n) => [`a/b/c/d/e/f/g/h/i/j/k/l/${n}/${n}.jpg`, 5])},
}

/** As packing adds up. */
function packed(files: readonly File[]): number {
  const folders = new Map<RawPath, File[]>()
  for (const file of files) {
    const folder = dirname(file.path)
    folders.set(folder, [...(folders.get(folder) ?? []), file])
  }
  let sectors = volumeOverheadSectors(DISC)
  for (const [folder, inside] of folders) {
    const measured = inside.map((file) => ({...file, sectors: sectorsOfFile(file, DISC)}))
    sectors += sectorsOfUnit({folder, folderSectors: sectorsOfFolder(folder, DISC)}, measured, DISC)
  }
  return sectors
}

async function printed(
  files: readonly File[],
  empty: readonly RawPath[] = [],
  imager = 'genisoimage',
): Promise<number> {
  const scratch = makeScratch()
  try {
    const tree = layOutGhosts(scratch, files, empty)
    return await printedSectors(chooseImager({name: 'x', imager}, []), tree, 'MS-0001', {home: scratch.path})
  } finally {
    scratch.remove()
  }
}

describe('sectors of an image before it is made', function () {
  this.timeout(120_000)

  for (const [name, {files, empty}] of Object.entries(TREES)) {
    it(`bounds within 1 %, and by packing's sums, what genisoimage makes of ${name}`, async function () {
      needs(this, 'genisoimage')
      const disc = discFiles({id: 'MS-0001', medium: 'test-disc', files})
      const exact = await printed(disc, empty)
      const bound = treeSectors(disc, empty)
      expect(bound).to.be.within(exact, exact * 1.01)
      if (empty) return
      expect(await new ImageSizes(DISC).sectors({id: 'MS-0001', medium: 'test-disc', files})).to.equal(exact)
      // Packing counts a directory anew for each folder below it, and a bag with all that it may need.
      const folders = new Set(files.map((file) => dirname(file.path)))
      const counted = [...folders].reduce((sum, folder) => sum + folder.split('/').length, 0)
      expect(packed(files)).to.be.within(exact, exact * 1.01 + 250 + 5 * counted)
    })
  }

  it('is what the images then have', async function () {
    needs(this, 'genisoimage', 'xorriso')
    const files = [
      ...many(700, (n) => [`2019/2019-05-${10 + (n % 20)}/IMG_${n}.jpg`, n]),
      ...many(50, (n) => [`2019/日本/${'写'.repeat(n)}.jpg`, 100_000]),
    ]
    for (const imager of ['genisoimage', 'xorriso']) {
      const planned = await new ImageSizes({...DISC, imager}).sectors({
        id: 'MS-0001',
        medium: 'test-disc',
        files,
      })
      const scratch = makeScratch()
      let bytes = 0
      try {
        const tree = layOutGhosts(scratch, discFiles({id: 'MS-0001', medium: 'test-disc', files}))
        const program = chooseImager({name: 'x', imager}, [])
        await runImager(program, program.arguments(tree, 'MS-0001'), {home: scratch.path}, async (chunk) => {
          bytes += chunk.length
        })
      } finally {
        scratch.remove()
      }
      const above = planned - bytes / 2048
      if (imager === 'genisoimage') expect(above).to.equal(0)
      else expect(above).to.be.within(0, 8)
    }
  })

  it('never plans less by adding up than all of it takes, whatever lies where', () => {
    const name = fc.oneof(
      fc.string({unit: 'grapheme-ascii', minLength: 1, maxLength: 250}),
      fc.string({unit: fc.constantFrom('日', 'é', 'x'), minLength: 1, maxLength: 80}),
    )
    const clean = name.map((text) => text.replace(/[/\0]/g, '_'))
    const path = fc.array(clean, {minLength: 1, maxLength: 9}).map((names) => fromText(names.join('/')))
    const files = fc.uniqueArray(fc.record({path, size: fc.nat(1_000_000)}), {
      selector: (file) => file.path,
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(files, (all) => {
        const disc = discFiles({id: 'MS-0001', medium: 'test-disc', files: all})
        expect(packed(all)).to.be.at.least(sectorsOfImage(disc, DISC))
      }),
    )
  })

  it('keeps to the linear bound of a target whose file system is not known', () => {
    const files = many(10, (n) => [`2019/${n}.jpg`, 3000])
    const {fixedSectors, sectorsPerFile, sectorsPerDirectory} = TARGET.overhead
    expect(
      sectorsOfImage(files, {
        ...TARGET,
        imager: 'xorriso',
        overhead: {...TARGET.overhead, model: 'whatever'},
      }),
    ).to.equal(fixedSectors + 10 * (2 + sectorsPerFile) + 2 * sectorsPerDirectory)
  })
})
