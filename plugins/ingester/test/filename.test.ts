import {expect} from 'chai'
import {ask, fileOf} from './files.ts'

describe('filename', () => {
  const dated: [string, string][] = [
    ['IMG_20190102_030405.jpg', '2019-01-02T03:04:05'],
    ['IMG20190102030405.jpg', '2019-01-02T03:04:05'],
    ['VID_20190102_030405.mp4', '2019-01-02T03:04:05'],
    ['MVIMG_20190102_030405.jpg', '2019-01-02T03:04:05'],
    ['PXL_20210102_030405678.jpg', '2021-01-02T03:04:05.678'],
    ['PXL_20210102_030405678.MP.jpg', '2021-01-02T03:04:05.678'],
    ['20190102_030405.jpg', '2019-01-02T03:04:05'],
    ['20190102_030405(1).jpg', '2019-01-02T03:04:05'],
    ['20190102_030405_abcdef12.jpg', '2019-01-02T03:04:05'],
    ['2019-01-02 03.04.05.jpg', '2019-01-02T03:04:05'],
    ['2019-01-02 03.04.05-1.jpg', '2019-01-02T03:04:05'],
    ['2019-01-02T03:04:05.jpg', '2019-01-02T03:04:05'],
    ['Screenshot_2019-01-02-03-04-05.png', '2019-01-02T03:04:05'],
    ['Screenshot_20190102-030405_App.jpg', '2019-01-02T03:04:05'],
    ['Screen Shot 2019-01-02 at 3.04.05 PM.png', '2019-01-02T15:04:05'],
    ['Screenshot 2019-01-02 at 12.04.05\u202fAM.png', '2019-01-02T00:04:05'],
    ['WhatsApp Image 2019-01-02 at 03.04.05.jpeg', '2019-01-02T03:04:05'],
    ['signal-2019-01-02-030405.jpg', '2019-01-02T03:04:05'],
    ['DJI_20190102030405_0001_D.JPG', '2019-01-02T03:04:05'],
    ['IMG-20190102-WA0001.jpg', '2019-01-02'],
    ['VID-20190102-WA0001.mp4', '2019-01-02'],
    ['Photo 2019-01-02.jpg', '2019-01-02'],
    ['2019-01-02 Wedding.jpg', '2019-01-02'],
    ['2019-01-02-012.jpg', '2019-01-02'],
    ['20190102.jpg', '2019-01-02'],
    ['20190102-0001.jpg', '2019-01-02'],
    ['1546398245123.jpg', '2019-01-02T03:04:05.123'],
    ['FB_IMG_1546398245123.jpg', '2019-01-02T03:04:05.123'],
    ['mmexport1546398245123.jpg', '2019-01-02T03:04:05.123'],
  ]
  for (const [name, local] of dated) {
    it(`reads ${name}`, async () => {
      expect((await ask('filename', fileOf({name})))?.local).to.equal(local)
    })
  }

  const undated = [
    'IMG_1234.jpg',
    'DSC00123.ARW',
    'a20190102b.jpg',
    'deadbeef20190102cafe.jpg',
    '3f20190102030405aa.jpg',
    '120190102030405.jpg',
    '201901020304051.jpg',
    '+49 151 20190102.jpg',
    '0151-20190102.jpg',
    '20190102-1234567.jpg',
    '20190102-0304-4506-8708-091011121314.jpg',
    '2019-01-02-12345.jpg',
    'IMG_20191301_030405.jpg',
    'IMG_20190230_030405.jpg',
    '2999-01-01 00.00.00.jpg',
    '19700101_000000.jpg',
    '9781546398245.jpg',
    'received_10153546398245123.jpeg',
    '4006381333931.jpg',
    'photo.2019.jpg',
    '192.168.20.19.jpg',
  ]
  for (const name of undated) {
    it(`finds no date in ${name}`, async () => {
      expect(await ask('filename', fileOf({name}))).to.equal(undefined)
    })
  }

  it('tells milliseconds in the zone that the user named', async () => {
    const answer = await ask('filename', fileOf({name: '1546398245123.jpg', timezone: 'Asia/Tokyo'}))
    expect(answer).to.deep.equal({local: '2019-01-02T12:04:05.123', offset: '+09:00', confidence: 'medium'})
  })
})

describe('mtime', () => {
  it('is a guess, told in the zone that the user named', async () => {
    const answer = await ask('mtime', fileOf({mtimeNs: 1_546_398_245_123_456_789n, timezone: 'Asia/Tokyo'}))
    expect(answer).to.deep.equal({local: '2019-01-02T12:04:05', offset: '+09:00', confidence: 'low'})
  })
})
