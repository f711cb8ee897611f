import {expect} from 'chai'
import {MediaStructError, Volumes} from 'mediastruct'
import {Catalog} from '../../../../src/catalog/catalog.ts'
import {scratch} from '../../../../test/support/scratch.ts'
import {putVolume} from '../../../../test/support/volumes.ts'
import {assertUnchanged} from '../../src/verifying/unchanged.ts'

describe('a volume whose copy was read', () => {
  let catalog: Catalog
  beforeEach(() => {
    catalog = Catalog.open(`${scratch()}/catalog.db`, 'write')
  })
  afterEach(() => catalog.close())

  it('may have been marked, released or told of meanwhile', () => {
    const before = putVolume(catalog)
    putVolume(catalog, {state: 'burned', own: {UNBURNED: 'ab'}})
    expect(() => assertUnchanged(new Volumes(catalog.db), before)).not.to.throw()
  })

  for (const [what, more] of Object.entries({
    'is not the one that was read once it was filled': {files: 2, filledBy: ['RUN', 'ANOTHER']},
    'is not the one that was read once something was taken out': {files: 0, payloadBytes: 0},
  })) {
    it(what, () => {
      const before = putVolume(catalog)
      putVolume(catalog, more)
      expect(() => assertUnchanged(new Volumes(catalog.db), before))
        .to.throw(MediaStructError)
        .with.property('code', 'VOLUME_CHANGED')
    })
  }
})
