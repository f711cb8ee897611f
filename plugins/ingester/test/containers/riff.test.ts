import {expect} from 'chai'
import {inMemory} from '../../src/containers/in-memory.ts'
import {riff} from '../../src/containers/riff.ts'
import type {Candidate} from '../../src/examine/examination.ts'
import {casioDirectory, littleDirectory} from './bare-directories.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {chunk, fields, list, movi, riffFile} from './riff-file.ts'

const LATER = '2007:01:02 03:04:05'
const AVIH = chunk('avih', Buffer.alloc(56))

function avi(...chunks: Uint8Array[]): Buffer {
  return riffFile('AVI ', ...chunks, movi(), chunk('idx1', Buffer.alloc(64)))
}

function locals(bytes: Uint8Array): (string | undefined)[] {
  return riff(inMemory(bytes)).candidates.map(({local}) => local)
}

const WHOLE = avi(
  list(
    'hdrl',
    AVIH,
    list('strl', chunk('strh', Buffer.alloc(56))),
    chunk('IDIT', 'MON MAR 10 15:04:43 2003\n\0'),
  ),
  list('INFO', chunk('ICRD', '2003-03-11'), chunk('ISFT', 'Camera')),
)

describe('AVI', () => {
  it('tells the date of its header before that of its list', () => {
    const [first, second] = riff(inMemory(WHOLE)).candidates
    expect(first).to.deep.equal({
      source: 'riff',
      field: 'RIFF IDIT',
      written: 'MON MAR 10 15:04:43 2003',
      local: '2003-03-10T15:04:43',
    } satisfies Candidate)
    expect([second?.field, second?.local]).to.deep.equal(['RIFF ICRD', '2003-03-11'])
  })

  const written: readonly [string, string | undefined][] = [
    ['Mon Mar 10 15:04:43 2003', '2003-03-10T15:04:43'],
    ['Sat Jan  1 09:05:07 CET 2005\n', '2005-01-01T09:05:07'],
    ['2003:03:10 15:04:43', '2003-03-10T15:04:43'],
    ['2001/ 1/27  1:42PM', '2001-01-27T13:42:00'],
    ['2001/ 1/27 12:42AM', '2001-01-27T00:42:00'],
    ['2005/11/28/ 09:19', '2005-11-28T09:19:00'],
    ['2002-12-16  15:35:01\0\0', '2002-12-16T15:35:01'],
    ['2010-01-05T10:11:12+0100', '2010-01-05T10:11:12'],
    ['2010-01-05', '2010-01-05'],
    ['2010', undefined],
    ['Mon Feb 30 15:04:43 2003', undefined],
    ['0000:00:00 00:00:00', undefined],
  ]
  for (const [text, local] of written) {
    it(`reads ${JSON.stringify(text)} as ${local ?? 'no date'}`, () => {
      expect(locals(avi(list('hdrl', AVIH, chunk('IDIT', text))))).to.deep.equal([local])
    })
  }

  it('finds a date outside of the header, in front of the picture and behind it', () => {
    const date = chunk('IDIT', '2003:03:10 15:04:43')
    expect(locals(avi(date))).to.have.length(1)
    expect(locals(Buffer.concat([avi(), riffFile('AVIX', movi()), date]))).to.have.length(1)
  })

  it('finds a date behind a chunk of odd length', () => {
    expect(locals(avi(chunk('junk', Buffer.alloc(3)), chunk('IDIT', '2003:03:10 15:04:43')))).to.have.length(
      1,
    )
  })

  it('skips the picture, however long it is', () => {
    const bytes = avi(list('hdrl', AVIH))
    const file = counted(Buffer.concat([bytes, Buffer.alloc(2 ** 20)]))
    expect(riff(file).candidates).to.deep.equal([])
    expect(file.bytes).to.be.below(64 * 2 ** 10)
  })

  it('reads what is there of a recording that broke off', () => {
    const bytes = WHOLE.subarray(0, WHOLE.length - 2000)
    expect(locals(bytes)[0]).to.equal('2003-03-10T15:04:43')
  })

  it('reads Nikon’s tags', () => {
    const tag = (number: number, text: string) => {
      const header = Buffer.alloc(4)
      header.writeUInt16LE(number)
      header.writeUInt16LE(text.length + 1, 2)
      return Buffer.concat([header, Buffer.from(`${text}\0`)])
    }
    const tags = [
      tag(3, 'NIKON'),
      tag(4, 'COOLPIX P6000'),
      tag(0x13, '2009:05:06 07:08:09'),
      tag(0x14, '2009:05:06 07:08:10'),
    ]
    const {candidates, camera} = riff(
      inMemory(avi(list('hdrl', AVIH), list('ncdt', chunk('nctg', Buffer.concat(tags))))),
    )
    expect(candidates.map(({local}) => local)).to.deep.equal(['2009-05-06T07:08:09', '2009-05-06T07:08:10'])
    expect(camera).to.deep.equal({make: 'NIKON', model: 'COOLPIX P6000'})
  })

  it('reads the records of Olympus and Pentax in the padding', () => {
    for (const maker of ['OLYM', 'PENT']) {
      const record = fields(0x200, {
        0: `${maker}Digital Camera`,
        18: maker,
        44: 'X1',
        131: '2008:01:02 03:04:05',
      })
      const {candidates, camera} = riff(inMemory(avi(list('hdrl', AVIH), chunk('JUNK', record))))
      expect(candidates.map(({local}) => local)).to.deep.equal(['2008-01-02T03:04:05'])
      expect(camera).to.deep.equal({make: maker, model: 'X1'})
    }
  })

  it('reads Pentax’s maker notes, whose year is big-endian in both byte orders', () => {
    for (const order of ['II', 'MM'] as const) {
      const notes = Buffer.alloc(10 + 2 + 24 + 4)
      notes.write(`PENTAX \0${order}`, 'latin1')
      const u16 = (value: number, at: number) =>
        order === 'II' ? notes.writeUInt16LE(value, at) : notes.writeUInt16BE(value, at)
      u16(2, 10)
      u16(6, 12)
      notes.set([7, 217, 5, 6], 20)
      u16(7, 24)
      notes.set([7, 8, 9], 32)
      expect(locals(avi(list('hydt', chunk('hymn', notes))))).to.deep.equal(['2009-05-06T07:08:09'])
    }
  })

  it('hands on Exif directories that lost their header, in padding (Casio) and beside a stream', () => {
    const stream = list(
      'strl',
      chunk('strd', Buffer.concat([Buffer.from('AVIF\0\0\0\0'), littleDirectory(LATER)])),
    )
    for (const bytes of [
      avi(list('hdrl', AVIH, stream)),
      avi(list('hdrl', AVIH), chunk('JUNK', casioDirectory(LATER))),
    ]) {
      const dates = riff(inMemory(bytes)).tiffs.flatMap(({main, exif}) => [...main, ...exif])
      expect(dates.map(({value}) => Buffer.from(value).toString())).to.include(`${LATER}\0`)
    }
  })

  it('hands on XMP, which Adobe puts behind the picture', () => {
    const {blocks} = riff(inMemory(Buffer.concat([avi(), chunk('_PMX', '<x:xmpmeta/>')])))
    expect(blocks.xmp).to.deep.equal(['<x:xmpmeta/>'])
  })

  it('survives broken files', () => {
    survives(riff, WHOLE)
    survivesEndless(riff, WHOLE)
  })
})

