import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {fromText, join as joinRaw, type RawPath} from 'mediastruct'
import {type ArchivedFile, writeArchiveIndex} from '../src/archive-index.ts'
import {readArchiveIndex} from '../src/read-archive-index.ts'
import type {VolumeRecord} from '../src/volume.ts'
import {Scratch} from './scratch.ts'

function* rows(count: number): Generator<ArchivedFile> {
  for (let index = 0; index < count; index++) {
    const path = fromText(`MS-0001/data/2019/2019-05-04/${index} "ü".jpg`)
    yield {path, hash: index.toString(16).padStart(64, '0'), size: index, volume: 'MS-0001'}
  }
}

describe("the archive's index", () => {
  let scratch: Scratch
  let volumes: VolumeRecord[]
  beforeEach(() => {
    scratch = new Scratch()
    volumes = [
      {
        id: 'MS-0001',
        path: joinRaw(scratch.raw, 'MS-0001' as RawPath),
        state: 'unburned',
        medium: 'bd-r-25',
        capacityBytes: 24_220_008_448,
        usedBytes: 9000,
        payloadBytes: 3000,
        files: 3,
        folders: [fromText('2019/2019-05-04 Fête')],
      },
    ]
  })
  afterEach(() => scratch.remove())

  const indexFile = () => join(scratch.path, 'index.json')

  async function readBack(): Promise<{volumes: VolumeRecord[]; files: ArchivedFile[]} | undefined> {
    const index = await readArchiveIndex(scratch.raw)
    if (!index) return undefined
    const files: ArchivedFile[] = []
    for await (const file of index.files) files.push(file)
    return {volumes: index.volumes, files}
  }

  it('is the JSON that the manual shows, with paths below the archive', async () => {
    await writeArchiveIndex(scratch.raw, volumes, rows(1))
    expect(JSON.parse(readFileSync(indexFile(), 'utf8'))).to.deep.equal({
      schema: 'mediastruct/archive-index@1',
      volumes: [
        {
          id: 'MS-0001',
          path: 'MS-0001',
          state: 'unburned',
          medium: 'bd-r-25',
          capacityBytes: 24_220_008_448,
          usedBytes: 9000,
          payloadBytes: 3000,
          files: 3,
          folders: ['2019/2019-05-04 Fête'],
        },
      ],
      files: [
        {path: 'MS-0001/data/2019/2019-05-04/0 "ü".jpg', hash: '0'.repeat(64), size: 0, volume: 'MS-0001'},
      ],
    })
  })

  it('is read as it was written: no file, one, and many', async () => {
    let replaces: string | undefined
    for (const count of [0, 1, 20_000]) {
      replaces = await writeArchiveIndex(scratch.raw, volumes, rows(count), {replaces})
      expect(await readBack()).to.deep.equal({volumes, files: [...rows(count)]})
    }
    await writeArchiveIndex(scratch.raw, [], [], {replaces})
    expect(await readBack()).to.deep.equal({volumes: [], files: []})
  })

  it('is read in any other layout, too', async () => {
    await writeArchiveIndex(scratch.raw, volumes, rows(3))
    writeFileSync(indexFile(), JSON.stringify(JSON.parse(readFileSync(indexFile(), 'utf8')), undefined, 2))
    expect(await readBack()).to.deep.equal({volumes, files: [...rows(3)]})
  })

  it('keeps the bytes of names that are not UTF-8', async () => {
    const file = {path: 'DISC-1/\xff.jpg' as RawPath, hash: 'ab'.repeat(32), size: 1, volume: 'DISC-1'}
    await writeArchiveIndex(scratch.raw, [], [file])
    expect((await readBack())?.files).to.deep.equal([file])
  })

  it('is nothing where there is none, and an error where it was cut short', async () => {
    expect(await readBack()).to.equal(undefined)
    await writeArchiveIndex(scratch.raw, volumes, rows(3))
    const whole = readFileSync(indexFile(), 'utf8')
    for (const cut of [whole.length - 4, whole.length - 30, 100, 60, 20, 0]) {
      writeFileSync(indexFile(), whole.slice(0, cut))
      const error = await readBack().catch((thrown: unknown) => thrown)
      expect(error).to.have.property('code', 'BAD_INDEX')
    }
  })

  it('is announced before it appears, and is known as ours by any announced hash', async () => {
    const announced: string[] = []
    const announce = (sha256: string) => {
      announced.push(sha256)
      if (announced.length === 1) expect(() => readFileSync(indexFile())).to.throw(/ENOENT/)
    }
    const first = await writeArchiveIndex(scratch.raw, volumes, rows(1), {announce})
    expect(announced).to.deep.equal([first])
    const replaces = ['00'.repeat(32), ...announced]
    const second = await writeArchiveIndex(scratch.raw, volumes, rows(2), {announce, replaces})
    expect(announced).to.deep.equal([first, second])
  })

  it('takes names with any character for what they are', async () => {
    const file = {
      path: fromText('DISC-1/a\u2028b\r\nc,.jpg'),
      hash: 'ab'.repeat(32),
      size: 1,
      volume: 'DISC-1',
    }
    await writeArchiveIndex(scratch.raw, [], [file, file])
    expect((await readBack())?.files).to.deep.equal([file, file])
  })

  it('is not written over what is not ours', async () => {
    writeFileSync(indexFile(), '{}')
    const error = await writeArchiveIndex(scratch.raw, volumes, rows(3)).catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'NOT_OURS')
    expect(readFileSync(indexFile(), 'utf8')).to.equal('{}')
  })
})
