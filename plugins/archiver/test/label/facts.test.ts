import {expect} from 'chai'
import {Copies, fromText} from 'mediastruct'
import {newCatalog} from '../../../../test/support/indexed.ts'
import {putVolume} from '../../../../test/support/volumes.ts'
import {labelFacts, qrText} from '../../src/label/facts.ts'

const HASH = 'ab'.repeat(32)
const DAY = 24 * 60 * 60 * 1000

describe('what a label tells', () => {
  it('comes from the catalog alone, also once the volume is released', () => {
    const catalog = newCatalog()
    const volume = putVolume(catalog, {
      own: {'manifest-sha256.txt': HASH},
      folders: ['2019/2019-05-04', '2018', 'misc', '2020/2020-02'].map((folder) => fromText(folder)),
    })
    new Copies(catalog.db).released(volume)
    const told = labelFacts(catalog, {...volume, state: 'offline'}, undefined, 'a disc')
    expect(told).to.deep.include({
      name: 'MS-0001',
      dates: {first: '2018-01-01', last: '2020-02-29'},
      undated: ['misc'],
      copies: [],
      manifestSha256: HASH,
      isOpen: false,
    })
    expect(qrText(told)).to.equal(`MS-0001 manifest-sha256.txt sha256 ${HASH}`)
  })

  it('is the day on which the medium that bears the name was written', () => {
    const catalog = newCatalog()
    const volume = putVolume(catalog)
    let now = DAY
    const copies = new Copies(catalog.db, () => now)
    const burned = () => labelFacts(catalog, volume, 'a', undefined).copies[0]?.burnedMs
    expect(burned()).to.equal(undefined)
    copies.burned(volume, 'a', {by: 'burn'})
    now = 2 * DAY
    copies.burned(volume, 'a', {by: 'mark', where: 'elsewhere'})
    expect(burned(), 'said again').to.equal(DAY)
    copies.lost(volume, 'a', {by: 'mark'})
    now = 3 * DAY
    copies.burned(volume, 'a', {by: 'burn'})
    expect(burned(), 'another disc').to.equal(3 * DAY)
    copies.burned(volume, 'c', {by: 'add'})
    expect(labelFacts(catalog, volume, 'c', undefined).copies[0]?.burnedMs, 'others made it').to.equal(
      undefined,
    )
    copies.lost(volume, 'c', {by: 'mark'})
    expect(labelFacts(catalog, volume, 'b', undefined).copies.map(({copy}) => copy.state)).to.deep.equal([
      'unburned',
    ])
    expect(labelFacts(catalog, volume, undefined, undefined).copies.map(({copy}) => copy.name)).to.deep.equal(
      ['a', 'c'],
    )
  })

  it('names no hash where none is known, or it is being rewritten', () => {
    for (const own of [{}, {'manifest-sha256.txt': [HASH, 'cd'.repeat(32)]}]) {
      const catalog = newCatalog()
      const told = labelFacts(catalog, putVolume(catalog, {own}), 'a', undefined)
      expect([told.manifestSha256, qrText(told), told.isOpen]).to.deep.equal([undefined, undefined, true])
    }
  })
})