describe('WAV', () => {
  const bext = (date: string, time: string) =>
    chunk('bext', fields(602, {256: 'Recorder', 320: date, 330: time}))

  it('reads the origination of a broadcast wave file', () => {
    for (const [date, time] of [
      ['2004-06-01', '10:20:30'],
      ['2004:06:01', '10-20-30'],
      ['2004/06/01', '10.20.30'],
    ]) {
      expect(locals(riffFile('WAVE', bext(date ?? '', time ?? '')))).to.deep.equal(['2004-06-01T10:20:30'])
    }
    expect(locals(riffFile('WAVE', bext('', '')))).to.deep.equal([])
    expect(locals(riffFile('WAVE', bext('0000-00-00', '00:00:00')))).to.deep.equal([undefined])
  })

  it('puts the day of a memo and its time of day together', () => {
    const memo = riffFile(
      'WAVE',
      chunk('fmt ', Buffer.alloc(16)),
      chunk('data', Buffer.alloc(1000)),
      list('INFO', chunk('ICRD', '2001-02-03\0')),
      list('exif', chunk('etim', '04:05:06.78\0'), chunk('ecor', 'Canon\0'), chunk('emdl', 'PowerShot\0')),
    )
    const {candidates, camera} = riff(inMemory(memo))
    expect(candidates.map(({local}) => local)).to.deep.equal(['2001-02-03T04:05:06.78'])
    expect(camera).to.deep.equal({make: 'Canon', model: 'PowerShot'})
  })

  it('reads what Olympus’s recorders write', () => {
    expect(
      locals(riffFile('WAVE', chunk('olym', fields(0x100, {12: 'LS-10', 38: '080102030405'})))),
    ).to.deep.equal(['2008-01-02T03:04:05'])
  })

  it('survives broken files', () => {
    survives(
      riff,
      riffFile('WAVE', bext('2004-06-01', '10:20:30'), list('INFO', chunk('ICRD', '2001-02-03'))),
    )
  })
})
