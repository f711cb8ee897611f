import {expect} from 'chai'
import fc from 'fast-check'
import {captureDateOf} from '../../../src/dates/capture-date.ts'
import {dateAmong} from '../src/dates.ts'
import type {Tags} from '../src/exiftool.ts'

const JPEG = {'File:MIMEType': 'image/jpeg'}
const FILM = {'File:MIMEType': 'video/quicktime'}
const ask = (tags: Tags, timezone = 'UTC', localClocks: readonly string[] = []) =>
  dateAmong(tags, {timezone, localClocks, refuse: () => undefined})
const localOf = (tags: Tags, timezone?: string) => ask(tags, timezone)?.local

/** Each beats all below it. */
const PRECEDENCE = [
  'EXIF:DateTimeOriginal',
  'MakerNotes:DateTimeOriginal',
  'EXIF:CreateDate',
  'QuickTime:CreationDate',
  'XML:CreationDateValue',
  'QuickTime:DateTimeOriginal',
  'QuickTime:ContentCreateDate',
  'H264:DateTimeOriginal',
  'RIFF:DateTimeOriginal',
  'RIFF:DateCreated',
  'XMP:DateTimeOriginal',
  'XMP:DateCreated',
  'XMP:CreateDate',
  'IPTC:DateCreated',
  'DICOM:DateTimeOriginal',
  'QuickTime:CreateDate',
  'Matroska:DateTimeOriginal',
  'ASF:CreationDate',
  'DPX:CreateDate',
]

