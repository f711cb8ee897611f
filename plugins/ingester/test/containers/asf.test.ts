import {expect} from 'chai'
import {asf} from '../../src/containers/asf.ts'
import {inMemory} from '../../src/containers/in-memory.ts'
import {asfHeader, asfObject, descriptors, fileProperties, filetime, GUID} from './asf-file.ts'
import {counted, survives, survivesEndless} from './hostile.ts'

/** 2019-01-02T03:04:05Z */
const CREATED = 1_546_398_245
const DATA = asfObject(GUID.data, Buffer.alloc(5000))
const TITLE = {name: 'WM/Year', type: 0, value: Buffer.from('2001-01-01\0', 'utf16le')}
const WHOLE = Buffer.concat([
  asfHeader(
    descriptors(TITLE, {name: 'WM/EncodingTime', type: 4, value: filetime(CREATED + 60)}),
    fileProperties(filetime(CREATED)),
  ),
  DATA,
  asfObject(GUID.xmp, Buffer.from('<x:xmpmeta/>')),
])

describe('ASF', () => {
  it('tells when the file was made, before when it was encoded, in whole seconds of UTC', () => {
    expect(asf(inMemory(WHOLE)).candidates).to.deep.equal([
      {source: 'asf', field: 'ASF Creation Date', written: '2019-01-02T03:04:05Z', utcSeconds: CREATED},
      {source: 'asf', field: 'WM/EncodingTime', written: '2019-01-02T03:05:05Z', utcSeconds: CREATED + 60},
    ])
  })

  it('shows a zero as what it is, the first day of 1601', () => {
    const [zero] = asf(inMemory(asfHeader(fileProperties(Buffer.alloc(8))))).candidates
    expect(zero?.written).to.equal('1601-01-01T00:00:00Z')
  })

  it('reads times that are texts', () => {
    const text = {name: 'WM/EncodingTime', type: 0, value: Buffer.from('2019-01-02 03:04:05\0', 'utf16le')}
    const [only] = asf(inMemory(asfHeader(descriptors(TITLE, text)))).candidates
    expect(only?.local).to.equal('2019-01-02T03:04:05')
  })

  it('hands on XMP behind the sound and the picture, without reading these', () => {
    const file = counted(WHOLE)
    expect(asf(file).blocks.xmp).to.deep.equal(['<x:xmpmeta/>'])
    expect(file.bytes).to.be.below(2000)
  })

  it('survives broken files', () => {
    expect(asf(inMemory(Buffer.alloc(100))).candidates).to.deep.equal([])
    survives(asf, WHOLE)
    survivesEndless(asf, WHOLE)
  })
})
