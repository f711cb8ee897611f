import {createHash} from 'node:crypto'
import {expect} from 'chai'
import {fromText, MediaStructError} from 'mediastruct'
import {fitting} from '../../src/burning/fitting.ts'
import type {ImageContent} from '../../src/imaging/content.ts'
import {DISK} from '../fixtures.ts'

const content = (path: string, bytes: number): ImageContent => {
  const from = Buffer.alloc(bytes, path)
  return {path: fromText(path), size: bytes, sha256: createHash('sha256').update(from).digest('hex'), from}
}

describe('what is copied to a medium that takes files', () => {
  const bag = [content('data/2019/a.jpg', 40_000), content('manifest-sha256.txt', 90)]
  const index = content('archive-index.json', 60_000)
  const tags = content('tagmanifest-sha256.txt', 170)
  const capacity = (capacityBytes: number) => ({...DISK, capacityBytes})

  it('stays within its capacity: the index of the archive, which grew since, is left out, or nothing is copied', async () => {
    let leftOut = 0
    const fit = (bytes: number) => fitting([...bag, index, tags], capacity(bytes), () => leftOut++)
    expect(await fit(200_000)).to.deep.equal([...bag, index, tags])
    expect(leftOut).to.equal(0)
    const without = await fit(100_000)
    expect(without.map(({path}) => path)).to.deep.equal([
      'data/2019/a.jpg',
      'manifest-sha256.txt',
      'tagmanifest-sha256.txt',
    ])
    expect(String(without[2]?.from)).to.equal(`${bag[1]?.sha256}  manifest-sha256.txt\n`)
    expect(leftOut).to.equal(1)
    const error: unknown = await fit(40_000).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(MediaStructError).and.to.include({code: 'OVER_CAPACITY'})
  })
})
