import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {newCatalog} from '../../../../test/support/indexed.ts'
import {putVolume} from '../../../../test/support/volumes.ts'
import {outcomeOf} from '../../src/burning/shown.ts'

describe('the command that burns the copies that are left', () => {
  it('says again what was said of how they are made', () => {
    const catalog = newCatalog()
    const volume = putVolume(catalog)
    const writer = {volume, device: {name: 'stdio:/a disc', path: fromText('/a disc')}}
    const options = {catalog, writer, verify: true} as unknown as Parameters<typeof outcomeOf>[0]
    const asked = {image: 'my.iso', from: ['a b'], ecc: 'none'}
    const {left, next} = outcomeOf(options, ['b', 'c'], [], asked)
    expect(left).to.deep.equal(['b', 'c'])
    expect(next).to.equal(
      "mediastruct volumes burn MS-0001/b --device 'stdio:/a disc' --copies 2 --image my.iso --from 'a b' --ecc none --verify",
    )
  })
})
