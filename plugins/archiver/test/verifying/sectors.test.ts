import {createHash} from 'node:crypto'
import {expect} from 'chai'
import type {ImageFacts} from 'mediastruct'
import {compareSectors} from '../../src/verifying/sectors.ts'

const SECTOR = 2048

describe('sectors of a medium', () => {
  const disc = Buffer.from(Array.from({length: 900 * SECTOR}, (_, index) => (index * 31) % 251))
  const imageOf = (sectors: number, bytes = disc.subarray(0, sectors * SECTOR)): ImageFacts => ({
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sectors,
    sectorBytes: SECTOR,
    imager: 'genisoimage',
    version: '1',
  })
  /** A drive that can't read from `broken` on, and says how far it was asked to. */
  const drive = (bytes = disc, broken = Number.POSITIVE_INFINITY) => {
    const asked = {end: 0}
    const read = async (buffer: Buffer, offset: number, length: number, position: number) => {
      asked.end = Math.max(asked.end, position + length)
      if (position + length > broken) throw Object.assign(new Error('EIO: i/o error, read'), {code: 'EIO'})
      return {bytesRead: bytes.copy(buffer, offset, position, position + length)}
    }
    return {asked, read}
  }

  it('are read exactly as many as were written, whatever comes after', async () => {
    const source = drive()
    const {image, sectors, problem} = await compareSectors(source, [imageOf(700)])
    expect([image?.sectors, sectors, problem]).to.deep.equal([700, 700, undefined])
    expect(source.asked.end).to.equal(700 * SECTOR)
  })

  it('may be those of any image that was made, the shortest first', async () => {
    const other = imageOf(650, Buffer.from('another'))
    const source = drive()
    expect((await compareSectors(source, [imageOf(800), other, imageOf(700)])).image?.sectors).to.equal(700)
    expect(source.asked.end).to.equal(700 * SECTOR)
    expect((await compareSectors(drive(), [other])).image).to.equal(undefined)
  })

  it('are missed where the medium ends, and told where one can not be read', async () => {
    const cut = await compareSectors(drive(disc.subarray(0, 600 * SECTOR)), [imageOf(700)])
    expect([cut.image, cut.sectors, cut.problem]).to.deep.equal([
      undefined,
      600,
      'it ends after 600 of 700 sectors',
    ])
    const broken = await compareSectors(drive(disc, 512 * SECTOR), [imageOf(700)])
    expect([broken.image, broken.sectors]).to.deep.equal([undefined, 512])
    expect(broken.problem).to.contain("sector 512 can't be read").and.to.contain('EIO')
  })

  it('make another image with one bit changed', async () => {
    const flipped = Buffer.from(disc)
    flipped[700 * SECTOR - 1] = (flipped[700 * SECTOR - 1] ?? 0) ^ 1
    expect((await compareSectors(drive(flipped), [imageOf(700)])).image).to.equal(undefined)
  })
})
