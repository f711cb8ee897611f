import {execFileSync} from 'node:child_process'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import fc from 'fast-check'
import {fromText, toText} from 'mediastruct'
import {type Image, type ImageFile, type OpenImageOptions, openImage} from '../../src/imaging/image.ts'
import {Scratch} from '../scratch.ts'
import {genisoimage, needs, plant, type Tree, xorriso} from './tools.ts'

/** Names that each of the file systems holds as they are. */
const TREE: Tree = {
  'README.txt': 'words',
  'empty.txt': '',
  'data/2019/2019-05-04 Fête/日本語.jpg': 'not Latin',
  'data/2019/2019-05-04 Fête/100% "b" [x].jpg': 'odd',
  [`data/${'l'.repeat(250)}.txt`]: 'long',
  [`data/${'日'.repeat(83)}.txt`]: 'long, and not Latin',
  'data/a/b/c/d/e/f/g/h/i/j/k/deep.txt': 'deeper than ISO 9660 goes',
  'data/large.bin': Buffer.alloc(3_000_001, 'large'),
}
/** Names that genisoimage's UDF spells otherwise. */
const ROCK_RIDGE_ONLY: Tree = {'data/10:20 what? 😀.jpg': 'colon', 'data/line\r\nbreak;1': 'control'}

async function contents(image: Image): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const {path, size, read} of image) {
    const chunks: Buffer[] = []
    for await (const chunk of read()) chunks.push(Buffer.from(chunk))
    const bytes = Buffer.concat(chunks)
    expect(bytes.length).to.equal(size)
    found[toText(path)] = bytes.toString('latin1')
  }
  return found
}

function expected(tree: Tree): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).map(([path, content]) => [path, Buffer.from(content).toString('latin1')]),
  )
}

