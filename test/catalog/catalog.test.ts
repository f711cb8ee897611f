import {readFileSync, statSync} from 'node:fs'
import {expect} from 'chai'
import fc from 'fast-check'
import {checkpoint, withIndexesLast, withoutWaiting} from '../../src/catalog/bulk.ts'
import {Catalog} from '../../src/catalog/catalog.ts'
import {assertCrawled, wasCrawled} from '../../src/catalog/crawled.ts'
import {relocate} from '../../src/catalog/relocate.ts'
import {Volumes} from '../../src/catalog/volumes.ts'
import {isWithin, type RawPath} from '../../src/paths/bytes.ts'
import {blake3, newCatalog, raw, row} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'
import {scratch} from '../support/scratch.ts'
import {volumeRow} from '../support/volumes.ts'

const paths = (files: Iterable<{path: RawPath}>) => [...files].map(({path}) => path)

/** Instead of another thread. */
const hereFor = (catalog: Catalog) => async (statements: string) => catalog.db.exec(statements)

describe('the catalog', () => {
  it('gives back every field as it was put', () => {
    const catalog = newCatalog()
    const odd = row('/a/\xff\n"\\' as RawPath, {
      inode: 2n ** 64n - 1n,
      original: '/drop/\xfe' as RawPath,
      offline: true,
    })
    const pending = row('/a/pending', {hash: undefined, algorithm: undefined, size: 5_000_000_000_000})
    for (const file of [odd, pending]) catalog.put(file)
    expect(catalog.get(odd.path)).to.deep.equal(odd)
    expect(catalog.get(pending.path)).to.deep.equal(pending)
    expect(catalog.get(raw('/a/none'))).to.equal(undefined)
    expect(catalog.get(raw('/none/x'))).to.equal(undefined)
  })

  it('replaces a row, and removes it', () => {
    const catalog = newCatalog()
    catalog.put(row('/a/x'))
    catalog.put(row('/a/x', {size: 9}))
    expect(catalog.get(raw('/a/x'))?.size).to.equal(9)
    catalog.remove(raw('/a/x'))
    catalog.remove(raw('/nothing/there'))
    expect(catalog.totals().files).to.equal(0)
  })

  it('lists a subtree by directory, then name, and nothing that only begins like it', () => {
    const catalog = newCatalog()
    for (const path of [
      '/a/z',
      '/a/b/x',
      '/a/b-c/x',
      '/a/b0/x',
      '/a/b/x/y',
      '/a-b/x',
      '/a0/x',
      '/ab/x',
      '/a/A',
    ]) {
      catalog.put(row(path))
    }
    expect(paths(catalog.filesUnder(raw('/a')))).to.deep.equal([
      '/a/A',
      '/a/z',
      '/a/b/x',
      '/a/b-c/x',
      '/a/b/x/y',
      '/a/b0/x',
    ])
    expect(paths(catalog.filesUnder(raw('/a/b')))).to.deep.equal(['/a/b/x', '/a/b/x/y'])
    expect(catalog.countUnder(raw('/a/b'))).to.deep.equal({files: 2, bytes: 6})
    expect(paths(catalog.filesUnder(raw('/')))).to.have.lengthOf(9)
    expect(catalog.directoriesUnder(raw('/a0'))).to.deep.equal(['/a0'])
  })

  it('finds in any subtree just what lies in it', () => {
    const segment = fc.constantFrom('a', 'a0', 'a-b', 'a\xff', 'b', '\x01', '/a'.slice(1))
    const path = fc.array(segment, {minLength: 1, maxLength: 4}).map((names) => raw2(`/${names.join('/')}`))
    fc.assert(
      fc.property(fc.uniqueArray(path, {maxLength: 12}), path, (all, root) => {
        const catalog = newCatalog()
        catalog.transaction(() => {
          for (const one of all) catalog.put(row(`${one}/f` as RawPath))
        })
        const expected = all
          .map((one) => `${one}/f`)
          .filter((one) => isWithin(one as RawPath, root) && one !== root)
        expect(paths(catalog.filesUnder(root)).sort()).to.deep.equal(expected.sort())
        catalog.close()
      }),
      {numRuns: 25},
    )
  })

  it('names all holders of a content, of its algorithm and size only', () => {
    const catalog = newCatalog()
    const hash = blake3('abc')
    catalog.put(row('/b/2'))
    catalog.put(row('/a/1', {offline: true}))
    catalog.put(row('/a/3', {size: 4}))
    catalog.put(row('/a/4', {algorithm: 'sha256'}))
    catalog.put(row('/a/5', {hash: undefined, algorithm: undefined}))
    expect(paths(catalog.holders(hash, 3, 'blake3'))).to.deep.equal(['/a/1', '/b/2'])
    expect([...catalog.sharedContents(0)]).to.deep.equal([])
    catalog.put(row('/c/6'))
    const shared = [...catalog.sharedContents(0)]
    expect(shared.map(({files}) => paths(files).toSorted())).to.deep.equal([['/b/2', '/c/6']])
    expect(shared[0]).to.include({hash, size: 3, algorithm: 'blake3'})
    expect([...catalog.sharedContents(4)]).to.deep.equal([])
    expect(paths(catalog.withHashPrefix(hash.slice(0, 5)))).to.have.lengthOf(5)
  })

  it('knows what is pending, and which of it could be a duplicate', () => {
    const catalog = newCatalog()
    const pending = {hash: undefined, algorithm: undefined}
    catalog.put(row('/a/1', {...pending, size: 10}))
    expect(catalog.hasPending(raw('/a'))).to.equal(true)
    expect(catalog.hasPending(raw('/b'))).to.equal(false)
    expect(catalog.ofSharedSizes(99, 9)).to.deep.equal([])
    catalog.put(row('/b/1', {size: 10}))
    catalog.put(row('/b/2', {...pending, size: 0}))
    catalog.put(row('/b/3', {...pending, size: 0}))
    expect(paths(catalog.ofSharedSizes(99, 9))).to.have.members(['/a/1', '/b/1'])
    expect(catalog.ofSharedSizes(10, 9)).to.deep.equal([])
    expect(catalog.totals()).to.deep.equal({
      files: 4,
      bytes: 20,
      contents: 1,
      pending: 3,
      offline: 0,
      told: 0,
    })
  })

  it('takes nothing over from a transaction that fails, new directories included', () => {
    const catalog = newCatalog()
    expect(() =>
      catalog.transaction(() => {
        catalog.put(row('/new/x'))
        throw new Error('stop')
      }),
    ).to.throw('stop')
    expect(catalog.get(raw('/new/x'))).to.equal(undefined)
    catalog.put(row('/new/x'))
    expect(catalog.get(raw('/new/x'))?.size).to.equal(3)
  })

  it('makes its indexes last where it is filled from nothing, and at the next opening where that was killed', async () => {
    const file = `${scratch()}/catalog.db`
    const indexes = (catalog: Catalog) =>
      catalog.db.query("SELECT name FROM sqlite_schema WHERE name LIKE 'files_%' ORDER BY 1").all().flat()
    const all = ['files_by_content', 'files_of_size', 'files_pending']
    let catalog = Catalog.open(file, 'write')
    await withIndexesLast(catalog.db, hereFor(catalog), async () => {
      catalog.put(row('/a/x'))
      expect(indexes(catalog)).to.deep.equal([])
    })
    expect(indexes(catalog)).to.deep.equal(all)
    await withIndexesLast(catalog.db, hereFor(catalog), async () =>
      expect(indexes(catalog)).to.deep.equal(all),
    )
    catalog.db.exec('DROP INDEX files_by_content')
    catalog.close()
    catalog = Catalog.open(file, 'write')
    expect(indexes(catalog)).to.deep.equal(all)
    catalog.close()
  })

  it('leaves what takes long to another thread, once there is much', async () => {
    const catalog = newCatalog()
    const asked: string[] = []
    const elsewhere = async (statements: string) => {
      asked.push(statements)
      catalog.db.exec(statements)
    }
    const fill = (files: number) => async () =>
      catalog.transaction(() => {
        for (let index = 0; index < files; index++) catalog.put(row(`/a/${'n'.repeat(80)}${index}`))
      })
    await withIndexesLast(catalog.db, elsewhere, fill(10))
    expect(asked).to.deep.equal([])
    catalog.db.exec('DELETE FROM files')
    await withIndexesLast(catalog.db, elsewhere, fill(25_000))
    expect(asked).to.have.lengthOf(1)
    expect(catalog.totals().files).to.equal(25_000)
  })

  it('brings its log to the disk when it is told to, and not before', async () => {
    const catalog = newCatalog()
    const bytes = () => statSync(catalog.file).size
    await withoutWaiting(catalog.db, async () => {
      const before = bytes()
      catalog.transaction(() => {
        for (let index = 0; index < 2000; index++) catalog.put(row(`/a/${index}`))
      })
      expect(bytes()).to.equal(before)
      await checkpoint(hereFor(catalog))
      expect(bytes()).to.be.greaterThan(before + 100_000)
    })
  })

  it('waits for the disk again after work that need not', async () => {
    const catalog = newCatalog()
    const synchronous = () => catalog.db.query('PRAGMA synchronous').get()
    expect(synchronous()).to.deep.equal([2n])
    await withoutWaiting(catalog.db, async () => expect(synchronous()).to.deep.equal([1n]))
    expect(synchronous()).to.deep.equal([2n])
  })

  it('remembers trees and who was crawled, inner roots included', async () => {
    const catalog = newCatalog()
    const tree = {path: raw('/a'), crawledMs: 5, algorithm: 'blake3', files: 1, bytes: 3, errors: 0}
    catalog.putTree(tree)
    catalog.putTree({...tree, path: raw('/b'), crawledMs: undefined, algorithm: undefined})
    expect(catalog.tree(raw('/a'))).to.deep.equal(tree)
    expect(catalog.trees().map(({path}) => path)).to.deep.equal(['/a', '/b'])
    expect(wasCrawled(catalog, raw('/a/inner'))).to.equal(true)
    expect((await refusal('NOT_CRAWLED', () => assertCrawled(catalog, raw('/b')))).hint).to.include(
      'crawl /b',
    )
  })

  it('relocates a tree with all that it knows of it: rows, trees, volumes, copies, our own files', () => {
    const catalog = newCatalog()
    catalog.put(row('/old/a/x'))
    catalog.put(row('/older/x'))
    catalog.putTree({path: raw('/old'), crawledMs: 5, algorithm: 'blake3', files: 1, bytes: 3, errors: 0})
    catalog.recordOwn(raw('/old/index.json'), 'abc')
    const volumes = new Volumes(catalog.db)
    volumes.put(volumeRow({archive: raw('/old'), path: raw('/old/MS-0001')}))
    expect(relocate(catalog, raw('/old'), raw('/mnt/new'))).to.equal(1)
    expect(paths(catalog.all())).to.deep.equal(['/mnt/new/a/x', '/older/x'])
    expect(catalog.trees().map(({path}) => path)).to.deep.equal(['/mnt/new'])
    expect(catalog.ownHash(raw('/mnt/new/index.json'))).to.equal('abc')
    expect(catalog.archiveRoots()).to.deep.equal(['/mnt/new'])
    expect(volumes.of(raw('/mnt/new'))[0]?.path).to.equal('/mnt/new/MS-0001')
    catalog.put(row('/old/a/y'))
    expect(catalog.directoriesUnder(raw('/old'))).to.deep.equal(['/old/a'])
  })

  it('keeps volumes as they were put, and knows which have enough verified copies', () => {
    const catalog = newCatalog()
    const volumes = new Volumes(catalog.db)
    const one = volumeRow({id: 'MS-0001', folders: ['2019/\xff' as RawPath], own: {'bagit.txt': 'aa'}})
    volumes.put(volumeRow({id: 'MS-0002'}))
    volumes.put(one)
    expect(volumes.of(one.archive).map(({id}) => id)).to.deep.equal(['MS-0001', 'MS-0002'])
    expect(volumes.all()[0]).to.deep.equal(one)
    const copy = catalog.db.query('INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?, 0)')
    for (const [name, state] of [
      ['a', 'verified'],
      ['b', 'audited'],
      ['c', 'burned'],
    ] as const) {
      copy.run(Buffer.from(one.archive), one.id, name, state, null, 0)
    }
    expect(volumes.safe(2).map(({id}) => id)).to.deep.equal(['MS-0001'])
    expect(volumes.safe(3)).to.deep.equal([])
  })
})

