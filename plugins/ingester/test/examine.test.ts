import {execFileSync} from 'node:child_process'
import {closeSync, mkdirSync, openSync, symlinkSync, utimesSync, writeFileSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {scratch} from 'mediastruct/testing'
import {BoundedReadable, MOST_BYTES, MOST_READS, withFile} from '../src/examine/bounded-file.ts'
import type {Examination} from '../src/examine/examination.ts'
import {examine} from '../src/examine/examine.ts'
import {inspect} from '../src/examine/inspect.ts'
import {exifSegment, jpeg, tiff, tiffPieces} from './files.ts'

const ORIGINAL = {36867: '2019:01:02 03:04:05'}
const PICTURE = jpeg(exifSegment(tiff({}, ORIGINAL)))

async function codeOf(path: string): Promise<unknown> {
  return await examine(fromText(path)).then(
    () => 'examined',
    (error: {code?: unknown}) => error.code,
  )
}

function datesOf({candidates}: Examination): (string | undefined)[] {
  return candidates.map(({local}) => local)
}

describe('examine', () => {
  it('tells in another process what a file says of itself', async () => {
    const path = join(scratch({'a.jpg': PICTURE}), 'a.jpg')
    expect(await examine(fromText(path))).to.deep.include({
      type: 'jpg',
      candidates: [
        {
          source: 'exif',
          field: 'EXIF DateTimeOriginal',
          written: '2019:01:02 03:04:05',
          local: '2019-01-02T03:04:05',
          offset: undefined,
        },
      ],
    })
  })

  it('examines an unchanged file once, and a changed one again', async () => {
    const directory = scratch({'a.jpg': PICTURE})
    const path = join(directory, 'a.jpg')
    const first = await examine(fromText(path))
    expect(await examine(fromText(path))).to.equal(first)
    writeFileSync(path, jpeg(exifSegment(tiff({}, {36867: '2020:01:02 03:04:05'}))))
    utimesSync(path, 1, 1)
    expect(datesOf(await examine(fromText(path)))).to.deep.equal(['2020-01-02T03:04:05'])
  })

  it('opens nothing but regular files, and waits for none', async () => {
    const directory = scratch({'a.jpg': PICTURE})
    execFileSync('mkfifo', [join(directory, 'pipe')])
    mkdirSync(join(directory, 'folder'))
    symlinkSync('a.jpg', join(directory, 'link'))
    const codes = await Promise.all(
      ['pipe', 'folder', 'link', 'nothing'].map((name) => codeOf(join(directory, name))),
    )
    expect(codes).to.deep.equal(['NOT_A_FILE', 'NOT_A_FILE', 'ELOOP', 'ENOENT'])
  })
})

describe('BoundedReadable', () => {
  /** A file of zeros that counts what is asked of it. */
  function counting(size: number) {
    const asked: number[] = []
    const file = new BoundedReadable(size, (_position, length) => {
      asked.push(length)
      return new Uint8Array(length)
    })
    return {file, asked}
  }

  it('reads the head once, and small pieces together', () => {
    const {file, asked} = counting(10_000_000)
    for (let position = 0; position < 60_000; position += 8) file.read(position, 8)
    for (let position = 5_000_000; position < 5_004_000; position += 8) file.read(position, 8)
    expect(asked).to.have.length(2)
  })

  it('finds a file at its end that asks for too many bytes', () => {
    const {file, asked} = counting(2 ** 40)
    for (let count = 0; count < 1000; count++) file.read(count * 2 ** 30, 2 ** 20)
    expect(asked.reduce((sum, length) => sum + length)).to.equal(MOST_BYTES)
    expect(file.read(2 ** 39, 10)).to.have.length(0)
  })

  it('finds a file at its end that asks too often', () => {
    const {file, asked} = counting(2 ** 40)
    for (let count = 0; count < MOST_READS * 2; count++) file.read(2 ** 30 + count * 10_000, 1)
    expect(asked.length).to.be.at.most(MOST_READS)
  })

  it('gives nothing beyond the end, nor for positions that there are not', () => {
    const {file} = counting(100)
    expect([file.read(90, 100).length, file.read(100, 1).length, file.read(-5, 3).length]).to.deep.equal([
      10, 0, 0,
    ])
    expect([file.read(NaN, 1).length, file.read(2 ** 60, 8).length, file.read(5, -1).length]).to.deep.equal([
      0, 0, 0,
    ])
  })
})

describe('a TIFF file of gigabytes', () => {
  it('costs a few reads, wherever its directories lie', async () => {
    const directory = scratch()
    const gap = 3 * 2 ** 30
    const path = join(directory, 'large.tif')
    const descriptor = openSync(path, 'w')
    const [header, directories] = tiffPieces({271: 'Phase One'}, ORIGINAL, gap)
    writeSync(descriptor, header, 0, header.length, 0)
    writeSync(descriptor, directories, 0, directories.length, header.length + gap)
    closeSync(descriptor)
    let reads = 0
    const examination = await withFile(fromText(path), (file) =>
      inspect({
        size: file.size,
        read: (position, length) => {
          reads += 1
          return file.read(position, length)
        },
      }),
    )
    expect(datesOf(examination)).to.deep.equal(['2019-01-02T03:04:05'])
    expect(examination.camera?.make).to.equal('Phase One')
    expect(reads).to.be.below(20)
  })
})
