import {expect} from 'chai'
import {Copies} from '../../src/catalog/copies.ts'
import {Volumes} from '../../src/catalog/volumes.ts'
import {OnMedia} from '../../src/status/on-media.ts'
import {blake3, newCatalog, raw, row} from '../support/indexed.ts'
import {putVolume} from '../support/volumes.ts'

const CHECK = {result: 'ok', files: 1, damaged: []} as const

describe('what lies on enough verified copies', () => {
  it('is what was in the volume, whose media were read back, and nothing beside it', () => {
    const catalog = newCatalog()
    const volume = putVolume(catalog)
    const inside = row('/archive/MS-0001/data/2019/x', {offline: true})
    catalog.put(inside)
    catalog.put(row('/archive/MS-00011/x'))
    const copies = new Copies(catalog.db)
    const onMedia = (wanted: number) => new OnMedia(new Volumes(catalog.db), wanted)
    copies.burned(volume, 'a', {by: 'burn'})
    expect(onMedia(1).isEmpty, 'burned is not verified').to.equal(true)
    copies.checked(volume, 'a', CHECK, {by: 'burn'})
    expect(onMedia(2).isEmpty).to.equal(true)
    const one = onMedia(1)
    expect(one.holds(inside.path)).to.equal(true)
    expect(one.holds(raw('/archive/MS-00011/x'))).to.equal(false)
    for (const path of ['/elsewhere', 'relative/to/nothing', 'x'])
      expect(one.holds(raw(path))).to.equal(false)
    expect(one.holdsContent(inside, blake3('abc'))).to.equal(true)
    expect(one.holdsContent(inside, blake3('another'))).to.equal(false)
  })

  it('is only what a run put there, where the index knows more than there was', () => {
    const catalog = newCatalog()
    const volume = putVolume(catalog)
    const late = row('/archive/MS-0001/data/late')
    catalog.put(row('/archive/MS-0001/data/x'))
    catalog.put(late)
    new Copies(catalog.db).checked(volume, 'a', CHECK, {by: 'verify'})
    expect(new OnMedia(new Volumes(catalog.db), 1).holds(late.path)).to.equal(false)
  })
})
