import {expect} from 'chai'
import {Copies, type VolumeEventRow} from 'mediastruct'
import {newCatalog} from '../../../../test/support/indexed.ts'
import {IMAGE, putVolume} from '../../../../test/support/volumes.ts'
import {imagesOf} from '../../src/verifying/images.ts'

describe('the images that a copy may be of', () => {
  const OTHER = {...IMAGE, sha256: 'cd'.repeat(32)}
  const told = (more: Partial<VolumeEventRow> = {}) => {
    const {archive, id: volume} = putVolume(newCatalog())
    const of = {archive, volume, copy: 'b', event: 'burned', state: 'burned', by: 'burn'} as const
    return {...of, id: '0'.repeat(26), atMs: 1, burnedImage: IMAGE.sha256, ...more}
  }
  const world = (more: Parameters<typeof putVolume>[1] = {}) => {
    const catalog = newCatalog()
    const volume = putVolume(catalog, more)
    const copies = new Copies(catalog.db)
    copies.imaged(volume, OTHER, 'a')
    return {volume, copies, holds: (copy: string) => imagesOf(copies, volume, copy).holds}
  }

  it('are all that were made, one of which it should be where there are no others', () => {
    const {copies, volume, holds} = world()
    copies.burned(volume, 'b', {by: 'mark'})
    expect([holds('a'), holds('b')]).to.deep.equal(['should', 'should'])
    copies.burned(volume, 'a', {by: 'burn', image: OTHER.sha256})
    expect(holds('a')).to.equal('must')
  })

  it('were made before the catalog was lost, too: a good disc of those is no other', () => {
    const {copies, volume, holds} = world()
    copies.adopt([told()])
    copies.burned(volume, 'a', {by: 'burn', image: OTHER.sha256})
    expect([holds('a'), holds('b'), holds('c')]).to.deep.equal(['must', 'may', 'may'])
    expect(imagesOf(copies, volume, 'b').images, 'what is told proves nothing').to.deep.equal([OTHER])
    expect(world({told: ''}).holds('b')).to.equal('may')
    expect(world({filledBy: []}).holds('b'), 'also once one was read').to.equal('may')
  })
})
