import {mkdirSync} from 'node:fs'
import {expect} from 'chai'
import {basename, dirname, join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import {isJunkDirectory, isJunkFile} from '../../src/paths/junk.ts'
import {raw, scratchPath} from '../support/indexed.ts'

const isJunk = (path: RawPath) => isJunkFile(basename(path), dirname(path))

describe('what a camera keeps for itself', () => {
  let card: RawPath
  beforeEach(() => {
    card = scratchPath()
    mkdirSync(toBytes(join(card, raw('DCIM'))))
  })

  for (const path of [
    'DCIM/CANONMSC/M0100.CTG',
    'DCIM/EOSMISC/M0100.CTG',
    'MISC/AUTPRINT.MRK',
    'MISC/AUTXFER.MRK',
    'NIKON001.DSC',
    'DCIM/100NIKON/NC_FLLST.DAT',
    'DCIM/102NCZ_6/NC_FLLST.DAT',
    'PRIVATE/M4ROOT/MEDIAPRO.XML',
    'PRIVATE/M4ROOT/STATUS.BIN',
    'PRIVATE/M4ROOT/THMBNL/C0001T01.JPG',
    'PRIVATE/SONY/SONYCARD.IND',
    'AVF_INFO/AVIN0001.BNP',
    'AVF_INFO/AVIN0001.INP',
    'AVF_INFO/AVIN0001.INT',
    'AVF_INFO/PRV00001.BIN',
    'leinfo.sav',
    'DCIM/leinfo.sav',
    'MISC/version.txt',
    'Get_started_with_GoPro.url',
    'MISC/THM/100/DJI_0001.THM',
    'MISC/THM/DJI_001/DJI_0001.SCR',
    'misc/autprint.mrk',
  ]) {
    it(`is ${path}, and that only there`, () => {
      expect(isJunk(join(card, raw(path)))).to.equal(true)
      expect(isJunk(join(raw('/data/photos/2019'), basename(raw(path))))).to.equal(false)
    })
  }

  for (const path of [
    // Pictures, clips, and what belongs to them.
    'DCIM/100CANON/IMG_0001.JPG',
    'DCIM/100CANON/MVI_0003.THM',
    'DCIM/CANONMSC/IMG_0001.JPG',
    'DCIM/100GOPRO/GX010001.THM',
    'PRIVATE/M4ROOT/CLIP/C0001.MP4',
    'PRIVATE/M4ROOT/CLIP/C0001M01.XML',
    'PRIVATE/M4ROOT/SUB/C0001S03.MP4',
    'PRIVATE/M4ROOT/THMBNL/beach.JPG',
    'PRIVATE/AVCHD/BDMV/INDEX.BDM',
    'PRIVATE/AVCHD/AVCHDTN/THUMB.TDT',
    'DCIM/100MEDIA/DJI_0001.SRT',
    // Where a person was, what a person set, what a person wrote.
    'NIKON/Z_6/NCSETUP1.BIN',
    'NCFL/N1901020.LOG',
    'PRIVATE/SONY/GPS/19010203.LOG',
    'MISC/GIS/dji.gis',
    'MISC/notes.txt',
    'version.txt',
    'DCIM/100GOPRO/version.txt',
  ]) {
    it(`is not ${path}`, () => expect(isJunk(join(card, raw(path)))).to.equal(false))
  }

  it('is no text of that name where there is no DCIM', () => {
    for (const path of ['MISC/version.txt', 'MISC/leinfo.sav', 'NIKON001.DSC', 'leinfo.sav']) {
      expect(isJunk(join(scratchPath(), raw(path))), path).to.equal(false)
    }
  })

  it('is a directory of thumbnails of Android, and no other directory of that name', () => {
    for (const parent of ['DCIM', 'Pictures', 'Movies', 'Music'])
      expect(isJunkDirectory(raw('.thumbnails'), join(card, raw(parent))), parent).to.equal(true)
    expect(isJunkDirectory(raw('.thumbnails'), card)).to.equal(false)
    expect(isJunkDirectory(raw('thumbnails'), join(card, raw('DCIM')))).to.equal(false)
  })
})
