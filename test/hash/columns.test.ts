import {expect} from 'chai'
import {fromColumns, inColumns} from '../../src/hash/columns.ts'
import type {HashResult} from '../../src/hash/read.ts'

/** Inodes and devices of 64 bits, times before 1970, and the largest size that a number holds. */
const READ: HashResult = {
  ok: true,
  hash: 'ab',
  size: Number.MAX_SAFE_INTEGER,
  mtimeNs: -1n,
  ctimeNs: 1n,
  inode: 2n ** 64n - 1n,
  device: 2n ** 63n,
}

describe('results in columns', () => {
  it('come back as they went to another thread', () => {
    const failed: HashResult = {ok: false, code: 'EIO', message: 'the disk reported an error'}
    const results = [READ, undefined, failed, {...READ, hash: 'cd', size: 0}, undefined]
    expect(fromColumns(structuredClone(inColumns(results)), results.length)).to.deep.equal(results)
  })
})
