import {expect} from 'chai'
import {inMemory} from '../../src/containers/in-memory.ts'
import {matroska} from '../../src/containers/matroska.ts'
import {counted, survives, survivesEndless} from './hostile.ts'
import {cluster, ebml, element, info, seekHead, segment, tags, unsized} from './matroska-file.ts'

const NANOSECONDS = 1_000_000_000n
/** 2019-01-02T03:04:05Z, in seconds since 1970; and its nanoseconds since 2001, with a fraction. */
const WRITTEN = 1_546_398_245
const INFO = info((BigInt(WRITTEN) - 978_307_200n) * NANOSECONDS + 678_000_000n)
const TAGS = tags({
  DATE_DIGITIZED: '2018-01-01',
  DATE_RECORDED: '2019-01-02 04:04:05.678',
  TITLE: '2001-01-01',
})

function datesOf(bytes: Uint8Array): (string | number | undefined)[] {
  return matroska(inMemory(bytes)).candidates.map(({local, utcSeconds}) => local ?? utcSeconds)
}

/** Info and tags behind the clusters, and a seek head before them, which only finds another. */
function indexed(bytes: number): Buffer {
  const [infoId, tagsId, seekHeadId] = [0x1549a966, 0x1254c367, 0x114d9b74]
  const picture = cluster(bytes)
  const second = seekHead([[seekHeadId, 0]]).length + picture.length
  const to = (infoAt: number) =>
    seekHead([
      [infoId, infoAt],
      [tagsId, infoAt + INFO.length],
    ])
  const parts = [seekHead([[seekHeadId, second]]), picture, to(second + to(0).length), INFO, TAGS]
  return Buffer.concat([ebml('matroska'), segment(...parts)])
}

describe('Matroska', () => {
  it('tells when the file was written, in whole seconds of UTC', () => {
    for (const type of ['matroska', 'webm']) {
      const bytes = Buffer.concat([ebml(type), segment(INFO, cluster(1000))])
      expect(matroska(inMemory(bytes)).candidates).to.deep.equal([
        {source: 'matroska', field: 'Matroska DateUTC', written: '2019-01-02T03:04:05Z', utcSeconds: WRITTEN},
      ])
    }
  })

  it('believes what a recording’s tags say first, whatever their order, and no other tag', () => {
    const bytes = Buffer.concat([ebml('matroska'), segment(INFO, TAGS, cluster(1000))])
    expect(datesOf(bytes)).to.deep.equal(['2019-01-02T04:04:05.678', '2018-01-01', WRITTEN])
  })

  it('reads what a phone’s film keeps when it is converted, with its offset', () => {
    const kept = tags({'com.apple.quicktime.creationdate': '2019-01-02T05:04:05+0200'})
    const [first] = matroska(inMemory(Buffer.concat([ebml('matroska'), segment(INFO, kept)]))).candidates
    expect([first?.local, first?.offset]).to.deep.equal(['2019-01-02T05:04:05', '+02:00'])
  })

  it('takes no day from a year', () => {
    expect(datesOf(Buffer.concat([ebml('matroska'), segment(tags({DATE_RECORDED: '2019'}))]))).to.deep.equal([
      undefined,
    ])
  })

  it('takes a zero for no date', () => {
    expect(datesOf(Buffer.concat([ebml('matroska'), segment(info(0n))]))).to.deep.equal([])
  })

  it('tells dates before 2001', () => {
    expect(datesOf(Buffer.concat([ebml('matroska'), segment(info(-NANOSECONDS * 86_400n))]))).to.deep.equal([
      978_220_800,
    ])
  })

  it('reaches through seek heads what stands behind the picture, without reading that', () => {
    const file = counted(indexed(2 ** 20))
    expect(matroska(file).candidates.map(({local, utcSeconds}) => local ?? utcSeconds)).to.deep.equal([
      '2019-01-02T04:04:05.678',
      '2018-01-01',
      WRITTEN,
    ])
    expect(file.bytes).to.be.below(4096)
  })

  it('skips clusters where there is no seek head', () => {
    const bytes = Buffer.concat([ebml('matroska'), segment(cluster(1000), cluster(1000), INFO)])
    expect(datesOf(bytes)).to.deep.equal([WRITTEN])
  })

  it('reads live recordings, whose segment and clusters have no size', () => {
    const bytes = Buffer.concat([ebml('webm'), unsized(0x18538067, INFO, unsized(0x1f43b675, cluster(100)))])
    expect(datesOf(bytes)).to.deep.equal([WRITTEN])
  })

  it('reads sizes of any width', () => {
    const short = Buffer.concat([Buffer.from('4461', 'hex'), Buffer.from([0x88]), Buffer.alloc(8, 1)])
    const bytes = Buffer.concat([ebml('webm'), segment(element(0x1549a966, short))])
    expect(datesOf(bytes)).to.deep.equal([Number(0x0101010101010101n / NANOSECONDS) + 978_307_200])
  })

  it('says nothing of other EBML documents’ insides, or of other files', () => {
    expect(datesOf(Buffer.from('RIFF'))).to.deep.equal([])
    expect(datesOf(Buffer.alloc(100))).to.deep.equal([])
  })

  it('survives broken files, and seek heads that point at themselves', () => {
    const loop = Buffer.concat([ebml('matroska'), segment(seekHead([[0x114d9b74, 0]]), cluster(100))])
    expect(datesOf(loop)).to.deep.equal([])
    for (const whole of [indexed(100), loop]) {
      survives(matroska, whole)
      survivesEndless(matroska, whole)
    }
  })
})
