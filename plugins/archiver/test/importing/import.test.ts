/** What a disc tells of itself and of its archive, in a catalog that has lost everything. */
import {createHash} from 'node:crypto'
import {cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {expect} from 'chai'
import {Copies, fromText, type VolumeRow, Volumes} from 'mediastruct'
import type {Catalog} from '../../../../src/catalog/catalog.ts'
import {writeArchiveIndex} from '../../src/archive-index.ts'
import {recordOf} from '../../src/contents.ts'
import {mayBeTaken} from '../../src/known-up-to.ts'
import {labelFacts} from '../../src/label/facts.ts'
import {blake3, IMAGE, refusal, World} from './world.ts'

const LATE = {
  ...{id: 'Z'.repeat(26), at: '2026-01-01T00:00:00.000Z', volume: 'MS-0001', copy: 'a'},
  ...{event: 'burned', state: 'burned', by: 'burn'},
}
const OK = {result: 'ok', files: 3, damaged: []} as const

describe('the index of a disc', () => {
  let world: World
  let before: Catalog
  let first: VolumeRow
  let second: VolumeRow

  /** MS-0001 is burned twice, MS-0002 is on the disc, MS-0003 is still being filled. */
  beforeEach(async () => {
    world = new World()
    before = world.catalog()
    const copies = new Copies(before.db)
    const parts = [{folder: fromText('2019/trip'), number: 1, of: 2}]
    first = await world.fill(
      before,
      'arch',
      'MS-0001',
      {'2019/trip/a.jpg': 'one', '2019/trip/ü.jpg': 'two'},
      {parts},
    )
    copies.burned(first, 'a', {by: 'burn', where: 'shelf 1'})
    copies.checked(first, 'a', OK, {by: 'burn'})
    copies.burned(first, 'bank', {by: 'mark', where: 'the bank'})
    second = await world.fill(before, 'arch', 'MS-0002', {'2020/b.jpg': 'three', '2020/c.jpg': ''})
    await world.fill(before, 'arch', 'MS-0003', {'2021/d.jpg': 'four'})
    await world.disc(before, first, 'disc-1')
    await world.disc(before, second, 'disc-2')
    copies.imaged(second, IMAGE, 'a')
  })
  afterEach(() => world.remove())

  const lose = (...names: string[]) => {
    for (const name of names) rmSync(world.at(name), {recursive: true, force: true})
  }
  const volumeIn = (catalog: Catalog, id: string) =>
    new Volumes(catalog.db).of(world.raw('arch')).find((volume) => volume.id === id)
  const untouched = async (catalog: Catalog, work: () => Promise<unknown>) => {
    const known = world.knows(catalog)
    const code = await refusal(work())
    expect(world.knows(catalog), code).to.deep.equal(known)
    return code
  }

  it('brings back all that it knew, as told and not as read', async () => {
    lose('arch')
    const after = world.catalog()
    const taken = await world.import(after, 'disc-2')
    expect(taken).to.deep.include({files: 5, known: 0, offline: 5, events: 4})
    const was = world.knows(before)
    const is = world.knows(after)
    expect(is.files).to.deep.equal(was.files.map((file) => ({...file, offline: true, told: true})))
    expect(is.files.map(({original}) => original)).to.include('/card/2019/trip/a.jpg')
    expect(is.copies[0]).to.deep.equal(was.copies[0]?.map((copy) => ({...copy, adopted: true})))
    for (const id of ['MS-0001', 'MS-0002', 'MS-0003']) {
      const {
        medium,
        capacityBytes,
        usedBytes,
        payloadBytes,
        files,
        folders,
        parts = [],
      } = volumeIn(before, id) ?? {}
      expect(volumeIn(after, id)).to.deep.include({
        ...{medium, capacityBytes, usedBytes, payloadBytes, files, folders},
        ...{own: {}, filledBy: [], ...(parts.length > 0 && {parts})},
      })
    }
    expect(is.volumes.map(({state}) => state)).to.deep.equal(['verified', 'burned', 'unburned'])
    expect(is.volumes.every(({told}) => typeof told === 'string')).to.equal(true)
    expect(new Volumes(after.db).safe(1), 'nothing of it is safe').to.deep.equal([])
    expect(new Volumes(after.db).released()).to.deep.equal([])
  })

  it('may be older than another disc, whose ids are not to be given again unawares', async () => {
    lose('arch/MS-0003')
    const after = world.catalog()
    const warning = () => mayBeTaken(after, world.raw('arch'), 'MS', 'MS-0004')
    expect(warning(), 'nothing is known').to.equal(undefined)
    await world.import(after, 'disc-1')
    expect(warning()).to.match(
      /up to MS-0003, from an index of \d{4}-\d\d-\d\d; a newer disc may bear MS-0004/,
    )
    expect(mayBeTaken(after, world.raw('arch'), 'X', 'X-0001'), 'another label').to.equal(undefined)
    const volumes = new Volumes(before.db).of(world.raw('arch'))
    await writeArchiveIndex(world.raw('arch'), volumes.map(recordOf), [])
    await world.import(after, 'arch')
    expect(warning(), 'the archive itself tells').to.equal(undefined)
    await world.import(after, 'disc-2')
    expect(warning()).to.equal(undefined)
    new Volumes(after.db).put({...first, id: 'MS-0004', path: world.raw('arch', 'MS-0004')})
    expect(warning(), 'numbered here').to.equal(undefined)
  })

  it('is the same whatever the order, and however often', async () => {
    lose('arch')
    const [one, other] = [world.catalog(), world.catalog()]
    await world.import(one, 'disc-2')
    await world.import(one, 'disc-1')
    const all = world.knows(one)
    for (const disc of ['disc-1', 'disc-2', 'disc-1', 'disc-2']) await world.import(other, disc)
    expect(world.knows(other)).to.deep.equal(all)
    const again = await world.import(one, 'disc-2')
    expect(again).to.deep.include({files: 0, known: 5, offline: 0, events: 0})
    expect(again.volumes.map(({attitude}) => attitude)).to.deep.equal(['known', 'known', 'known'])
    expect(world.knows(one)).to.deep.equal(all)
  })

  it('of a volume that is given away brings back that volume, with its parts', async () => {
    await world.disc(before, first, 'gift', {archiveIndex: false})
    lose('arch')
    const after = world.catalog()
    await world.import(after, 'gift')
    const {volumes, files} = world.knows(after)
    expect(volumes).to.have.length(1)
    expect(volumes[0]).to.deep.include({
      id: 'MS-0001',
      state: 'verified',
      capacityBytes: 777,
      parts: first.parts,
    })
    expect(files).to.have.length(2)
    await world.import(after, 'disc-2')
    expect(world.knows(after).volumes).to.have.length(3)
  })

  it('lies alone in a file, too, and is one of the archive that is named', async () => {
    writeFileSync(world.at('saved.json'), readFileSync(world.at('disc-2', 'archive-index.json')))
    const after = world.catalog()
    expect(await refusal(world.import(after, 'saved.json'))).to.equal('nothing was refused')
    lose('arch')
    const other = world.catalog()
    expect((await world.import(other, 'saved.json')).files).to.equal(5)
    expect(world.knows(other).volumes.map(({state}) => state)).to.deep.equal([
      'verified',
      'unburned',
      'unburned',
    ])
  })

  it('does not forget what was read here, and learns where that came from', async () => {
    const after = world.catalog()
    const path = world.raw('arch', 'MS-0001', 'data', '2019/trip/a.jpg')
    const read = {size: 3, mtimeNs: 5n, ctimeNs: 6n, inode: 7n, hash: blake3('one'), algorithm: 'blake3'}
    after.put({path, ...read, original: undefined, offline: false})
    expect(await world.import(after, 'disc-2')).to.deep.include({files: 4, known: 1, offline: 0})
    expect(after.get(path)).to.deep.equal({...read, path, original: '/card/2019/trip/a.jpg', offline: false})
    const there = after.get(world.raw('arch', 'MS-0002', 'data', '2020/b.jpg'))
    expect(there, 'what is there is read by the next crawl').to.deep.include({
      told: true,
      mtimeNs: 0n,
      offline: false,
    })
  })

  it('that tells of a volume as it was still filled gives way to a later one, and never the other way', async () => {
    await world.fill(before, 'arch', 'MS-0003', {'2021/e.jpg': 'five'})
    const third = volumeIn(before, 'MS-0003') ?? first
    await world.disc(before, third, 'disc-3')
    lose('arch')
    for (const order of [
      ['disc-2', 'disc-3'],
      ['disc-3', 'disc-2'],
    ]) {
      const after = world.catalog()
      for (const disc of order) await world.import(after, disc)
      expect(world.knows(after).files.map(({path}) => path)).to.include('MS-0003/data/2021/e.jpg')
      expect(volumeIn(after, 'MS-0003'), order.join()).to.include({state: 'burned', files: 2})
    }
  })

  it('that knows more events is right about a volume which no disc holds yet', async () => {
    const later = world.catalog()
    await world.import(later, 'disc-2')
    rmSync(world.at('arch', 'MS-0003'), {recursive: true})
    for (const file of [...before.filesUnder(world.raw('arch', 'MS-0003'))]) before.remove(file.path)
    await world.fill(before, 'arch', 'MS-0003', {'2022/other.jpg': 'refilled'})
    await world.disc(before, second, 'disc-2b')
    lose('arch')
    for (const order of [
      ['disc-2', 'disc-2b'],
      ['disc-2b', 'disc-2'],
    ]) {
      const after = world.catalog()
      for (const disc of order) await world.import(after, disc)
      const {files} = world.knows(after)
      expect(files.filter(({path}) => path.startsWith('MS-0003')).map(({path}) => path)).to.deep.equal([
        'MS-0003/data/2022/other.jpg',
      ])
    }
  })

  it('is what a reading has to prove, whatever manifest came with it', async () => {
    for (const [source, isTrue] of [
      ['disc-2', true],
      ['disc-2', false],
    ] as const) {
      const after = world.catalog()
      await world.import(after, source)
      const volume = volumeIn(after, 'MS-0002') ?? second
      const path = world.raw('arch', 'MS-0002', 'data', '2020/b.jpg')
      const known = after.get(path)
      if (known && !isTrue) after.put({...known, hash: blake3('forged')})
      const {result, damaged} = await world.verify(after, volume, 'disc-2')
      expect([result, damaged.map((each) => each.path)]).to.deep.equal(
        isTrue ? ['ok', []] : ['damaged', ['data/2020/b.jpg']],
      )
      expect(new Volumes(after.db).safe(1)).to.have.length(isTrue ? 1 : 0)
      expect(after.get(path)?.told).to.equal(isTrue ? undefined : true)
      expect(volumeIn(after, 'MS-0002')?.told === undefined).to.equal(isTrue)
      const manifest = readFileSync(world.at('disc-2', 'manifest-sha256.txt'))
      expect(labelFacts(after, volumeIn(after, 'MS-0002') ?? volume, 'a', undefined).manifestSha256).to.equal(
        isTrue ? createHash('sha256').update(manifest).digest('hex') : undefined,
      )
    }
  })

  it('of a directory makes one copy of it, under whatever names it is read', async () => {
    const after = world.catalog()
    await world.import(after, 'disc-2')
    const volume = volumeIn(after, 'MS-0002') ?? second
    const verify = async (copy: string, source: string) =>
      (await world.verify(after, volume, source, copy)).result
    expect(await verify('a', 'disc-2')).to.equal('ok')
    expect(await verify('a', 'disc-2')).to.equal('ok')
    symlinkSync('disc-2', world.at('link'))
    for (const source of ['disc-2', 'link'])
      expect(await refusal(verify('b', source)), source).to.equal('SAME_COPY')
    cpSync(world.at('disc-2'), world.at('other'), {recursive: true})
    expect(await verify('b', 'other')).to.equal('ok')
    // Another disk in the same place.
    renameSync(world.at('disc-2'), world.at('gone'))
    cpSync(world.at('gone'), world.at('disc-2'), {recursive: true})
    expect(await verify('c', 'disc-2')).to.equal('ok')
  })

  describe('changes nothing where it', () => {
    let after: Catalog
    beforeEach(async () => {
      lose('arch')
      after = world.catalog()
      await world.import(after, 'disc-1')
    })

    it('is damaged, was cut, or is not what its manifest says', async () => {
      for (const [what, name, change] of [
        ['one letter', 'archive-index.json', (text: string) => text.replace('b.jpg', 'B.jpg')],
        ['cut', 'archive-index.json', (text: string) => text.slice(0, -5000)],
        ['empty', 'archive-index.json', () => ''],
        ['one letter', 'volume-index.json', (text: string) => text.replace('b.jpg', 'B.jpg')],
        ['gone', 'tagmanifest-sha256.txt', () => ''],
        [
          'without it',
          'tagmanifest-sha256.txt',
          (text: string) => text.replace(/.*archive-index.json\n/, ''),
        ],
      ] as const) {
        const good = readFileSync(world.at('disc-2', name), 'utf8')
        writeFileSync(world.at('disc-2', name), change(good))
        const code = await untouched(after, () => world.import(after, 'disc-2'))
        expect(code, `${name} ${what}`).to.equal('BAD_INDEX')
        writeFileSync(world.at('disc-2', name), good)
      }
    })

    it('is missing', async () => {
      rmSync(world.at('disc-2', 'archive-index.json'))
      expect(await untouched(after, () => world.import(after, 'disc-2'))).to.equal('BAD_INDEX')
      rmSync(world.at('disc-2', 'volume-index.json'))
      expect(await untouched(after, () => world.import(after, 'disc-2'))).to.equal('NOT_A_VOLUME')
      expect(await untouched(after, () => world.import(after, 'nowhere'))).to.equal('NO_SOURCE')
    })

    const CHANGES: readonly (readonly [what: string, code: string, change: Record<string, unknown>])[] = [
      ['a newer format', 'NEWER_INDEX', {schema: 'mediastruct/archive-index@2'}],
      ['another schema', 'BAD_INDEX', {schema: 'mediastruct/archive-index@x'}],
      ['no volumes', 'BAD_INDEX', {volumes: {}}],
      ['a volume that is none', 'BAD_INDEX', {volumes: [null]}],
      ['a volume without numbers', 'BAD_INDEX', {volumes: [{files: '3'}]}],
      ['a state that is none', 'BAD_INDEX', {volumes: [{state: 'fine'}]}],
      ['folders that are none', 'BAD_INDEX', {volumes: [{folders: [1]}]}],
      ['parts that are none', 'BAD_INDEX', {volumes: [{parts: [{folder: 'x', number: 2, of: 1}]}]}],
      ['an id that leads elsewhere', 'BAD_INDEX', {volumes: [{id: '..', path: '..'}]}],
      ['a directory that is elsewhere', 'BAD_INDEX', {volumes: [{path: 'MS-0009'}]}],
      ['events that are none', 'BAD_INDEX', {volumes: [{events: [{}]}]}],
      ['an event after which none can come', 'BAD_INDEX', {volumes: [{events: [LATE]}]}],
      ['no files', 'BAD_INDEX', {files: 7}],
      ['a file that is none', 'BAD_INDEX', {files: ['x']}],
      ['a size that is none', 'BAD_INDEX', {files: [{size: -1}]}],
      ['a hash that is none', 'BAD_INDEX', {files: [{hash: 'XY'}]}],
      ['a path that leads out', 'BAD_INDEX', {files: [{path: 'MS-0001/data/../../x'}]}],
      ['a path outside of its volume', 'BAD_INDEX', {files: [{path: 'MS-0002/data/x'}]}],
      ['a path that is none', 'BAD_INDEX', {files: [{path: 5}]}],
      ['an original that is none', 'BAD_INDEX', {files: [{original: 'card/x'}]}],
      ['a volume that is not there', 'BAD_INDEX', {files: [{volume: 'MS-0009'}]}],
    ]

    it('is of a newer format, or holds what can not be', async () => {
      const index = JSON.parse(readFileSync(world.at('disc-2', 'archive-index.json'), 'utf8'))
      for (const [what, code, change] of CHANGES) {
        const changed = {...index, ...change}
        for (const list of ['volumes', 'files']) {
          const row: unknown = Array.isArray(change[list]) ? change[list][0] : undefined
          if (typeof row === 'object' && row !== null)
            changed[list] = [{...index[list][0], ...row}, ...index[list].slice(1)]
        }
        for (const text of layouts(changed)) {
          writeFileSync(world.at('told.json'), text)
          expect(await untouched(after, () => world.import(after, 'told.json')), what).to.equal(code)
        }
      }
    })

    /** As a whole, and where it can be, as we write it, which is read line by line. */
    const layouts = ({schema, volumes, files}: Record<string, unknown>): string[] => {
      const whole = JSON.stringify({schema, volumes, files})
      if (!Array.isArray(volumes) || !Array.isArray(files)) return [whole]
      const lines = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join(',\n')
      return [
        whole,
        `{"schema":"${schema}","volumes":[\n${lines(volumes)}\n],"files":[\n${lines(files)}\n]}\n`,
      ]
    }

    it('says otherwise of a file that is known', async () => {
      const path = world.raw('arch', 'MS-0001', 'data', '2019/trip/a.jpg')
      const known = after.get(path)
      if (known) after.put({...known, hash: blake3('six')})
      expect(await untouched(after, () => world.import(after, 'disc-2'))).to.equal('CONTRADICTION')
      if (known) after.put({...known, size: 99})
      expect(await untouched(after, () => world.import(after, 'disc-2'))).to.equal('CONTRADICTION')
    })

    it('is of another archive', async () => {
      const other = world.catalog()
      const namesake = await world.fill(other, 'other', 'MS-0001', {'2001/x.jpg': 'x'})
      await world.disc(other, namesake, 'disc-x')
      expect(await untouched(after, () => world.import(after, 'disc-x'))).to.equal('OTHER_ARCHIVE')
      const same = await world.fill(other, 'same', 'MS-0001', {'2019/trip/a.jpg': 'other content'})
      await world.disc(other, same, 'disc-y')
      expect(await untouched(after, () => world.import(after, 'disc-y'))).to.equal('CONTRADICTION')
      const medium = await world.fill(
        other,
        'medium',
        'MS-0001',
        {'2019/trip/a.jpg': 'one'},
        {medium: 'tape'},
      )
      await world.disc(other, medium, 'disc-z')
      expect(await untouched(after, () => world.import(after, 'disc-z'))).to.equal('OTHER_ARCHIVE')
    })

    it('is interrupted', async () => {
      const signal = AbortSignal.abort()
      expect(await untouched(after, () => world.import(after, 'disc-2', 'arch', signal))).to.equal(
        'INTERRUPTED',
      )
    })
  })

  describe("of an archive's directory", () => {
    const writeIndex = async () => {
      const archive = world.raw('arch')
      const files = [...before.filesUnder(archive)].map(({path, hash = '', size}) => {
        const below = path.slice(archive.length + 1)
        return {path: below as typeof path, hash, size, volume: below.slice(0, 'MS-0001'.length)}
      })
      return await writeArchiveIndex(archive, new Volumes(before.db).of(archive).map(recordOf), files)
    }

    for (const source of ['arch', 'arch/MS-0002', 'arch/index.json']) {
      it(`makes ours again what was ours, by ${source}`, async () => {
        const sha256 = await writeIndex()
        const after = world.catalog()
        const taken = await world.import(after, source, null)
        expect(taken).to.deep.include({files: 5, offline: 0})
        expect(after.ownHash(world.raw('arch', 'index.json'))).to.equal(sha256)
        for (const id of ['MS-0001', 'MS-0002', 'MS-0003'])
          expect(volumeIn(after, id)?.own).to.deep.equal(volumeIn(before, id)?.own)
        expect(volumeIn(after, 'MS-0001')?.state).to.equal('verified')
        // The open one is filled as if nothing had happened.
        const volume = volumeIn(after, 'MS-0003') ?? first
        for (const file of [...after.filesUnder(volume.path)]) after.put({...file, told: undefined})
        await world.fill(after, 'arch', 'MS-0003', {'2021/e.jpg': 'five'})
        expect(volumeIn(after, 'MS-0003')).to.include({files: 2, state: 'unburned'})
        expect(volumeIn(after, 'MS-0003')?.told, 'all of it was read').to.equal(undefined)
      })
    }

    it('is read volume by volume where it has no index', async () => {
      const after = world.catalog()
      rmSync(world.at('arch', 'MS-0001', 'UNBURNED'))
      const {UNBURNED: _, ...burned} = first.own
      for (const [id, state, own] of [
        ['MS-0001', 'burned', burned],
        ['MS-0003', 'unburned', volumeIn(before, 'MS-0003')?.own],
      ] as const) {
        await world.import(after, `arch/${id}`)
        expect(volumeIn(after, id)).to.deep.include({state, own})
      }
      expect(world.knows(after).files).to.have.length(3)
    })

    it('proves no hash by its manifests', async () => {
      await writeIndex()
      const after = world.catalog()
      await world.import(after, 'arch', null)
      const path = world.raw('arch', 'MS-0002', 'data', '2020/b.jpg')
      const known = after.get(path)
      if (known) after.put({...known, hash: blake3('forged')})
      const {damaged} = await world.verify(after, volumeIn(after, 'MS-0002') ?? second, 'disc-2')
      expect(damaged.map((each) => each.path)).to.deep.equal(['data/2020/b.jpg'])
    })

    it('leaves alone what somebody changed', async () => {
      await writeIndex()
      writeFileSync(world.at('arch', 'MS-0003', 'README.txt'), 'mine')
      const after = world.catalog()
      await world.import(after, 'arch', null)
      expect(volumeIn(after, 'MS-0003')?.own).to.deep.equal({})
      expect(await refusal(world.fill(after, 'arch', 'MS-0003', {'2021/e.jpg': 'five'}))).to.equal('NOT_OURS')
      expect(readFileSync(world.at('arch', 'MS-0003', 'README.txt'), 'utf8')).to.equal('mine')
    })

    it('lies elsewhere where the directory does, and is a disc where it is a copy of a volume', async () => {
      await writeIndex()
      renameSync(world.at('arch'), world.at('moved'))
      const after = world.catalog()
      expect((await world.import(after, 'moved')).volumes[0]?.row.archive).to.equal(world.raw('moved'))
      mkdirSync(world.at('mnt'))
      cpSync(world.at('moved', 'MS-0003'), world.at('mnt'), {recursive: true})
      const other = world.catalog()
      await world.import(other, 'mnt')
      expect(volumeIn(other, 'MS-0003')).to.include({state: 'burned', files: 1})
      expect(await refusal(world.import(other, 'mnt', null))).to.equal('NO_TARGET')
    })
  })

  it('of a volume that is known here adds copies, and closes what is still open', async () => {
    const copies = new Copies(before.db)
    const third = volumeIn(before, 'MS-0003') ?? first
    await world.disc(before, third, 'disc-3')
    await world.import(before, 'disc-3')
    expect(volumeIn(before, 'MS-0003')).to.include({state: 'burned'}).and.not.to.have.property('told')
    const events = copies.events.all()
    await world.import(before, 'disc-3')
    await world.import(before, 'disc-1')
    expect(copies.events.all(), 'no news').to.deep.equal(events)
    expect(copies.of(third), 'which copy it is, it does not say').to.deep.equal([])
  })
})
