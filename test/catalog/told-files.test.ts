import {expect} from 'chai'
import fc from 'fast-check'
import {type ToldFile, ToldFiles} from '../../src/catalog/told-files.ts'
import {fromBytes, join, type RawPath} from '../../src/paths/bytes.ts'
import {blake3, newCatalog, raw, row} from '../support/indexed.ts'

const DIRECTORY = raw('/archive/MS-1/data')

function told(name: string | RawPath, more: Partial<ToldFile> = {}): ToldFile {
  const path = join(DIRECTORY, name as RawPath)
  return {path, size: 3, blake3: blake3('abc'), original: undefined, offline: true, ...more}
}

function fixture() {
  const catalog = newCatalog()
  return {catalog, files: new ToldFiles(catalog.db, {told: true})}
}

describe('files that an index tells of', () => {
  it('are rows once they are taken, and not before; taken again, they are known', () => {
    const {catalog, files} = fixture()
    const original = raw('/card/a')
    for (const expected of [
      {files: 2, known: 0, offline: 1},
      {files: 0, known: 2, offline: 0},
    ]) {
      files.add([told('a', {original}), told('b', {offline: false})])
      if (expected.files > 0) expect([...catalog.all()]).to.deep.equal([])
      expect(files.take()).to.deep.equal(expected)
    }
    const unread = {mtimeNs: 0n, ctimeNs: 0n, inode: 0n, algorithm: 'blake3', hash: blake3('abc'), size: 3}
    expect([...catalog.all()]).to.deep.equal([
      {path: join(DIRECTORY, raw('a')), ...unread, original, offline: true, told: true},
      {path: join(DIRECTORY, raw('b')), ...unread, original: undefined, offline: false, told: true},
    ])
    expect(catalog.totals()).to.include({told: 2, offline: 1})
  })

  it('say where a known file came from, and give one that was not read yet its hash', () => {
    const {catalog, files} = fixture()
    const [read, pending] = [row(join(DIRECTORY, raw('read'))), row(join(DIRECTORY, raw('pending')))]
    catalog.put(read)
    catalog.put({...pending, hash: undefined, algorithm: undefined})
    files.add(['read', 'pending'].map((name) => told(name, {original: raw(`/card/${name}`)})))
    expect(files.take()).to.deep.equal({files: 1, known: 1, offline: 1})
    expect(catalog.get(read.path)).to.deep.equal({...read, original: '/card/read'})
    expect(catalog.get(pending.path)).to.deep.include({hash: blake3('abc'), mtimeNs: 0n, told: true})
  })

  it('contradict each other, and what is known, by size or hash; another algorithm says nothing', () => {
    const {catalog, files} = fixture()
    expect(files.add([told('a'), told('b'), told('a')])).to.equal(undefined)
    expect(files.add([told('b', {size: 4})])).to.equal('/archive/MS-1/data/b')
    const known = row(join(DIRECTORY, raw('a')), {hash: 'ab'.repeat(20), algorithm: 'sha1'})
    catalog.put(known)
    expect(files.contradiction()).to.equal(undefined)
    catalog.put({...known, size: 4})
    expect(files.contradiction()?.path).to.equal(known.path)
    catalog.put({...known, hash: blake3('x'), algorithm: 'blake3'})
    expect(files.contradiction()).to.deep.equal({
      path: known.path,
      told: {size: 3, hash: blake3('abc')},
      known: {size: 3, hash: blake3('x')},
    })
    expect(new ToldFiles(catalog.db, {told: true}).contradiction(), 'it begins anew').to.equal(undefined)
  })

  it('have so much in common with what is known below a directory', () => {
    const {catalog, files} = fixture()
    catalog.put(row(join(DIRECTORY, raw('a'))))
    catalog.put(row(join(DIRECTORY, raw('x'))))
    catalog.put(row('/archive/MS-1/data2/a'))
    files.add([told('a'), told('sub/b'), {...told('c'), path: raw('/archive/MS-2/data/c')}])
    expect(files.overlap(DIRECTORY)).to.deep.equal({told: 2, known: 2, common: 1})
    expect(files.overlap(raw('/archive/MS-2'))).to.deep.equal({told: 1, known: 0, common: 0})
  })

  it('are forgotten where a later index tells of the directory, and what was read stays', () => {
    const {catalog, files} = fixture()
    files.add([told('a'), told('b')])
    files.take()
    catalog.put(row(join(DIRECTORY, raw('b'))))
    files.forgetTold(DIRECTORY)
    expect([...catalog.all()].map(({path}) => path)).to.deep.equal(['/archive/MS-1/data/b'])
  })

  it('keep the bytes of any name', () => {
    const name = fc
      .uint8Array({minLength: 1, maxLength: 20})
      .map((bytes) => fromBytes(bytes.map((b) => (b === 47 ? 48 : b))))
    fc.assert(
      fc.property(fc.uniqueArray(name, {minLength: 1, maxLength: 8}), (names) => {
        const {catalog, files} = fixture()
        files.add(names.map((each) => told(each)))
        expect(files.take().files).to.equal(names.length)
        expect([...catalog.filesIn(DIRECTORY).keys()]).to.have.members(names)
      }),
      {numRuns: 10},
    )
  })
})
