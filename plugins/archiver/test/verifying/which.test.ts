import {createHash} from 'node:crypto'
import {expect} from 'chai'
import {fromText, MediaStructError} from 'mediastruct'
import {volumeRow} from '../../../../test/support/volumes.ts'
import type {Medium} from '../../src/verifying/medium.ts'
import {assertIsOf} from '../../src/verifying/which.ts'

const MANIFEST = 'manifest-sha256.txt'
const INDEX = 'volume-index.json'
const index = (id: string) => JSON.stringify({id})

describe('which volume a medium is a copy of', () => {
  const own = {[MANIFEST]: createHash('sha256').update('ours').digest('hex')}
  const volume = volumeRow({id: 'MS-0003', own})
  const medium = (label: string, files: Record<string, string>): Medium => ({
    ...{path: fromText('/dev/sr0'), sectors: undefined, label, problems: [], close: async () => {}},
    files: Object.entries({'bagit.txt': 'bag', ...files}).map(([path, content]) => ({
      ...{path: fromText(path), size: content.length},
      async *read() {
        yield Buffer.from(content)
      },
    })),
  })
  const refusal = async (label: string, files: Record<string, string>) => {
    const expected = new Map([['bagit.txt', {path: fromText('bagit.txt')}]])
    const ids = new Set(['MS-0001', 'MS-0003'])
    const error: unknown = await assertIsOf(volume, medium(label, files), expected, ids).catch(
      (e: unknown) => e,
    )
    return error instanceof MediaStructError ? error.message : error
  }

  it('is told by the bag on it, whatever its label is', async () => {
    expect(await refusal('CDROM', {[MANIFEST]: 'ours', [INDEX]: index('MS-0003')})).to.equal(undefined)
    expect(await refusal('CDROM', {[MANIFEST]: 'ours'})).to.equal(undefined)
    expect(await refusal('CDROM', {[MANIFEST]: 'damaged', [INDEX]: index('MS-0003')})).to.equal(undefined)
    expect(await refusal('CDROM', {[MANIFEST]: 'damaged', [INDEX]: '{'})).to.equal(undefined)
    expect(await refusal('MS-0003', {[MANIFEST]: 'other', [INDEX]: index('MS-0001')})).to.equal(
      '/dev/sr0 holds MS-0001, not MS-0003.',
    )
  })

  it('is told by its label where nothing else tells it', async () => {
    expect(await refusal('CDROM', {})).to.equal('/dev/sr0 holds CDROM, not MS-0003.')
    expect(await refusal('MS-0001', {[MANIFEST]: 'damaged', [INDEX]: '{'})).to.equal(
      '/dev/sr0 holds MS-0001, not MS-0003.',
    )
  })
})
