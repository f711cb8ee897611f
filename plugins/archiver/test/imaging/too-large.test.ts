import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {ARCHIVE_INDEX_ON_DISC} from '../../src/bag/model.ts'
import {tooLarge} from '../../src/imaging/too-large.ts'

describe('what to do about an image that is too large', () => {
  const [volume, target] = [
    {id: 'MS-0001', state: 'unburned', filledBy: ['01A', '01B']} as const,
    {name: 'small', capacityBytes: 2560 * 2048},
  ]
  const index = {path: fromText(ARCHIVE_INDEX_ON_DISC), size: 50 * 2048}
  const plain = {volume, target, contents: [{path: fromText('data/a.jpg'), size: 1}], capacitySectors: 2560}

  it('is to leave out the index of the archive where that helps, and was not done yet', () => {
    const withIndex = {...plain, contents: [...plain.contents, index]}
    expect(tooLarge(withIndex, 2600)).to.contain('volumes image MS-0001 -o FILE --no-archive-index')
    expect(tooLarge(withIndex, 2840)).to.not.contain('--no-archive-index')
    expect(tooLarge(plain, 2600)).to.not.contain('--no-archive-index')
  })

  it('is a larger medium where the one that is there is none of the full size', () => {
    expect(tooLarge({...plain, capacitySectors: 2000}, 2400)).to.equal(
      'Put in a medium of 2400 sectors or more.',
    )
  })

  it('is to take the last run back as long as nothing was imaged, and else to mend the plugin', () => {
    expect(tooLarge(plain, 2840)).to.contain('mediastruct undo 01B').and.contain('573440 bytes more')
    const imaged = {...plain, volume: {...volume, state: 'imaged' as const}}
    expect(tooLarge(imaged, 2840)).to.contain('The plugin of the medium "small"').and.not.contain('undo')
  })
})
