import {lstatSync, rmSync, writeFileSync} from 'node:fs'
import {expect} from 'chai'
import {toBytes} from 'mediastruct'
import {Workers} from '../../../../src/hash/workers.ts'
import {notOnCopies, onNoCopy} from '../../src/copies/release.ts'
import {World} from '../importing/world.ts'

describe('what a directory holds and no copy does', () => {
  const workers = new Workers(1)
  after(() => workers.close())

  it('came since, or is not as it was burned: then the copies have it', async () => {
    const world = new World()
    try {
      const catalog = world.catalog()
      const volume = await world.fill(catalog, 'arch', 'MS-0001', {'a.jpg': 'one', 'b.jpg': 'two'})
      for (const row of [...catalog.filesUnder(volume.path)])
        catalog.put({...row, mtimeNs: lstatSync(toBytes(row.path), {bigint: true}).mtimeNs})
      const refusal = async () => notOnCopies(volume, await onNoCopy(catalog, volume, workers))
      expect(await refusal()).to.equal(undefined)
      writeFileSync(world.at('arch/MS-0001/data/b.jpg'), 'rotten')
      const damaged = await refusal()
      expect(damaged?.message).to.match(/holds what is not as it was burned: data\/b\.jpg\.$/)
      expect(damaged?.hint).to.contain('mediastruct volumes restore MS-0001').and.not.to.contain('came')
      writeFileSync(world.at('arch/MS-0001/data/late.jpg'), 'late')
      const both = [world.raw('arch/MS-0001/data/late.jpg'), world.raw('arch/MS-0001/data/b.jpg')]
      const found = async () => {
        const {came, changed} = await onNoCopy(catalog, volume, workers)
        return [...came, '|', ...changed]
      }
      expect(await found()).to.deep.equal([both[0], '|', both[1]])
      rmSync(world.at('arch/MS-0001/volume-index.json'))
      expect(await found(), 'by the catalog').to.deep.equal([both[0], '|', both[1]])
      expect((await refusal())?.message).to.contain(
        'what none of its copies does: data/late.jpg; and what is not',
      )
    } finally {
      world.remove()
    }
  })
})
