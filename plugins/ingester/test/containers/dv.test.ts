import {expect} from 'chai'
import {dv} from '../../src/containers/dv.ts'
import {inMemory} from '../../src/containers/in-memory.ts'
import {riff} from '../../src/containers/riff.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {chunk, list, riffFile} from './riff-file.ts'

/** A sequence of blocks: a header, subcode, auxiliary data of the picture, pictures. @param packs by their numbers */
function frame(packs: Readonly<Record<number, readonly number[]>>): Buffer {
  const blocks = Array.from({length: 150}, (_, index) => {
    const block = Buffer.alloc(80, 0xff)
    block[0] = index === 0 ? 0x1f : index < 3 ? 0x3f : index < 6 ? 0x56 : 0x96
    block[1] = 7
    block[2] = 0
    return block
  })
  blocks[0]?.writeUInt8(0xbf, 3)
  for (const [index, [number, values]] of Object.entries(packs).entries()) {
    for (const block of blocks.slice(3, 6)) block.set([Number(number), ...values], 3 + index * 5)
  }
  return Buffer.concat([...blocks, Buffer.alloc(100_000)])
}

/** 2004-08-12 17:26:35; the unused bits of each byte are set, and a day of the week. */
const WHOLE = frame({96: [1, 2, 3, 4], 98: [0xff, 0xd2, 0xe8, 0x04], 99: [0xff, 0xb5, 0xa6, 0xd7]})

function localOf(bytes: Uint8Array): string | undefined {
  return dv(inMemory(bytes)).candidates[0]?.local
}

describe('DV', () => {
  it('tells when the first frame was recorded', () => {
    expect(dv(inMemory(WHOLE)).candidates).to.deep.equal([
      {source: 'avchd', field: 'DV tape clock', written: '2004-08-12 17:26:35', local: '2004-08-12T17:26:35'},
    ])
  })

  it('tells the century', () => {
    expect(localOf(frame({98: [0xff, 0x01, 0x02, 0x98], 99: [0, 0, 0, 0]}))).to.equal('1998-02-01T00:00:00')
  })

  it('does not believe a clock that was never set, or a frame without one', () => {
    expect(localOf(frame({98: [0xff, 0xff, 0xff, 0xff], 99: [0xff, 0xff, 0xff, 0xff]}))).to.equal(undefined)
    expect(localOf(frame({}))).to.equal(undefined)
  })

  it('is read in AVI, before the date of its capture', () => {
    const header = list('hdrl', chunk('avih', Buffer.alloc(56)), chunk('IDIT', '2010:01:01 01:01:01'))
    for (const movie of [
      list('movi', chunk('01wb', Buffer.alloc(99)), chunk('00dc', WHOLE)),
      list('movi', list('rec ', chunk('00__', WHOLE))),
    ]) {
      const file = counted(riffFile('AVI ', header, movie))
      expect(riff(file).candidates.map(({local}) => local)).to.deep.equal([
        '2004-08-12T17:26:35',
        '2010-01-01T01:01:01',
      ])
      expect(file.bytes).to.be.below(16_000)
    }
  })

  it('survives broken files', () => {
    survives(dv, WHOLE)
    survivesEndless(dv, WHOLE)
    survives(riff, riffFile('AVI ', list('movi', chunk('00dc', WHOLE.subarray(0, 12_000)))))
  })
})
