import {mkdtemp, readdir, readFile, rm, stat} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import exifr from 'exifr'
import {type DemoSet, makeDemoSet} from '../src/set.ts'

describe('the demo set', () => {
  let scratch: string
  let set: DemoSet

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'mediastruct-demo-'))
    set = await makeDemoSet(join(scratch, 'demo'))
  })
  after(() => rm(scratch, {recursive: true}))

  const card = (name: string) => join(set.drop, 'DCIM/100DEMO', name)
  const filesBelow = async (directory: string) =>
    (await readdir(directory, {recursive: true, withFileTypes: true})).filter((entry) => entry.isFile())

  it('holds as many files as it says', async () => {
    expect(await filesBelow(set.drop)).to.have.length(set.dropped)
    expect(await filesBelow(set.backup)).to.have.length(set.backedUp)
    expect(await readdir(set.archive)).to.deep.equal([])
    expect(JSON.parse(await readFile(set.config, 'utf8'))).to.include({
      library: 'library',
      archive: 'archive',
    })
  })

  it('has pictures that say when they were taken', async () => {
    const notes = await exifr.parse(await readFile(card('IMG_0003.JPG')), {reviveValues: false})
    expect(notes).to.include({
      Make: 'MediaStruct',
      Model: 'Demo 1',
      DateTimeOriginal: '2024:05:04 11:20:31',
      OffsetTimeOriginal: '+02:00',
      SubSecTimeOriginal: '04',
    })
  })

  it('has two different pictures of one second', async () => {
    const [third, fourth] = [await readFile(card('IMG_0003.JPG')), await readFile(card('IMG_0004.JPG'))]
    expect(third.equals(fourth)).to.equal(false)
    const {DateTimeOriginal} = await exifr.parse(fourth, {reviveValues: false})
    expect(DateTimeOriginal).to.equal('2024:05:04 11:20:31')
  })

  it('has copies under other names, in the drop and in the backup', async () => {
    const first = await readFile(card('IMG_0001.JPG'))
    expect(first.equals(await readFile(join(set.drop, 'IMG_0001 copy.JPG')))).to.equal(true)
    expect(first.equals(await readFile(join(set.backup, 'phone/photo-a.jpg')))).to.equal(true)
  })

  it('looks as if it had lain there since', async () => {
    const {mtime} = await stat(card('IMG_0001.JPG'))
    expect(mtime.toISOString()).to.equal('2023-08-19T07:12:44.000Z')
  })

  it('never writes over anything', async () => {
    const error = await makeDemoSet(set.directory).catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'NOT_OURS')
  })
})
