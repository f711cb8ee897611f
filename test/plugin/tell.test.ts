import {expect} from 'chai'
import type {CopyChange} from '../../src/catalog/copies.ts'
import {createHooks, type VolumeEvent} from '../../src/hooks.ts'
import {tellOfCopy} from '../../src/plugin/tell.ts'

async function told(change: Partial<CopyChange>): Promise<VolumeEvent[]> {
  const {onVolumeState} = createHooks()
  const events: VolumeEvent[] = []
  onVolumeState.tapPromise('test', async (event) => void events.push(event))
  const still = {from: 'burned', state: 'burned', volumeFrom: 'burned', volumeState: 'burned'} as const
  await tellOfCopy(onVolumeState, {volume: 'MS-0001', copy: 'a', ...still, ...change})
  return events
}

describe('telling of copies', () => {
  it('tells of the copy, then of its volume, and only of what changed', async () => {
    expect(await told({})).to.deep.equal([])
    expect(await told({from: 'unburned'})).to.deep.equal([{volume: 'MS-0001', copy: 'a', state: 'burned'}])
    expect(await told({from: 'imaged', volumeFrom: 'imaged'})).to.deep.equal([
      {volume: 'MS-0001', copy: 'a', state: 'burned'},
      {volume: 'MS-0001', state: 'burned'},
    ])
    expect(await told({copy: undefined, state: 'offline', volumeState: 'offline'})).to.deep.equal([
      {volume: 'MS-0001', state: 'offline'},
    ])
  })
})