describe('images, read without mounting', function () {
  this.timeout(60_000)
  let scratch: Scratch
  const at = (...names: string[]) => join(scratch.path, ...names)
  const withImage = async <T>(name: string, options: OpenImageOptions, use: (image: Image) => Promise<T>) => {
    const image = await openImage(fromText(at(name)), options)
    try {
      return await use(image)
    } finally {
      await image.close()
    }
  }

  beforeEach(() => {
    scratch = new Scratch()
    mkdirSync(at('tree', 'data', 'empty'), {recursive: true})
  })
  afterEach(() => scratch.remove())

  it('reads both file systems that genisoimage writes', async function () {
    needs(this, 'genisoimage')
    plant(at('tree'), TREE)
    const day = new Date('2011-05-04T10:20:30Z')
    utimesSync(at('tree', 'README.txt'), day, day)
    genisoimage(at('v.iso'), at('tree'), '-udf')
    for (const fileSystem of ['udf', 'iso9660'] as const) {
      await withImage('v.iso', {fileSystem}, async (image) => {
        expect([image.fileSystem, image.label]).to.deep.equal([fileSystem, 'MS-0001'])
        expect(await contents(image)).to.deep.equal(expected(TREE))
        for await (const {path, mtimeNs} of image)
          if (path === 'README.txt') expect(mtimeNs).to.equal(BigInt(day.getTime()) * 1_000_000n)
        expect(image.problems).to.deep.equal([])
      })
    }
    await withImage('v.iso', {}, async ({fileSystem}) => expect(fileSystem).to.equal('udf'))
  })

  it('reads what 7z reads of them', async function () {
    needs(this, 'genisoimage', '7z')
    plant(at('tree'), TREE)
    genisoimage(at('v.iso'), at('tree'), '-udf')
    execFileSync('7z', ['x', '-y', '-tudf', `-o${at('out')}`, at('v.iso')], {stdio: 'pipe'})
    const extracted = Object.fromEntries(
      readdirSync(at('out'), {recursive: true, encoding: 'utf8'})
        .filter((path) => statSync(at('out', path)).isFile())
        .map((path) => [path, readFileSync(at('out', path), 'latin1')]),
    )
    expect(await withImage('v.iso', {}, contents)).to.deep.equal(extracted)
  })

  it('reads what xorriso writes, and any name that Rock Ridge holds', async function () {
    needs(this, 'xorriso')
    const tree = {...TREE, ...ROCK_RIDGE_ONLY}
    plant(at('tree'), tree)
    xorriso(at('x.iso'), at('tree'))
    await withImage('x.iso', {}, async (image) => {
      expect([image.fileSystem, image.label]).to.deep.equal(['iso9660', 'MS-0001'])
      expect(await contents(image)).to.deep.equal(expected(tree))
    })
  })

  it('reads the names of a disc that has Joliet, or nothing but ISO 9660', async function () {
    needs(this, 'genisoimage')
    plant(at('tree'), {'data/Fête 日本.jpg': 'one'})
    const options = ['-quiet', '-input-charset', 'utf-8', '-o']
    execFileSync('genisoimage', ['-J', ...options, at('j.iso'), at('tree')], {stdio: 'pipe'})
    execFileSync('genisoimage', [...options, at('p.iso'), at('tree')], {stdio: 'pipe'})
    expect(await withImage('j.iso', {}, contents)).to.deep.equal({'data/Fête 日本.jpg': 'one'})
    expect(Object.values(await withImage('p.iso', {}, contents))).to.deep.equal(['one'])
  })

  it('knows every part of a file above 4 GiB', async function () {
    needs(this, 'xorriso', 'genisoimage')
    const size = 4_400_000_001
    writeFileSync(at('tree', 'data', 'film.mov'), '')
    truncateSync(at('tree', 'data', 'film.mov'), size)
    for (const [command, fileSystem] of [
      ['genisoimage -quiet -iso-level 3 -allow-limited-size -udf -R tree', 'udf'],
      ['xorriso -outdev - -for_backup -map tree / -commit', 'iso9660'],
    ] as const) {
      // What describes the file comes first: the gigabytes of zeros need not be waited for.
      const head = beginningOf(command, scratch.path)
      const image = await openImage(fileOf(head))
      const files: ImageFile[] = []
      for await (const file of image) files.push(file)
      expect([image.fileSystem, image.problems, files.length]).to.deep.equal([fileSystem, [], 1])
      const {path, size: found, extents} = files[0] ?? {extents: []}
      expect([path, found]).to.deep.equal(['data/film.mov', size])
      expect(extents.length).to.be.above(1)
      const first = extents[0]?.block ?? 0
      let bytes = 0
      for (const extent of extents) {
        expect(extent.block).to.equal(first + bytes / 2048)
        bytes += extent.bytes
      }
      expect(bytes).to.equal(size)
    }
  })

  it('says of what is no image that it is none, and of a shortened one where it ends', async function () {
    needs(this, 'genisoimage')
    writeFileSync(at('no.iso'), 'no image at all')
    const refused = await openImage(fromText(at('no.iso'))).catch((error: unknown) => error)
    expect(refused).to.include({code: 'NOT_AN_IMAGE'})
    plant(at('tree'), TREE)
    genisoimage(at('v.iso'), at('tree'), '-udf')
    truncateSync(at('v.iso'), statSync(at('v.iso')).size - 2_000_000)
    const damaged = await withImage('v.iso', {}, async (image) => {
      const names: string[] = []
      for await (const {path, read} of image) {
        try {
          for await (const _ of read());
        } catch (error) {
          expect(error).to.include({code: 'CUT_SHORT'})
          names.push(toText(path))
        }
      }
      return names
    })
    expect(damaged).to.include('data/large.bin')
    expect(damaged).not.to.include('README.txt')
  })

  it('never throws on a broken image, and never names a file outside of it', async function () {
    needs(this, 'genisoimage')
    plant(at('tree'), {...TREE, 'data/large.bin': 'small'})
    genisoimage(at('v.iso'), at('tree'), '-udf')
    const whole = readFileSync(at('v.iso'))
    const broken = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {minLength: 1, maxLength: 400})
    // Descriptors and directories lie at the beginning: most of the damage goes there.
    const aimed = broken.map((bytes) => bytes.map(([place, byte]) => [place % 660_000, byte] as const))
    await fc.assert(
      fc.asyncProperty(aimed, fc.constantFrom('udf', 'iso9660'), async (bytes, fileSystem) => {
        const image = Buffer.from(whole)
        for (const [place, byte] of bytes) image[place] = byte
        const opened = await openImage(fileOf(image), {fileSystem}).catch((error: unknown) => {
          expect(error).to.include({code: 'NOT_AN_IMAGE'})
          return undefined
        })
        if (!opened) return
        for await (const {path} of opened) {
          expect(path.split('/')).not.to.include.oneOf(['', '.', '..'])
        }
      }),
      {numRuns: 300},
    )
  })
})

/** The first megabytes of what a command writes; it ends when nobody reads on. */
function beginningOf(command: string, cwd: string): Buffer {
  return execFileSync('sh', ['-c', `${command} 2>log | head -c 3000000`], {cwd, maxBuffer: 1 << 24})
}

/** A file handle over bytes in memory. */
function fileOf(bytes: Buffer): Parameters<typeof openImage>[0] {
  const read = async (buffer: Buffer, offset: number, length: number, position: number) => {
    const bytesRead = position >= bytes.length ? 0 : bytes.copy(buffer, offset, position, position + length)
    return {bytesRead, buffer}
  }
  return {read} as unknown as Parameters<typeof openImage>[0]
}
