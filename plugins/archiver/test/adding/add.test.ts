/** Discs and folders that were made without the program, as they come in. */
import {copyFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {
  Copies,
  excluder,
  fromText,
  type Host,
  join as joinRaw,
  type RawPath,
  toBytes,
  toText,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {Catalog} from '../../../../src/catalog/catalog.ts'
import {HashPool} from '../../../../src/hash/pool.ts'
import {Workers} from '../../../../src/hash/workers.ts'
import {type Added, addVolume} from '../../src/adding/add.ts'
import {chooseId} from '../../src/adding/choose-id.ts'
import {indexable} from '../../src/adding/listed.ts'
import {readMedium} from '../../src/adding/read.ts'
import {Unread} from '../../src/adding/unread.ts'
import {filesOf, payloadOf} from '../../src/contents.ts'
import {genisoimage, needs, plant} from '../imaging/tools.ts'
import {blake3, refusal} from '../importing/world.ts'
import {Scratch} from '../scratch.ts'

const TREE = {
  'a.jpg': 'first',
  'data/b.jpg': 'second',
  'deep/er/c.mov': 'c'.repeat(300_000),
  empty: '',
  '.DS_Store': 'junk',
  'deep/Thumbs.db': 'junk',
  '@eaDir/a.jpg': 'junk',
  'node/left.out': 'excluded',
}
const COMING = ['a.jpg', 'data/b.jpg', 'deep/er/c.mov', 'empty']

describe('a disc that was made without the program', () => {
  let scratch: Scratch
  let catalog: Catalog
  const hashes = new HashPool(new Workers(1))
  after(() => hashes.workers.close())
  const at = (...names: string[]) => join(scratch.path, ...names)
  const raw = (...names: string[]) => fromText(at(...names))
  beforeEach(() => {
    scratch = new Scratch()
    catalog = Catalog.open(at('catalog.db'), 'write')
    plant(at('disc'), TREE)
  })
  afterEach(() => {
    catalog.close()
    scratch.remove()
  })

  const progress = {add() {}, end() {}, total() {}, errors() {}}
  async function add(
    source: string,
    more: {id?: string; archive?: string; copy?: string; signal?: AbortSignal} = {},
  ): Promise<Added> {
    const {id = 'OLD', archive = 'arch', copy = 'a', signal = new AbortController().signal} = more
    const settings = {threads: 1, exclude: ['node/']}
    const reporter = {progress: () => progress}
    const host = {settings, signal, reporter, hashPool: async () => hashes} as unknown as Host
    const medium = await readMedium(host, raw(source))
    try {
      const where = 'attic'
      const what = {host, catalog, medium, source: raw(source), archive: raw(archive)}
      return await addVolume({...what, id, copy, where, target: undefined})
    } finally {
      await medium.close()
    }
  }
  const pathsIn = (volume: VolumeRow) =>
    [...filesOf(catalog, volume)].map(({path}) => toText(path.slice(payloadOf(volume).length + 1) as RawPath))
  const knowsNothing = () => {
    expect(catalog.totals().files).to.equal(0)
    expect(new Volumes(catalog.db).all()).to.deep.equal([])
    expect(new Copies(catalog.db).events.all()).to.deep.equal([])
  }

  it('comes in from a directory as it does from an image: read, offline, with one copy that is burned', async function () {
    needs(this, 'genisoimage')
    genisoimage(at('old.iso'), at('disc'))
    symlinkSync('a.jpg', at('disc', 'link'))
    for (const [source, id, archive] of [
      ['disc', 'OLD-1', 'arch'],
      ['old.iso', 'OLD-2', 'other'],
    ] as const) {
      const {volume, change, errors, ...added} = await add(source, {id, archive})
      expect(errors).to.deep.equal([])
      expect(pathsIn(volume)).to.have.members(COMING)
      expect(volume).to.deep.include({id, files: 4, payloadBytes: 300_011, medium: 'foreign', own: {}})
      expect(volume.folders).to.deep.equal(['', 'data', 'deep/er'])
      expect(added.held.files, 'in each archive by itself').to.equal(0)
      expect(change).to.include({volumeFrom: 'unburned', volumeState: 'burned'})
      const file = catalog.get(joinRaw(payloadOf(volume), 'data/b.jpg' as RawPath))
      expect(file)
        .to.include({hash: blake3('second'), algorithm: 'blake3', offline: true})
        .and.not.have.property('told')
      const copies = new Copies(catalog.db)
      expect(copies.of(volume)).to.have.length(1)
      expect(copies.get(volume, 'a')).to.include({state: 'burned', where: 'attic', adopted: false})
      expect(new Volumes(catalog.db).safe(1), 'one reading compares nothing').to.deep.equal([])
    }
  })

  it('keeps the bytes of its names', async () => {
    writeFileSync(toBytes(joinRaw(raw('disc'), '\xff.jpg' as RawPath)), 'x')
    const {volume} = await add('disc')
    expect(catalog.get(joinRaw(payloadOf(volume), '\xff.jpg' as RawPath))?.hash).to.equal(blake3('x'))
  })

  it('that was cut comes in as far as it can be read, and the rest is listed', async function () {
    needs(this, 'genisoimage')
    const size = 2_000_000
    plant(at('big'), {'a.bin': Buffer.alloc(size, 1), 'b.bin': Buffer.alloc(size, 2)})
    genisoimage(at('cut.iso'), at('big'))
    truncateSync(at('cut.iso'), size + 900_000)
    const {volume, errors} = await add('cut.iso')
    expect(pathsIn(volume)).to.deep.equal(['a.bin'])
    expect(errors.map(({path, code}) => [path, code])).to.deep.equal([[raw('cut.iso', 'b.bin'), 'CUT_SHORT']])
    truncateSync(at('cut.iso'), 600_000)
    expect(await refusal(add('cut.iso', {id: 'OTHER'}))).to.equal('NOTHING_READ')
    truncateSync(at('cut.iso'), 20_000)
    expect(await refusal(add('cut.iso', {id: 'OTHER'}))).to.equal('NOT_AN_IMAGE')
    expect(new Volumes(catalog.db).all()).to.have.length(1)
  })

  it('that was not read whole is remembered so, until it was', async function () {
    needs(this, 'genisoimage')
    const size = 2_000_000
    plant(at('big'), {'a.bin': Buffer.alloc(size, 1), 'd/b.bin': Buffer.alloc(size, 2)})
    genisoimage(at('whole.iso'), at('big'))
    copyFileSync(at('whole.iso'), at('cut.iso'))
    truncateSync(at('cut.iso'), size + 900_000)
    const {volume} = await add('cut.iso')
    expect(volume.unread).to.deep.equal(['d/b.bin'])
    const copies = new Copies(catalog.db)
    copies.checked(volume, 'b', {result: 'ok', files: 1, damaged: []}, {by: 'verify'})
    expect(await refusal(add('cut.iso', {id: 'AGAIN'})), 'under another id').to.equal('VOLUME_KNOWN')
    expect(await refusal(add('disc')), 'another disc').to.equal('WRONG_DISC')
    expect((await add('cut.iso')).volume, 'no more of it')
      .to.include({files: 1})
      .and.to.deep.include({unread: ['d/b.bin']})
    expect(copies.get(volume, 'b').state).to.equal('verified')
    plant(at('big'), {'a.bin': Buffer.alloc(size, 3)})
    expect(await refusal(add('big'))).to.equal('CONTRADICTION')
    const {volume: whole, held} = await add('whole.iso')
    expect(whole)
      .to.include({files: 2, payloadBytes: 2 * size})
      .and.not.have.property('unread')
    expect([new Volumes(catalog.db).all(), held.files]).to.deep.equal([[{...whole, state: 'burned'}], 1])
    expect(
      copies.of(whole).map(({state}) => state),
      'what came in was compared with nothing',
    ).to.deep.equal(['burned', 'burned'])
  })

  it('is known by its files, whatever it is called the second time', async () => {
    await add('disc')
    expect(await refusal(add('disc', {id: 'OTHER'}))).to.equal('VOLUME_KNOWN')
    plant(at('disc'), {'more.jpg': 'more'})
    expect((await add('disc', {id: 'MORE'})).held.files, 'an empty file is nobody’s copy').to.equal(3)
  })

  it('is refused where there is nothing, and leaves nothing where it is interrupted', async () => {
    mkdirSync(at('none'))
    plant(at('junk'), {'.DS_Store': 'junk'})
    writeFileSync(at('text.iso'), 'no image')
    writeFileSync(at('empty.iso'), '')
    for (const [source, code] of [
      ['none', 'EMPTY_SOURCE'],
      ['junk', 'EMPTY_SOURCE'],
      ['text.iso', 'NOT_AN_IMAGE'],
      ['empty.iso', 'NOT_AN_IMAGE'],
      ['nowhere', 'NO_SOURCE'],
    ] as const) {
      expect(await refusal(add(source)), source).to.equal(code)
    }
    const signal = AbortSignal.abort()
    expect(await refusal(add('disc', {signal}))).to.equal('INTERRUPTED')
    knowsNothing()
  })

  it('does not come in below what the index knows otherwise', async () => {
    const path = joinRaw(raw('arch'), 'OLD/data/a.jpg' as RawPath)
    catalog.put({
      path,
      size: 9,
      mtimeNs: 1n,
      ctimeNs: 1n,
      inode: 1n,
      hash: blake3('x'),
      algorithm: 'blake3',
      original: undefined,
      offline: false,
    })
    expect(await refusal(add('disc'))).to.equal('ID_TAKEN')
    expect(new Volumes(catalog.db).all()).to.deep.equal([])
    expect(catalog.totals().files).to.equal(1)
  })
})

describe('what a disc is called', () => {
  const cut = {id: 'CUT-1', unread: [fromText('a.jpg')]} as unknown as VolumeRow
  const volumes = [...['MS-0003', 'DVD-0007'].map((id) => ({id}) as VolumeRow), cut]
  const scratch = new Scratch()
  after(() => scratch.remove())
  const choose = (id: string | undefined, label?: string) =>
    chooseId({id, label, archive: scratch.raw, volumes, source: fromText('/dev/sr0')})

  it('is what the user says, unless it is taken or can be no name', async () => {
    mkdirSync(join(scratch.path, 'DIR-1'))
    expect(await choose('Holiday_2009.b')).to.equal('Holiday_2009.b')
    expect(await choose('cut-1'), 'not all of it came in').to.equal('CUT-1')
    for (const [id, code] of [
      ['ms-0003', 'VOLUME_KNOWN'],
      ['DIR-1', 'ID_TAKEN'],
      ['', 'BAD_ID'],
      ['..', 'BAD_ID'],
      ['.mediastruct', 'BAD_ID'],
      ['a/b', 'BAD_ID'],
      ['index.json', 'BAD_ID'],
      ['x'.repeat(33), 'BAD_ID'],
      ['ü', 'BAD_ID'],
      [undefined, 'USAGE'],
    ] as const) {
      expect(await refusal(choose(id)), id).to.equal(code)
    }
  })

  it('is the next of a label', async () => {
    mkdirSync(join(scratch.path, 'dvd-0011'))
    expect(await choose(undefined, 'DVD')).to.equal('DVD-0012')
    expect(await choose(undefined, 'CD')).to.equal('CD-0001')
    expect(await refusal(choose(undefined, '../x'))).to.equal('BAD_LABEL')
  })
})

describe('what no reading could read', () => {
  const errors = (...paths: string[]) =>
    paths.map((path) => ({path: fromText(path), code: 'EIO', message: ''}))
  const paths = (...texts: string[]) => texts.map(fromText)

  it('goes once it was read, a directory with what lies in it; what was read once is no loss', () => {
    const unread = new Unread(fromText('/disc'), paths('', 'a/b', 'a/c.jpg', 'd'))
    unread.read(fromText('a/b/x.jpg'))
    const left = unread.after(errors('/disc/d/e', '/disc/known', '/disc/a'), (path) => path === 'known')
    expect(left).to.deep.equal(['a', 'a/c.jpg', 'd', 'd/e'])
  })

  it('is a directory still where only a part of it was read', () => {
    const unread = new Unread(fromText('/disc'), paths('a'))
    unread.read(fromText('a/x.jpg'))
    expect(unread.after(errors('/disc/a', '/disc'), () => false)).to.deep.equal(['', 'a'])
  })
})

describe('what of an image comes in', () => {
  const chosen = (paths: string[], ...exclude: string[]) => {
    const all = paths as RawPath[]
    return all.filter(indexable(all, excluder(exclude)))
  }

  it('is what a crawl would index: no junk, nothing below it, none of our own files', () => {
    const own = ['ours/bagit.txt', 'ours/volume-index.json']
    const paths = [
      'a',
      'b/._a',
      '.Trashes/1/x',
      'b/lost+found/y',
      '.mediastruct/j',
      'c.part',
      ...own,
      'ours/data/x',
    ]
    expect(chosen(paths)).to.deep.equal(['a', 'ours/data/x'])
  })

  it('is not what the config leaves out', () => {
    expect(chosen(['a.tmpx', 'x/a', 'cache/b', 'd/cache/c'], 'cache/', '*.tmpx', '/x/a')).to.deep.equal([])
    expect(chosen(['y/x/a'], '/x/a')).to.deep.equal(['y/x/a'])
  })
})
