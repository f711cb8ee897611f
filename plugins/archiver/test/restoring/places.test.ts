import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import fc from 'fast-check'
import {fromText, toBytes, toText, type VolumeRow} from 'mediastruct'
import {placed} from '../../src/restoring/places.ts'
import {Scratch} from '../scratch.ts'

/** The content is its own hash here. */
interface File {
  readonly volume: string
  readonly below: string
  readonly content: string
}

describe('names that files are restored under', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  const wantedOf = ({volume, below, content}: File) => ({
    volume: {id: volume, path: fromText(`/archive/${volume}`)} as VolumeRow,
    below: fromText(below),
    content: {size: content.length, hash: content, algorithm: 'blake3'},
    size: content.length,
    mtimeNs: 0n,
    original: undefined,
    belongsTo: undefined,
    places: [],
  })
  const place = async (files: readonly File[]) => {
    const found = await placed(scratch.raw, files.map(wantedOf), async (path, {hash}) =>
      readFileSync(toBytes(path), 'utf8').startsWith(hash),
    )
    return found.map(({to, isThere, content}) => ({
      to: toText(to).slice(scratch.path.length + 1),
      isThere,
      content: content.hash,
    }))
  }
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(scratch.path, path)), {recursive: true})
    writeFileSync(join(scratch.path, path), content)
  }
  const file = (below: string, content = below, volume = 'MS-0001'): File => ({volume, below, content})

  it('are those on the volume; what is there already stays, and is known again', async () => {
    put('2019/b.jpg', 'b')
    put('2019/c.jpg', 'another')
    put('2019/d.jpg', 'D')
    const found = await place([
      file('2019/a.jpg'),
      file('2019/b.jpg', 'b'),
      file('2019/c.jpg', 'c'),
      file('2019/d.jpg', 'd'),
    ])
    expect(found.map(({to, isThere}) => `${to} ${isThere}`)).to.deep.equal([
      '2019/a.jpg false',
      '2019/b.jpg true',
      '2019/c-2.jpg false',
      '2019/d-2.jpg false',
    ])
  })

  it('get one number for what belongs together', async () => {
    put('2019/IMG_1.xmp', 'somebody else’s')
    const found = await place([file('2019/IMG_1.CR2'), file('2019/IMG_1.xmp'), file('2019/IMG_1.CR2.xmp')])
    expect(found.map(({to}) => to).sort()).to.deep.equal([
      '2019/IMG_1-2.CR2',
      '2019/IMG_1-2.CR2.xmp',
      '2019/IMG_1-2.xmp',
    ])
  })

  it('are given in no directory, link or device that is in the way', async () => {
    mkdirSync(join(scratch.path, '2019/a.jpg'), {recursive: true})
    expect((await place([file('2019/a.jpg')]))[0]?.to).to.equal('2019/a-2.jpg')
  })

  it('are never one for two contents, and the same again whatever of them is there', async () => {
    const some = fc.record({
      volume: fc.constantFrom('MS-0001', 'MS-0002', 'MS-0003'),
      below: fc.constantFrom('x/a.jpg', 'x/a-2.jpg', 'x/a.xmp', 'y/a.jpg'),
      content: fc.constantFrom('1', '2', '33'),
    })
    const files = fc.uniqueArray(some, {maxLength: 8, selector: ({volume, below}) => `${volume} ${below}`})
    await fc.assert(
      fc.asyncProperty(files, fc.array(fc.boolean(), {minLength: 8, maxLength: 8}), async (all, came) => {
        scratch.remove()
        mkdirSync(scratch.path)
        const first = await place(all)
        const byName = new Map(first.map(({to, content}) => [to, content]))
        expect(first.every(({to, content}) => byName.get(to) === content)).to.equal(true)
        for (const [index, {to, content}] of first.entries()) if (came[index]) put(to, content)
        expect((await place(all)).map(({to}) => to)).to.deep.equal(first.map(({to}) => to))
      }),
      {numRuns: 100},
    )
  })
})
