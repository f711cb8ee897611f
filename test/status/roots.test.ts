import {expect} from 'chai'
import {statusRoots} from '../../src/status/roots.ts'
import {newCatalog, raw, row} from '../support/indexed.ts'
import {putVolume} from '../support/volumes.ts'

const tree = (path: string) => ({
  path: raw(path),
  ...{crawledMs: 5, algorithm: 'blake3', files: 1, bytes: 3, errors: 0},
})

describe('trees that status sums up', () => {
  it('are those that were crawled, and archives that only an index told of', () => {
    const catalog = newCatalog()
    putVolume(catalog)
    expect(statusRoots(catalog), 'an archive without files').to.deep.equal([])
    catalog.put(row('/archive/MS-0001/data/a', {told: true, offline: true}))
    expect(statusRoots(catalog)).to.deep.equal(['/archive'])
    catalog.put(row('/elsewhere/x'))
    expect(statusRoots(catalog), 'something is in none').to.deep.equal(['/'])
    catalog.putTree(tree('/elsewhere'))
    expect(statusRoots(catalog)).to.deep.equal(['/elsewhere', '/archive'])
    catalog.putTree(tree('/archive'))
    expect(statusRoots(catalog)).to.have.members(['/elsewhere', '/archive'])
  })
})
