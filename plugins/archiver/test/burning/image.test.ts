import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {fromText, type ImageFacts} from 'mediastruct'
import {sha256Of} from '../../src/bag/checksums.ts'
import {type ImageOptions, imageMade} from '../../src/burning/image.ts'
import {World} from '../restoring/shelf.ts'

describe('the image that is burned', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  it('is the newest that carries the index of the archive, and one without only where it is named', async () => {
    const volume = world.volume('MS-0001')
    const made = (name: string, more: Partial<ImageFacts> = {}) => {
      const file = fromText(join(world.scratch.path, name))
      writeFileSync(file, name)
      const facts = {sha256: sha256Of(Buffer.from(name)), sectors: 1, sectorBytes: 2048}
      world.copies.imaged(volume, {...facts, imager: 'x', version: '1', file, ...more})
      return file
    }
    const chosen = async (named?: ReturnType<typeof made>) =>
      (await imageMade({catalog: world.catalog, volume, named, ecc: undefined} as ImageOptions))?.path
    const gift = made('gift.iso', {archiveIndex: false})
    expect(await chosen()).to.equal(undefined)
    expect(await chosen(gift)).to.equal(gift)
    const whole = made('whole.iso')
    made('another-gift.iso', {archiveIndex: false})
    expect(await chosen()).to.equal(whole)
  })
})
