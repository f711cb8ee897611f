import {expect} from 'chai'
import {freeImageName} from '../../src/verifying/rebuild.ts'

describe('the command that rebuilds', () => {
  it('writes over no image that is there: it may be the damaged copy itself, or a good one', () => {
    const there = new Set(['MS-0001.iso', 'MS-0001-2.iso'])
    expect(freeImageName('MS-0001', (name) => there.has(name))).to.equal('MS-0001-3.iso')
    expect(freeImageName('MS-0002', (name) => there.has(name))).to.equal('MS-0002.iso')
  })
})
