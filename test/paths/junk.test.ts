import {expect} from 'chai'
import type {RawPath} from '../../src/paths/bytes.ts'
import {isJunkDirectory, isJunkFile, isVolumeDirectory} from '../../src/paths/junk.ts'

const raw = (text: string) => text as RawPath

describe('junk', () => {
  for (const name of [
    '.DS_Store',
    'Thumbs.db',
    'desktop.ini',
    '._IMG_1.jpg',
    'film.mp4.part',
    'x.crdownload',
    'x.tmp',
  ]) {
    it(`knows ${name}`, () => expect(isJunkFile(raw(name))).to.equal(true))
  }
  for (const name of ['IMG_1.jpg', 'part', 'tmp.jpg', '.hidden.jpg', 'thumbs.db.jpg', '']) {
    it(`takes "${name}" for a file`, () => expect(isJunkFile(raw(name))).to.equal(false))
  }

  it('knows directories that are never walked', () => {
    for (const name of ['.mediastruct', '@eaDir', '$RECYCLE.BIN', 'lost+found', '.Trashes']) {
      expect(isJunkDirectory(raw(name)), name).to.equal(true)
    }
    for (const name of ['.MediaStruct', 'eaDir', '2019'])
      expect(isJunkDirectory(raw(name)), name).to.equal(false)
  })

  it('knows the top of a volume by its two tag files, not by one', () => {
    expect(isVolumeDirectory([raw('bagit.txt'), raw('volume-index.json'), raw('data')])).to.equal(true)
    expect(isVolumeDirectory([raw('bagit.txt'), raw('data')])).to.equal(false)
    expect(isVolumeDirectory([])).to.equal(false)
  })
})
