import {expect} from 'chai'
import fc from 'fast-check'
import {
  basename,
  dirname,
  extname,
  fromBytes,
  fromText,
  isUtf8,
  isWithin,
  join,
  pathFields,
  type RawPath,
  relativeTo,
  toBytes,
  toText,
} from '../../src/paths/bytes.ts'

const raw = (text: string) => text as RawPath

/** A name as the kernel allows it: any bytes but `/` and NUL, neither `.` nor `..`. */
const name = fc
  .uint8Array({minLength: 1, maxLength: 12})
  .map((bytes) => fromBytes(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))))
  .filter((text) => text !== '.' && text !== '..')
const absolute = fc.array(name, {minLength: 1, maxLength: 5}).map((names) => raw(`/${names.join('/')}`))

describe('paths as bytes', () => {
  it('gives back the bytes that it was given, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Buffer.compare(toBytes(fromBytes(bytes)), bytes)).to.equal(0)
      }),
    )
  })

  it('gives back the text that it was given', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), (text) => {
        expect(toText(fromText(text))).to.equal(text)
        expect(isUtf8(fromText(text))).to.equal(true)
      }),
    )
  })

  it('compares in byte order', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(fromBytes(a) < fromBytes(b)).to.equal(Buffer.compare(a, b) < 0)
      }),
    )
  })

  it('tells apart what UTF-8 can not say', () => {
    const [a, b] = [raw('/x/\xff.jpg'), raw('/x/\xfe.jpg')]
    expect(toText(a)).to.equal(toText(b)).and.to.equal('/x/\ufffd.jpg')
    expect(isUtf8(a)).to.equal(false)
    expect(pathFields('path', a)).to.deep.equal({path: '/x/\ufffd.jpg', pathBytes: 'L3gv/y5qcGc='})
    expect(pathFields('from', fromText('/é'))).to.deep.equal({from: '/é'})
  })

  it('takes a path apart and puts it together again', () => {
    fc.assert(
      fc.property(absolute, (path) => {
        expect(join(dirname(path), basename(path))).to.equal(path)
        expect(basename(path)).to.not.include('/')
      }),
    )
  })

  it('knows a child, its place below the parent, and a name that only begins like it', () => {
    fc.assert(
      fc.property(absolute, name, (path, child) => {
        const below = join(path, child)
        expect(isWithin(below, path)).to.equal(true)
        expect(isWithin(path, below)).to.equal(false)
        expect(isWithin(raw(`${path}${child}`), path)).to.equal(false)
        expect(join(path, relativeTo(path, below))).to.equal(below)
        expect(dirname(below)).to.equal(path)
      }),
    )
  })

  it('holds for the root itself', () => {
    const root = raw('/')
    expect(isWithin(raw('/a'), root)).to.equal(true)
    expect(isWithin(root, root)).to.equal(true)
    expect(relativeTo(root, raw('/a/b'))).to.equal('a/b')
    expect(relativeTo(root, root)).to.equal('')
    expect(join(root, raw('a'))).to.equal('/a')
    expect(dirname(raw('/a'))).to.equal('/')
    expect(dirname(raw('a'))).to.equal('')
  })

  it('joins with one slash and forgets empty parts', () => {
    expect(join(raw('/a'), raw(''), raw('b'))).to.equal('/a/b')
    expect(join(raw('/a/'), raw('b'))).to.equal('/a/b')
    expect(join(raw(''), raw('b'))).to.equal('b')
  })

  it('takes the extension as it was written', () => {
    for (const [path, extension] of [
      ['/a.b/c', ''],
      ['/a/x.JPG', '.JPG'],
      ['/a/.hidden', ''],
      ['/a/x.tar.gz', '.gz'],
      ['/a/x.', '.'],
    ] as const) {
      expect(extname(raw(path)), path).to.equal(extension)
    }
  })
})