describe('the date among ExifTool’s tags', () => {
  it('is that of the shutter, and so on down', () => {
    const entries = PRECEDENCE.map((tag, index) => [tag, `${2000 + index}:01:02 03:04:05`] as const)
    for (const [index, [tag]] of entries.entries()) {
      const tags = Object.fromEntries([...entries.slice(index)].reverse())
      expect(localOf({...FILM, ...tags}), tag).to.equal(`${2000 + index}-01-02T03:04:05`)
    }
  })

  it('goes on down where a date is none: zeros, blanks, epochs, the future, a bare year', () => {
    const nones = [
      '0000:00:00 00:00:00',
      '    :  :     :  :  ',
      '',
      '1970:01:01 00:00:00',
      '2999:01:01 00:00:00',
    ]
    for (const none of [...nones, 2010, null, {}, []]) {
      const tags = {...JPEG, 'EXIF:DateTimeOriginal': none, 'EXIF:CreateDate': '2019:01:02 03:04:05'}
      expect(localOf(tags), String(none)).to.equal('2019-01-02T03:04:05')
      expect(localOf({...JPEG, 'EXIF:DateTimeOriginal': none}), String(none)).to.equal(undefined)
    }
  })

  it('has the sub-seconds and the offset that belong to it', () => {
    const tags = {
      ...JPEG,
      'EXIF:DateTimeOriginal': '2019:01:02 03:04:05',
      'EXIF:SubSecTimeOriginal': '054',
      'EXIF:OffsetTimeOriginal': '+02:00',
      'EXIF:CreateDate': '2020:01:02 03:04:05',
      'EXIF:SubSecTimeDigitized': 87,
      'EXIF:OffsetTimeDigitized': '-05:00',
    }
    expect(ask(tags)).to.deep.equal({local: '2019-01-02T03:04:05.054', offset: '+02:00', confidence: 'high'})
    expect(ask({...tags, 'EXIF:DateTimeOriginal': ''})).to.deep.equal({
      local: '2020-01-02T03:04:05.87',
      offset: '-05:00',
      confidence: 'high',
    })
    const odd = {'EXIF:SubSecTimeOriginal': 'soon', 'EXIF:OffsetTimeOriginal': 'here'}
    expect(ask({...tags, ...odd})).to.deep.equal({local: '2019-01-02T03:04:05', confidence: 'high'})
  })

  it('is a day where no time of day stands beside it', () => {
    expect(localOf({...JPEG, 'XMP:DateCreated': '1954:08:01'})).to.equal('1954-08-01')
    expect(localOf({...JPEG, 'IPTC:DateCreated': '1954:08:01'})).to.equal('1954-08-01')
    const both = {'IPTC:DateCreated': '1954:08:01', 'IPTC:TimeCreated': '10:20:30+01:00'}
    expect(ask({...JPEG, ...both})).to.deep.equal({
      local: '1954-08-01T10:20:30',
      offset: '+01:00',
      confidence: 'high',
    })
  })

  for (const [zone, local, offset] of [
    ['UTC', '2018-12-31T23:30:00', 'Z'],
    ['Europe/Berlin', '2019-01-01T00:30:00', '+01:00'],
    ['America/New_York', '2018-12-31T18:30:00', '-05:00'],
  ] as const) {
    it(`of what is UTC by specification is what a clock in ${zone} showed`, () => {
      for (const tag of ['QuickTime:CreateDate', 'Matroska:DateTimeOriginal', 'ASF:CreationDate']) {
        for (const behind of ['', 'Z', '+00:00']) {
          const tags = {...FILM, [tag]: `2018:12:31 23:30:00${behind}`}
          expect(ask(tags, zone), tag).to.deep.equal({local, offset, confidence: 'medium'})
        }
      }
    })
  }

  it('is never a counter’s zero, told in a zone where that fell on the evening before', () => {
    for (const zero of ['1904:01:01 00:00:00', '1970:01:01 00:00:00']) {
      expect(ask({...FILM, 'QuickTime:CreateDate': zero}, 'America/New_York')).to.equal(undefined)
    }
  })

  it('is what stands there, where the config knows the camera for one that writes local time', () => {
    const tags = {
      ...FILM,
      'QuickTime:Make': 'Some',
      'QuickTime:Model': 'Cam 2',
      'QuickTime:CreateDate': '2018:12:31 23:30:00',
    }
    expect(localOf(tags, 'Asia/Tokyo')).to.equal('2019-01-01T08:30:00')
    for (const clock of ['some', ' SOME CAM']) {
      expect(ask(tags, 'Asia/Tokyo', ['', clock])?.local, clock).to.equal('2018-12-31T23:30:00')
    }
    expect(ask(tags, 'Asia/Tokyo', ['', 'cam'])?.local).to.equal('2019-01-01T08:30:00')
  })

  it('tells what it refuses, and why', () => {
    const refused: string[][] = []
    const tags = {
      ...FILM,
      'EXIF:DateTimeOriginal': '0000:00:00 00:00:00',
      'QuickTime:CreationDate': '',
      'QuickTime:CreateDate': '1904:01:01 00:00:00',
      'ASF:CreationDate': '2999:01:01 00:00:00Z',
      'DPX:CreateDate': '2019:01:02 03:04:05',
    }
    const refuse = (text: string, reason: string) => void refused.push([text, reason])
    expect(dateAmong(tags, {timezone: 'UTC', localClocks: [], refuse})?.local).to.equal('2019-01-02T03:04:05')
    expect(refused).to.deep.equal([
      ['0000:00:00 00:00:00', 'no such day or time'],
      ['1904:01:01 00:00:00', 'the zero of a counter'],
      ['2999:01:01 00:00:00Z', 'in the future'],
    ])
  })

  it('is not when a still picture was encoded, nor when a document was written', () => {
    const encoded = {'QuickTime:CreateDate': '2020:09:13 22:30:27'}
    expect(ask({...encoded, 'File:MIMEType': 'image/avif'})).to.equal(undefined)
    for (const tag of ['PDF:CreateDate', 'XMP:CreateDate']) {
      const written = {[tag]: '2020:09:13 22:30:27', 'File:MIMEType': 'application/pdf'}
      expect(ask(written)).to.equal(undefined)
    }
    const psd = {'XMP:CreateDate': '2020:09:13 22:30:27', 'File:MIMEType': 'application/vnd.adobe.photoshop'}
    expect(localOf(psd)).to.equal('2020-09-13T22:30:27')
  })

  it('is never ExifTool’s own sum of other tags, and never GPS', () => {
    const made = {'Composite:DateTimeOriginal': '2019:01:02 03:04:05', 'EXIF:GPSDateStamp': '2019:01:02'}
    expect(ask({...JPEG, ...made})).to.equal(undefined)
  })

  it('is a date, or none, whatever the tags hold', () => {
    const tag = fc.constantFrom(
      ...PRECEDENCE,
      'EXIF:SubSecTimeOriginal',
      'EXIF:OffsetTimeOriginal',
      'File:MIMEType',
    )
    const digits = fc.tuple(fc.nat(3000), fc.nat(13), fc.nat(32), fc.nat(25), fc.nat(61), fc.nat(61))
    const written = digits.map(([y, mo, d, h, mi, s]) => `${y}:${mo}:${d} ${h}:${mi}:${s}`)
    const value = fc.oneof(fc.string(), fc.integer(), written, fc.jsonValue())
    fc.assert(
      fc.property(fc.dictionary(tag, value), fc.constantFrom('UTC', 'Asia/Tokyo'), (tags, zone) => {
        const answer = ask(tags, zone)
        expect(answer).to.deep.equal(answer && captureDateOf(answer))
      }),
    )
  })
})
