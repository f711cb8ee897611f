import {mkdtemp, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {expect} from 'chai'
import {fromText, openDatable} from 'mediastruct'
import {ask} from './files.ts'

const PACKET = '<x:xmpmeta exif:DateTimeOriginal="2019-01-02T03:04:05" xmp:CreateDate="2022-01-01T00:00:01"/>'

describe('sidecar', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'sidecar-'))
  })
  afterEach(async () => {
    await rm(directory, {recursive: true})
  })

  async function answerFor(name: string, companions?: readonly string[]): Promise<string | undefined> {
    await writeFile(path.join(directory, name), '')
    const file = await openDatable(fromText(path.join(directory, name)), {
      timezone: 'UTC',
      companions: companions?.map((companion) => fromText(path.join(directory, companion))),
    })
    try {
      return (await ask('sidecar', file))?.local
    } finally {
      await file.close()
    }
  }

  for (const sidecar of ['IMG.jpg.xmp', 'IMG.xmp', 'IMG.XMP']) {
    it(`reads ${sidecar} beside IMG.jpg`, async () => {
      await writeFile(path.join(directory, sidecar), PACKET)
      expect(await answerFor('IMG.jpg')).to.equal('2019-01-02T03:04:05')
    })
  }

  it('takes only the shutter’s date', async () => {
    await writeFile(path.join(directory, 'IMG.xmp'), '<x:xmpmeta xmp:CreateDate="2022-01-01T00:00:01"/>')
    expect(await answerFor('IMG.jpg')).to.equal(undefined)
  })

  it('is not asked for the date of another picture of that stem', async () => {
    await writeFile(path.join(directory, 'IMG.xmp'), PACKET)
    expect(await answerFor('IMG.HEIC', ['IMG.xmp'])).to.equal('2019-01-02T03:04:05')
    expect(await answerFor('IMG.JPG', [])).to.equal(undefined)
  })

  it('says nothing where there is none, or only a symbolic link', async () => {
    await writeFile(path.join(directory, 'other.xmp'), PACKET)
    await symlink('other.xmp', path.join(directory, 'IMG.xmp'))
    expect(await answerFor('IMG.jpg')).to.equal(undefined)
  })
})