const raw2 = (text: string) => text as RawPath

describe('a scratch copy of the catalog', () => {
  it('begins as the catalog is, and leaves it and its directory as they were', () => {
    const file = `${scratch()}/catalog.db`
    const original = Catalog.open(file, 'write')
    original.put(row('/a/x'))
    original.close()
    const before = readFileSync(file)
    const copy = Catalog.open(file, 'scratch')
    expect(paths(copy.all())).to.deep.equal(['/a/x'])
    copy.put(row('/a/y'))
    copy.remove(raw('/a/x'))
    copy.close()
    expect(readFileSync(file).equals(before)).to.equal(true)
    const again = Catalog.open(file, 'read')
    expect(paths(again.all())).to.deep.equal(['/a/x'])
    again.close()
  })

  it('is empty where there is no catalog, and makes none', async () => {
    const file = `${scratch()}/catalog.db`
    const copy = Catalog.open(file, 'scratch')
    copy.put(row('/a/x'))
    copy.close()
    await refusal('NO_CATALOG', () => Catalog.open(file, 'read'))
  })

  it('can be taken while another command writes', () => {
    const catalog = newCatalog()
    catalog.put(row('/a/x'))
    const copy = Catalog.open(catalog.file, 'scratch')
    expect(paths(copy.all())).to.deep.equal(['/a/x'])
    copy.close()
  })
})
