import {linkSync, rmSync, symlinkSync} from 'node:fs'
import {expect} from 'chai'
import type {Catalog} from '../../src/catalog/catalog.ts'
import {isWithin, join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import {checkWipe, NOT_HELD_CODES, type WipeOptions} from '../../src/status/safe-to-wipe.ts'
import {showTree, sumTree} from '../../src/status/tree-status.ts'
import {wayOut} from '../../src/status/wipe-report.ts'
import {crawlTrees, hashes, newCatalog, raw, row, scratchPath, write} from '../support/indexed.ts'

describe('the status of a tree', () => {
  it('sums up what is archived, on media, redundant, and what is not', () => {
    const catalog = newCatalog()
    const [one, two, three] = ['11', '22', '33'].map((pair) => pair.repeat(32))
    const put = (path: string, hash: string | undefined, size: number, more = {}) =>
      catalog.put(row(path, {hash, size, algorithm: hash && 'blake3', ...more}))
    put('/tree/held', one, 10)
    put('/tree/again', one, 10)
    put('/tree/only', two, 20, {told: true})
    put('/tree/pending', undefined, 40)
    put('/tree/empty', three, 0)
    put('/archive/MS-1/data/x', one, 10, {offline: true})
    put('/archive/MS-1/data/empty', three, 0)
    const scope = {
      catalog,
      against: [raw('/archive')],
      onMedia: {isEmpty: false, holds: (path: RawPath) => isWithin(path, raw('/archive/MS-1'))},
    }
    expect(sumTree(scope, raw('/tree'))).to.deep.equal({
      total: {files: 5, bytes: 80},
      archived: {files: 2, bytes: 20},
      unarchived: {files: 3, bytes: 60},
      onMedia: {files: 2, bytes: 20},
      redundant: {files: 2, bytes: 20},
      told: {files: 1, bytes: 20},
    })
    expect([...showTree(scope, raw('/tree'), 'unarchived')]).to.deep.equal([
      '/tree/empty',
      '/tree/only',
      '/tree/pending',
    ])
    expect(
      sumTree({...scope, onMedia: {isEmpty: true, holds: () => false}}, raw('/tree')).onMedia.files,
    ).to.equal(0)
  })
})

describe('safe to wipe', () => {
  let catalog: Catalog
  let card: RawPath
  let library: RawPath
  beforeEach(async () => {
    const root = scratchPath()
    ;[catalog, card, library] = [newCatalog(), join(root, raw('card')), join(root, raw('library'))]
    write(card, 'DCIM/1.jpg', 'one')
    write(card, 'DCIM/.DS_Store', 'junk')
    write(card, '.Trashes/2.jpg', 'trash')
    write(card, 'empty', '')
    write(library, '2019/a.jpg', 'one')
    await crawlTrees(catalog, [library])
  })
  const check = (more: Partial<WipeOptions> = {}) =>
    checkWipe({
      catalog,
      directory: card,
      holders: [library],
      hashes,
      proof: hashes,
      sameDevice: true,
      ...more,
    })
  const reasons = async (more: Partial<WipeOptions> = {}) =>
    (await check(more)).notHeld.map(({reason}) => reason)

  it('is a directory whose every content is held; junk and empty files are listed and block nothing', async () => {
    const {safe, files, bytes, junk, notHeld} = await check()
    expect({safe, files, bytes, notHeld}).to.deep.equal({safe: true, files: 1, bytes: 3, notHeld: []})
    expect(junk.map((path) => path.slice(card.length)).sort()).to.deep.equal([
      '/.Trashes',
      '/DCIM/.DS_Store',
      '/empty',
    ])
  })

  it('is not one whose holder lies on the same device, unless that is said to count', async () => {
    expect((await reasons({sameDevice: false}))[0]).to.include('--same-device')
  })

  it('is not one with a file that nothing holds, or with a link', async () => {
    write(card, 'DCIM/2.jpg', 'two')
    symlinkSync('2.jpg', toBytes(join(card, raw('DCIM/link'))))
    const {safe, notHeld} = await check()
    expect(safe).to.equal(false)
    expect(notHeld.map(({path}) => path.slice(card.length)).sort()).to.deep.equal([
      '/DCIM/2.jpg',
      '/DCIM/link',
    ])
  })

  it('believes no index: a holder that changed, or is gone, holds nothing', async () => {
    write(library, '2019/a.jpg', 'ONE')
    expect((await reasons())[0]).to.include('another content now')
    rmSync(toBytes(join(library, raw('2019/a.jpg'))))
    expect((await reasons())[0]).to.include('could not be read')
  })

  it('takes one good holder of several', async () => {
    write(library, '2019/b.jpg', 'one')
    await crawlTrees(catalog, [library])
    write(library, '2019/a.jpg', 'ONE')
    expect((await check()).safe).to.equal(true)
  })

  it('takes no other name of the very same file, nothing offline, nothing outside the holders, nothing in itself', async () => {
    const held = join(library, raw('2019/a.jpg'))
    rmSync(toBytes(held))
    linkSync(toBytes(join(card, raw('DCIM/1.jpg'))), toBytes(held))
    await crawlTrees(catalog, [library])
    expect(await reasons()).to.deep.equal(['its holder is the very same file'])
    const indexed = catalog.get(held)
    if (!indexed) throw new Error('it was not indexed')
    catalog.put({...indexed, offline: true})
    expect((await reasons())[0]).to.include('only a volume')
    expect((await reasons({holders: []}))[0]).to.include('neither the library nor a master')
    await crawlTrees(catalog, [card])
    expect((await reasons({holders: [card]}))[0]).to.include('neither the library nor a master')
  })

  it('tells of the holder that is nearest to holding it, and what to do about each reason', async () => {
    const offline = write(library, '2019/b.jpg', 'one')
    await crawlTrees(catalog, [library])
    const indexed = catalog.get(offline)
    if (!indexed) throw new Error('it was not indexed')
    catalog.put({...indexed, offline: true})
    const {notHeld} = await check({sameDevice: false})
    expect(notHeld.map(({code}) => code)).to.deep.equal(['same-device'])
    const wiped = {directory: card, library}
    const nothing = wayOut(wiped, {...(await check()), notHeld: [], errors: []})
    for (const code of NOT_HELD_CODES) {
      const lines = wayOut(wiped, {...(await check()), notHeld: [{path: card, code, reason: ''}]})
      expect(lines.length, code).to.be.greaterThan(nothing.length)
    }
    const unreadable = {path: card, code: 'EACCES', message: ''}
    expect(wayOut(wiped, {...(await check()), errors: [unreadable]}).join()).to.include('make it readable')
  })

  it('may ask for verified copies instead', async () => {
    expect((await check({onMedia: () => true})).safe).to.equal(true)
    expect(await reasons({onMedia: () => false})).to.deep.equal(['too few verified copies elsewhere hold it'])
  })

  it('is nothing that is not there', async () => {
    const {safe, errors} = await check({directory: join(card, raw('none'))})
    expect(safe).to.equal(false)
    expect(errors[0]?.code).to.equal('ENOENT')
  })
})
