import {execFileSync} from 'node:child_process'
import {lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {expect} from 'chai'
import type {Catalog} from '../../src/catalog/catalog.ts'
import {HashPool} from '../../src/hash/pool.ts'
import {Workers} from '../../src/hash/workers.ts'
import {isWithin, join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import {blake3, crawlTrees, indexOf, newCatalog, raw, row, scratchPath, write} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'

/** Other content of the same length, under the same mtime. */
function damage(path: RawPath, content: string): void {
  const {atime, mtime} = lstatSync(toBytes(path))
  writeFileSync(toBytes(path), content)
  utimesSync(toBytes(path), atime, mtime)
}

/** A file with a time that `utimes` can restore. */
function dated(root: RawPath, relative: string, content: string): RawPath {
  const path = write(root, relative, content)
  utimesSync(toBytes(path), 1_500_000_000, 1_500_000_000)
  return path
}

const inMaster = (master: RawPath) => (path: RawPath) => isWithin(path, master)

describe('a crawl', () => {
  let catalog: Catalog
  let root: RawPath
  beforeEach(() => {
    catalog = newCatalog()
    root = scratchPath()
  })

  it('indexes every file by path, hash and size, odd names too', async () => {
    const odd = 'a\xff\n"\\,b' as RawPath
    write(root, odd, 'odd')
    write(root, 'd/x', 'abc')
    write(root, 'd/empty', '')
    const report = await crawlTrees(catalog, [root])
    expect(report).to.deep.include({damaged: [], changed: [], errors: [], interrupted: false})
    expect(report.roots[0]).to.deep.include({state: 'crawled', files: 3, bytes: 6, hashed: 3, unchanged: 0})
    expect(indexOf(catalog, root)).to.deep.equal({
      [odd]: blake3('odd'),
      'd/x': blake3('abc'),
      'd/empty': blake3(''),
    })
    expect(catalog.tree(root)).to.deep.include({files: 3, bytes: 6, errors: 0, algorithm: 'blake3'})
  })

  it('reads nothing again that is as it was, unless told to', async () => {
    write(root, 'x', 'abc')
    await crawlTrees(catalog, [root])
    expect((await crawlTrees(catalog, [root])).roots[0]).to.include({hashed: 0, unchanged: 1})
    expect((await crawlTrees(catalog, [root], {rehash: true})).roots[0]).to.include({hashed: 1, unchanged: 0})
  })

  it('reads all of many small files and of large ones, whoever reads them, and nothing of it again', async function () {
    this.timeout(60_000)
    const places = ['a', 'b', 'c', 'b/d'].flatMap((directory) =>
      Array.from({length: 700}, (_, number) => `${directory}/${number}`),
    )
    for (const place of places) write(root, place, place)
    const large = write(root, 'b/large', Buffer.alloc(3_000_000, 'x'))
    const report = await crawlTrees(catalog, [root])
    expect(report.roots[0]).to.include({files: 2801, hashed: 2801, unchanged: 0})
    const index = indexOf(catalog, root)
    for (const place of places) expect(index[place], place).to.equal(blake3(place))
    expect(catalog.get(large)?.hash).to.equal(blake3(Buffer.alloc(3_000_000, 'x')))
    const again = await crawlTrees(catalog, [root])
    expect(again.roots[0]).to.include({files: 2801, hashed: 0, unchanged: 2801})
  })

  it('reads what changed in a directory of which the rest is as it was, names beyond UTF-8 too', async () => {
    for (const name of ['kept', 'b\xff', 'c\xfe']) write(root, name as RawPath, name)
    await crawlTrees(catalog, [root])
    renameSync(toBytes(join(root, 'b\xff' as RawPath)), toBytes(join(root, 'b\xfd' as RawPath)))
    const report = await crawlTrees(catalog, [root], {changeBy: ['size', 'mtime', 'inode']})
    expect(report.roots[0]).to.include({hashed: 1, unchanged: 2, removed: 1})
    expect(Object.keys(indexOf(catalog, root)).sort()).to.deep.equal(['b\xfd', 'c\xfe', 'kept'])
  })

  it('takes over what was modified, moved and removed', async () => {
    write(root, 'modified', 'abc')
    write(root, 'd/removed', 'abc')
    const moved = write(root, 'moved', 'moved')
    await crawlTrees(catalog, [root])
    write(root, 'modified', 'longer')
    rmSync(toBytes(join(root, raw('d'))), {recursive: true})
    renameSync(toBytes(moved), toBytes(join(root, raw('elsewhere'))))
    const report = await crawlTrees(catalog, [root])
    expect(report.changed).to.deep.equal([])
    expect(report.roots[0]).to.include({removed: 2, hashed: 2})
    expect(indexOf(catalog, root)).to.deep.equal({modified: blake3('longer'), elsewhere: blake3('moved')})
  })

  it('forgets a file in whose place a link or a directory is', async () => {
    write(root, 'keep', 'abc')
    for (const name of ['link', 'directory']) write(root, name, 'abc')
    await crawlTrees(catalog, [root])
    for (const name of ['link', 'directory']) rmSync(toBytes(join(root, raw(name))))
    symlinkSync('keep', toBytes(join(root, raw('link'))))
    mkdirSync(toBytes(join(root, raw('directory'))))
    await crawlTrees(catalog, [root])
    expect(Object.keys(indexOf(catalog, root))).to.deep.equal(['keep'])
  })

  it('calls damaged what has another content at the same size and time, and keeps the old hash', async () => {
    const path = dated(root, 'x', 'abc')
    await crawlTrees(catalog, [root])
    damage(path, 'abd')
    for (const time of ['first', 'second']) {
      const {damaged} = await crawlTrees(catalog, [root])
      expect(damaged, time).to.deep.equal([{path, was: blake3('abc'), is: blake3('abd')}])
    }
    expect(indexOf(catalog, root)).to.deep.equal({x: blake3('abc')})
  })

  it('sees no damage where ctime and inode are not asked, as told by --change-by', async () => {
    dated(root, 'x', 'abc')
    await crawlTrees(catalog, [root])
    damage(join(root, raw('x')), 'abd')
    const {damaged, roots} = await crawlTrees(catalog, [root], {changeBy: ['size', 'mtime']})
    expect(damaged).to.deep.equal([])
    expect(roots[0]).to.include({unchanged: 1})
  })

  it('reports what changed in a master each time, and takes none of it over', async () => {
    write(root, 'modified', 'abc')
    const removed = write(root, 'd/removed', 'abc')
    await crawlTrees(catalog, [root], {isMaster: inMaster(root)})
    const before = indexOf(catalog, root)
    write(root, 'modified', 'longer')
    rmSync(toBytes(removed))
    const fresh = write(root, 'new', 'new')
    for (const time of ['first', 'second']) {
      const {changed, roots} = await crawlTrees(catalog, [root], {isMaster: inMaster(root)})
      expect(changed, time).to.have.deep.members([
        {path: join(root, raw('modified')), change: 'modified'},
        {path: removed, change: 'removed'},
      ])
      expect(roots[0]?.removed).to.equal(0)
    }
    expect(indexOf(catalog, root)).to.deep.equal({...before, new: blake3('new')})
    expect(catalog.get(fresh)?.size).to.equal(3)
  })

  it('takes over no change of a file of a master whose content it never read', async () => {
    const path = write(root, 'modified', 'abc')
    await crawlTrees(catalog, [root], {isMaster: inMaster(root), candidates: true})
    write(root, 'modified', 'longer')
    for (const candidates of [true, false, true]) {
      const {changed} = await crawlTrees(catalog, [root], {isMaster: inMaster(root), candidates})
      expect(changed).to.deep.equal([{path, change: 'modified'}])
      expect(catalog.get(path)).to.include({size: 3, hash: undefined})
    }
  })

  it('forgets what counts as junk by now; of a master it calls nothing removed that is there', async () => {
    const places = ['MISC/AUTPRINT.MRK', 'DCIM/.thumbnails/1.jpg']
    const indexed = () => places.filter((place) => catalog.get(join(root, raw(place))))
    for (const place of [...places, 'DCIM/100CANON/IMG_0001.JPG']) {
      catalog.put(row(write(root, place, 'abc')))
    }
    const report = await crawlTrees(catalog, [root], {isMaster: inMaster(root)})
    expect(report.changed).to.deep.equal([])
    expect(indexed()).to.deep.equal(places)
    expect((await crawlTrees(catalog, [root])).roots[0]).to.include({files: 1, removed: 0})
    expect(indexed()).to.deep.equal([])
  })

  it('guards a master that lies inside another tree', async () => {
    const master = join(root, raw('master'))
    const guarded = write(root, 'master/d/x', 'abc')
    write(root, 'x', 'abc')
    await crawlTrees(catalog, [root], {isMaster: inMaster(master)})
    rmSync(toBytes(join(master, raw('d'))), {recursive: true})
    const {changed} = await crawlTrees(catalog, [root], {isMaster: inMaster(master)})
    expect(changed).to.deep.equal([{path: guarded, change: 'removed'}])
    expect(catalog.get(guarded)?.hash).to.equal(blake3('abc'))
  })

  it('takes a touched file of a master whose content is the same for unchanged', async () => {
    const path = write(root, 'x', 'abc')
    await crawlTrees(catalog, [root], {isMaster: inMaster(root)})
    utimesSync(toBytes(path), 1, 1)
    expect((await crawlTrees(catalog, [root], {isMaster: inMaster(root)})).changed).to.deep.equal([])
    expect((await crawlTrees(catalog, [root], {isMaster: inMaster(root)})).roots[0]).to.include({
      unchanged: 1,
    })
  })

  it('leaves a fresh tree alone, unless forced, hashed otherwise, or not whole', async () => {
    write(root, 'x', 'abc')
    await crawlTrees(catalog, [root], {now: () => 1000})
    write(root, 'y', 'abc')
    const again = (more: object) => crawlTrees(catalog, [root], {maxAgeMs: 500, now: () => 1400, ...more})
    expect((await again({})).roots[0]).to.deep.include({state: 'fresh', files: 1, bytes: 3, hashed: 0})
    expect((await again({now: () => 1500})).roots[0]).to.include({state: 'crawled', hashed: 1})
    const tree = catalog.tree(root)
    if (!tree) throw new Error('the tree is unknown')
    for (const changed of [{algorithm: 'sha256'}, {errors: 1}, {crawledMs: undefined}]) {
      catalog.putTree({...tree, crawledMs: 1000, ...changed})
      expect((await again({})).roots[0]?.state, JSON.stringify(changed)).to.equal('crawled')
    }
    expect((await again({force: true})).roots[0]?.state).to.equal('crawled')
  })

  it('with candidates reads only files of one size, and the next plain crawl completes it', async () => {
    write(root, 'a', 'abc')
    write(root, 'b', 'abd')
    write(root, 'unique', 'abcdef')
    write(root, 'empty1', '')
    write(root, 'empty2', '')
    const {roots} = await crawlTrees(catalog, [root], {candidates: true, now: () => 1000})
    expect(roots[0]).to.include({files: 5, hashed: 2})
    expect(indexOf(catalog, root)).to.include({a: blake3('abc'), unique: undefined, empty1: undefined})
    const next = await crawlTrees(catalog, [root], {maxAgeMs: 500, now: () => 1001})
    expect(next.roots[0]).to.include({state: 'crawled', unchanged: 2, hashed: 3})
    expect(indexOf(catalog, root).unique).to.equal(blake3('abcdef'))
  })

  it('hashes a candidate whose size a file of another tree has', async () => {
    const other = scratchPath()
    write(root, 'a', 'abc')
    write(other, 'b', 'abd')
    const {roots} = await crawlTrees(catalog, [root, other], {candidates: true})
    expect(roots.map(({hashed}) => hashed)).to.deep.equal([1, 1])
  })

  it('with candidates reads whole only what begins alike, and what one of that size with a hash might be', async () => {
    const long = (start: string, end: string) => `${start}${'-'.repeat(20_000)}${end}`
    write(root, 'twin1', long('a', 'z'))
    write(root, 'twin2', long('a', 'z'))
    write(root, 'other end', long('a', 'y'))
    write(root, 'other start', long('b', 'z'))
    const {roots} = await crawlTrees(catalog, [root], {candidates: true})
    expect(roots[0]).to.include({files: 4, hashed: 3})
    expect(indexOf(catalog, root)).to.deep.equal({
      twin1: blake3(long('a', 'z')),
      twin2: blake3(long('a', 'z')),
      'other end': blake3(long('a', 'y')),
      'other start': undefined,
    })
    write(root, 'late', long('b', 'z'))
    await crawlTrees(catalog, [root], {candidates: true})
    expect(indexOf(catalog, root)).to.include({
      'other start': blake3(long('b', 'z')),
      late: blake3(long('b', 'z')),
    })
  })

  it('leaves out what patterns, plugins and we ourselves say, and forgets it', async () => {
    for (const file of ['x.jpg', 'x.raw', 'cache/y.jpg', 'index.json', '.../z.jpg', '.DS_Store'])
      write(root, file, file)
    await crawlTrees(catalog, [root])
    const {roots} = await crawlTrees(catalog, [root], {
      exclude: ['*.raw', '/cache/'],
      ownFiles: new Set([join(root, raw('index.json'))]),
      discover: async ({path}) => (path.endsWith('z.jpg') ? 'not wanted' : undefined),
    })
    expect(Object.keys(indexOf(catalog, root))).to.deep.equal(['x.jpg'])
    expect(roots[0]).to.include({files: 1, skipped: 4})
  })

  it('lists a file on which a plugin fails, and keeps what it knows of it', async () => {
    const path = write(root, 'x', 'abc')
    await crawlTrees(catalog, [root])
    const report = await crawlTrees(catalog, [root], {
      discover: async () => {
        throw new Error('no idea')
      },
    })
    expect(report.errors).to.deep.equal([{path, code: 'EUNKNOWN', message: 'no idea'}])
    expect(indexOf(catalog, root)).to.deep.equal({x: blake3('abc')})
    expect(catalog.tree(root)?.errors).to.equal(1)
  })

  it('finds the same with several threads', async () => {
    for (let index = 0; index < 300; index++) write(root, `d${index % 7}/f${index}`, `content ${index % 50}`)
    await crawlTrees(catalog, [root])
    const other = newCatalog()
    const hashes = new HashPool(new Workers(4))
    const {roots} = await crawlTrees(other, [root], {hashes})
    await hashes.workers.close()
    expect(roots[0]).to.include({files: 300, hashed: 300})
    expect(indexOf(other, root)).to.deep.equal(indexOf(catalog, root))
  })

  it("that is interrupted forgets nothing, says so, and is not the tree's last", async () => {
    write(root, 'gone', 'abc')
    for (let index = 0; index < 50; index++) write(root, `d${index}/x`, 'x')
    await crawlTrees(catalog, [root], {now: () => 1000})
    rmSync(toBytes(join(root, raw('d7'))), {recursive: true})
    const report = await crawlTrees(catalog, [root], {signal: AbortSignal.abort(), now: () => 2000})
    expect(report.interrupted).to.equal(true)
    expect(catalog.get(join(root, raw('d7/x')))?.size).to.equal(1)
    expect(catalog.tree(root)?.crawledMs).to.equal(1000)
  })

  it('ends in the error of a hash that can not be computed, also for full batches alone', async () => {
    for (let index = 0; index < 128; index++) write(root, `f${index}`, 'x')
    const hashes = new HashPool(new Workers(1), {
      name: 'none',
      module: 'file:///nonexistent/none.mjs',
      export: 'create',
      digestBytes: 8,
    })
    await refusal('HASH_MODULE', () => crawlTrees(catalog, [root], {hashes}))
    await hashes.workers.close()
    expect(catalog.tree(root)).to.equal(undefined)
  })

  it('puts a row online again whose file is back, unchanged as it looks', async () => {
    const path = write(root, 'x', 'abc')
    await crawlTrees(catalog, [root])
    const indexed = catalog.get(path)
    if (!indexed) throw new Error('it was not indexed')
    catalog.put({...indexed, offline: true})
    await crawlTrees(catalog, [root])
    expect(catalog.get(path)?.offline).to.equal(false)
  })

  it('keeps rows of volumes that are not here', async () => {
    write(root, 'x', 'abc')
    const offline = row(join(root, raw('MS-0001/data/y')), {offline: true})
    catalog.put(offline)
    await crawlTrees(catalog, [root], {isMaster: inMaster(root)})
    expect(catalog.get(offline.path)).to.deep.equal(offline)
  })
})

describe('a tree that vanished', () => {
  let catalog: Catalog
  let root: RawPath
  let tree: RawPath
  beforeEach(async () => {
    catalog = newCatalog()
    root = scratchPath()
    tree = join(root, raw('tree'))
    write(tree, 'd/x', 'abc')
    await crawlTrees(catalog, [tree])
    rmSync(toBytes(tree), {recursive: true})
  })
  const held = () => Object.keys(indexOf(catalog, tree)).length

  it('is refused, missing, empty or another one, and nothing is forgotten', async () => {
    const {hint} = await refusal('TREE_VANISHED', () => crawlTrees(catalog, [tree]))
    expect(hint).to.include('--accept-tree')
    mkdirSync(toBytes(tree))
    await refusal('TREE_VANISHED', () => crawlTrees(catalog, [tree]))
    write(tree, 'other/y', 'abc')
    await refusal('TREE_VANISHED', () => crawlTrees(catalog, [tree]))
    expect(held()).to.equal(1)
  })

  it('stops the crawl of others, too, before anything is read', async () => {
    const other = join(root, raw('other'))
    write(other, 'x', 'abc')
    await refusal('TREE_VANISHED', () => crawlTrees(catalog, [other, tree]))
    expect(indexOf(catalog, other)).to.deep.equal({})
  })

  it('is forgotten where that is meant, empty or missing', async () => {
    const {roots} = await crawlTrees(catalog, [tree], {acceptedTrees: [tree]})
    expect(roots[0]).to.include({files: 0, removed: 1})
    expect(held()).to.equal(0)
  })

  it('that was never known is a missing directory', async () => {
    await refusal('MISSING_ROOT', () => crawlTrees(catalog, [join(root, raw('none'))]))
    const file = write(root, 'file', 'x')
    await refusal('NOT_A_DIRECTORY', () => crawlTrees(catalog, [file]))
  })
})

describe('a directory that can not be read', () => {
  it('is listed under errors, and keeps its rows and those below it', async () => {
    const [catalog, root] = [newCatalog(), scratchPath()]
    write(root, 'x', 'x')
    const deep = makeTooDeep(root)
    const rows = [row(join(deep, raw('a'))), row(join(deep, raw('d/b')))]
    for (const file of rows) catalog.put(file)
    const {errors, roots} = await crawlTrees(catalog, [root])
    const removed = rows.filter(({path}) => !catalog.get(path))
    execFileSync('rm', ['-rf', join(root, raw('deep'))])
    expect(errors.map(({path, code}) => ({path, code}))).to.deep.equal([{path: deep, code: 'ENAMETOOLONG'}])
    expect(removed).to.deep.equal([])
    expect(roots[0]).to.include({files: 1, removed: 0})
    expect(catalog.tree(root)?.errors).to.equal(1)
  })
})

/** Directories until the path is longer than a system call takes (4,096 bytes): nobody, root included, reads the last. */
function makeTooDeep(root: RawPath): RawPath {
  const name = 'n'.repeat(250)
  const levels = Math.ceil((4096 - root.length - 5) / (name.length + 1))
  const script = 'mkdir deep && cd deep && for i in $(seq $1); do mkdir $2 && cd -P ./$2 || exit 1; done'
  execFileSync('bash', ['-c', script, 'bash', String(levels), name], {cwd: root})
  return join(root, raw('deep'), ...Array.from({length: levels}, () => raw(name)))
}
