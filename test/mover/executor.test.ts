import {chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {expect} from 'chai'
import {journalPath} from '../../src/mover/journal.ts'
import {basename, fromBytes, fromText, join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import {World} from './world.ts'

describe('executor', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  it('moves a file, its inode and times, and tells the index', async () => {
    const from = world.file('drop/a.jpg', 'alpha')
    const to = world.path('library/2019/a.jpg')
    const before = lstatSync(toBytes(from), {bigint: true})
    const {moved, left, errors, run} = await world.execute([world.move(from, to)])
    const after = lstatSync(toBytes(to), {bigint: true})
    expect({moved, left, errors}).to.deep.equal({moved: 1, left: [], errors: []})
    expect(world.exists(from)).to.equal(false)
    expect([after.ino, after.mtimeNs]).to.deep.equal([before.ino, before.mtimeNs])
    const row = world.catalog.get(to)
    expect(row).to.include({
      mtimeNs: after.mtimeNs,
      ctimeNs: after.ctimeNs,
      original: from,
      algorithm: 'blake3',
    })
    expect(world.runs.get(run)?.endedMs).to.be.a('number')
    expect(world.done.map((move) => move.to)).to.deep.equal([to])
  })

  it('writes each intent into the journal beside the files', async () => {
    const from = world.file('drop/a.jpg')
    const {run, header} = world.begin([])
    const {run: moved} = await world.execute([world.move(from, world.path('library/2019/a.jpg'))])
    expect(run < moved).to.equal(true)
    const lines = readFileSync(toBytes(journalPath(header.target, moved)), 'utf8')
      .split('\n')
      .filter(Boolean)
    expect(lines.map((line) => JSON.parse(line)).map(({step, schema}) => step ?? schema)).to.deep.equal([
      'mediastruct/journal@1',
      'intent',
      'done',
    ])
  })

  it('never overwrites: takes a suffix before the extension', async () => {
    const taken = world.file('library/a.jpg', 'was here first')
    world.file('library/a-2.jpg', 'so was this')
    const one = world.file('drop/1/a.jpg', 'one')
    const two = world.file('drop/2/a.jpg', 'two')
    const {moved} = await world.execute([world.move(one, taken), world.move(two, taken)])
    expect(moved).to.equal(2)
    expect(world.read(taken)).to.equal('was here first')
    expect(world.read(world.path('library/a-2.jpg'))).to.equal('so was this')
    expect(world.read(world.path('library/a-3.jpg'))).to.equal('one')
    expect(world.read(world.path('library/a-4.jpg'))).to.equal('two')
  })

  it('takes the suffix into names of 255 bytes', async () => {
    const name = `${'é'.repeat(125)}x.jpg`
    const taken = world.file(`library/${name}`, 'first')
    const from = world.file(`drop/${name}`, 'second')
    const {moved, errors} = await world.execute([world.move(from, taken)])
    expect({moved, errors}).to.deep.equal({moved: 1, errors: []})
    expect(world.read(taken)).to.equal('first')
  })

  it('leaves a source that changed, even with its time put back', async () => {
    const edited = world.file('drop/a.jpg', 'alpha')
    const restamped = world.file('drop/b.jpg', 'beta')
    const gone = world.file('drop/c.jpg', 'gamma')
    const moves = [edited, restamped, gone].map((path) => world.move(path, world.path('library/x.jpg')))
    world.file(edited, 'ALPHA')
    world.file(restamped, 'beta', 1_600_000_000)
    const {moved, left} = await world.execute([
      ...moves.slice(0, 2),
      {...moves[2], from: world.path('drop/none.jpg')} as (typeof moves)[number],
    ])
    expect(moved).to.equal(0)
    expect(left.map(({code}) => code)).to.deep.equal(['changed', 'changed', 'changed'])
    expect(world.read(edited)).to.equal('ALPHA')
  })

  it('never follows or moves a symbolic link', async () => {
    const target = world.file('elsewhere/a.jpg', 'alpha')
    const move = world.move(target, world.path('library/a.jpg'))
    mkdirSync(toBytes(world.path('drop')))
    symlinkSync(toBytes(target), toBytes(world.path('drop/a.jpg')))
    const {left} = await world.execute([{...move, from: world.path('drop/a.jpg')}])
    expect(left.map(({code}) => code)).to.deep.equal(['changed'])
    expect(world.exists(target)).to.equal(true)
  })

  describe('keepers', () => {
    const sort = () => ({command: 'sort' as const, target: world.path('duplicates')})

    it('moves a duplicate whose keeper holds the same content', async () => {
      const keeper = world.file('photos/a.jpg', 'same')
      const copy = world.file('backup/a.jpg', 'same')
      const {moved} = await world.execute(
        [world.move(copy, world.path('duplicates/a.jpg'), {keeper})],
        sort(),
      )
      expect(moved).to.equal(1)
      expect(world.exists(keeper)).to.equal(true)
    })

    it('leaves the last copy: no keeper, a lost one, the same inode, one put aside before', async () => {
      const a = world.file('photos/a.jpg', 'same')
      const linked = world.path('photos/a2.jpg')
      linkSync(toBytes(a), toBytes(linked))
      const aside = world.file('duplicates/old.jpg', 'same')
      const to = world.path('duplicates/a.jpg')
      const {moved, left} = await world.execute(
        [
          world.move(a, to),
          world.move(a, to, {keeper: world.path('photos/none.jpg')}),
          world.move(a, to, {keeper: linked}),
          world.move(a, to, {keeper: a}),
          world.move(a, to, {keeper: aside}),
        ],
        sort(),
      )
      expect(moved).to.equal(0)
      expect(left.map(({code}) => code)).to.deep.equal(Array(5).fill('last-copy'))
    })

    it('leaves a duplicate whose keeper was edited', async () => {
      const keeper = world.file('photos/a.jpg', 'same')
      const copy = world.file('backup/a.jpg', 'same')
      const move = world.move(copy, world.path('duplicates/a.jpg'), {keeper})
      world.file(keeper, 'SAME')
      const {moved, left} = await world.execute([move], sort())
      expect([moved, left[0]?.code]).to.deep.equal([0, 'changed'])
    })

    it('never moves both of a pair that name each other', async () => {
      const a = world.file('photos/a.jpg', 'same')
      const b = world.file('backup/a.jpg', 'same')
      const {moved, left} = await world.execute(
        [
          world.move(a, world.path('duplicates/1.jpg'), {keeper: b}),
          world.move(b, world.path('duplicates/2.jpg'), {keeper: a}),
        ],
        sort(),
      )
      expect(moved).to.equal(0)
      expect(left.map(({code}) => code)).to.deep.equal(['last-copy', 'last-copy'])
    })
  })

  describe('masters', () => {
    it('takes nothing out of one, nor puts anything into one, through whatever link', async () => {
      const inside = world.file('master/a.jpg', 'alpha')
      const outside = world.file('drop/b.jpg', 'beta')
      mkdirSync(toBytes(world.path('library')))
      symlinkSync(toBytes(world.path('master')), toBytes(world.path('alias')))
      symlinkSync(toBytes(world.path('master')), toBytes(world.path('library/2019')))
      const {moved, errors} = await world.execute(
        [
          world.move(inside, world.path('library/a.jpg')),
          world.move(world.path('alias/a.jpg'), world.path('library/a.jpg')),
          world.move(outside, world.path('library/2019/b.jpg')),
        ],
        {masters: [world.path('master')]},
      )
      expect(moved).to.equal(0)
      expect(errors.map(({code}) => code)).to.deep.equal(['IN_MASTER', 'IN_MASTER', 'OUTSIDE_TARGET'])
      expect(world.manifest(world.path('master'))).to.have.length(1)
    })

    it('refuses a target in a master, unless it is the archiver', async () => {
      const from = world.file('library/a.jpg', 'alpha')
      const archive = world.path('archive')
      mkdirSync(toBytes(archive))
      const move = world.move(from, join(archive, 'MS-0001/data/a.jpg' as RawPath))
      let code = ''
      await world.execute([move], {command: 'ingest', target: archive, masters: [archive]}).catch((error) => {
        code = error.code
      })
      expect(code).to.equal('IN_MASTER')
      const {moved} = await world.execute([move], {command: 'archive', target: archive, masters: [archive]})
      expect(moved).to.equal(1)
    })
  })

  it('stays within its target whatever a plan says', async () => {
    const from = world.file('drop/a.jpg', 'alpha')
    const {errors} = await world.execute([
      world.move(from, world.path('elsewhere/a.jpg')),
      world.move(from, world.path('library/../elsewhere/a.jpg')),
    ])
    expect(errors.map(({code}) => code)).to.deep.equal(['OUTSIDE_TARGET', 'BAD_PATH'])
    expect(world.exists(world.path('elsewhere'))).to.equal(false)
  })

  it('copies, with --copy: never a hard link, the original untouched', async () => {
    const from = world.file('card/a.jpg', 'alpha')
    const before = lstatSync(toBytes(from), {bigint: true})
    const to = world.path('library/a.jpg')
    const {moved} = await world.execute([world.move(from, to, {copy: true})])
    const copy = lstatSync(toBytes(to), {bigint: true})
    const after = lstatSync(toBytes(from), {bigint: true})
    expect(moved).to.equal(1)
    expect(copy.ino).not.to.equal(before.ino)
    expect([after.ctimeNs, after.nlink]).to.deep.equal([before.ctimeNs, 1n])
    expect([copy.mtimeNs, copy.nlink]).to.deep.equal([before.mtimeNs, 1n])
    expect(world.read(to)).to.equal('alpha')
  })

  it('moves across devices with bytes, times and mode', async function () {
    const other = world.otherDevice()
    if (!other) return this.skip()
    const odd = 'x'.repeat(1_048_577)
    const cases: [string, string, number, number][] = [
      ['empty.jpg', '', 1_500_000_000.123456, 0o644],
      ['odd.jpg', odd, -86_400.5, 0o640],
      ['late.jpg', 'z', 4_200_000_000, 0o444],
    ]
    for (const [name, content, mtime, mode] of cases) {
      const from = world.file(`drop/${name}`, content, mtime)
      chmodSync(toBytes(from), mode)
      const before = lstatSync(toBytes(from), {bigint: true})
      const to = join(other, `library/${name}` as RawPath)
      const {moved, errors} = await world.execute([world.move(from, to)], {target: other})
      expect({moved, errors}).to.deep.equal({moved: 1, errors: []})
      const after = lstatSync(toBytes(to), {bigint: true})
      expect(world.exists(from)).to.equal(false)
      expect(world.read(to)).to.equal(content)
      expect(Number(after.mtimeNs - before.mtimeNs)).to.be.within(-1000, 1000)
      expect(after.mode).to.equal(before.mode)
    }
    expect(world.manifest(other)).to.have.length(3)
  })

  it('refuses before the first byte where there is no room', async function () {
    const other = world.otherDevice()
    if (!other) return this.skip()
    const from = world.file('drop/a.jpg', 'alpha')
    const move = {...world.move(from, join(other, 'a.jpg' as RawPath)), size: 2 ** 52}
    let code = ''
    await world.execute([move], {target: other}).catch((error) => {
      code = error.code
    })
    expect(code).to.equal('NO_SPACE')
    expect(world.runs.unfinished()).to.have.length(0)
  })

  it('moves an asset as one, or not at all', async () => {
    const raw = world.file('drop/1.cr2', 'raw')
    const jpg = world.file('drop/1.jpg', 'jpg')
    const single = world.file('drop/2.jpg', 'single')
    const to = (name: string) => world.path(`library/${name}`)
    const moves = [
      world.move(raw, to('1.cr2'), {asset: '1'}),
      world.move(jpg, to('1.jpg'), {asset: '1'}),
      world.move(single, to('2.jpg')),
    ]
    world.file(jpg, 'JPG')
    const {moved, left} = await world.execute(moves)
    expect(moved).to.equal(1)
    expect(left.map(({path}) => path).sort()).to.deep.equal([raw, jpg].sort())
    expect(world.exists(raw)).to.equal(true)
  })

  it('gives all that belong together one number where one of their names is taken', async () => {
    const names = ['IMG_1.CR2', 'IMG_1.jpg', 'IMG_1.CR2.xmp', 'IMG_1_edited.jpg', 'IMG_1.aae']
    const iphone = ['IMG_1234.HEIC', 'IMG_E1234.JPG', 'IMG_E1234.JPG.xmp', 'IMG_O1234.AAE']
    const to = (name: string) => world.path(`library/${name}`)
    for (const taken of ['IMG_1.CR2.xmp', 'IMG_1-2_edited.jpg', 'IMG_E1234.JPG']) world.file(to(taken))
    const moves = [
      ...names.map((name) => world.move(world.file(`drop/${name}`), to(name), {asset: 'one'})),
      ...iphone.map((name) => world.move(world.file(`drop/${name}`), to(name), {asset: 'two'})),
    ]
    expect((await world.execute(moves)).moved).to.equal(9)
    expect(world.done.map((move) => basename(move.to))).to.deep.equal([
      'IMG_1-3.CR2',
      'IMG_1-3.jpg',
      'IMG_1-3.CR2.xmp',
      'IMG_1-3_edited.jpg',
      'IMG_1-3.aae',
      'IMG_1234-2.HEIC',
      'IMG_E1234-2.JPG',
      'IMG_E1234-2.JPG.xmp',
      'IMG_O1234-2.AAE',
    ])
  })

  it('gives files of one asset that have nothing to do with each other numbers of their own', async () => {
    const to = (name: string) => world.path(`library/AVCHD/${name}`)
    world.file(to('INDEX.BDM'))
    const moves = ['INDEX.BDM', 'MOVIEOBJ.BDM', 'STREAM/00001.MTS'].map((name) =>
      world.move(world.file(`drop/${name}`), to(name), {asset: 'card'}),
    )
    await world.execute(moves)
    expect(world.done.map((move) => basename(move.to))).to.deep.equal([
      'INDEX-2.BDM',
      'MOVIEOBJ.BDM',
      '00001.MTS',
    ])
  })

  it('cuts the stem of all that belong together alike where a number makes a name too long', async () => {
    const stem = 'é'.repeat(123)
    const names = [`${stem}.CR2`, `${stem}.CR2.xmp`]
    world.file(`library/${names[1]}`)
    const moves = names.map((name) =>
      world.move(world.file(`drop/${name}`), world.path(`library/${name}`), {asset: 'long'}),
    )
    const {errors} = await world.execute(moves)
    expect(errors).to.deep.equal([])
    const short = fromText('é'.repeat(122))
    expect(world.done.map((move) => basename(move.to))).to.deep.equal([
      `${short}-2.CR2`,
      `${short}-2.CR2.xmp`,
    ])
  })

  it('takes companions back where one fails on the way', async () => {
    const raw = world.file('drop/1.cr2', 'raw')
    const jpg = world.file('drop/1.jpg', 'jpg')
    world.file('library/blocked', 'a file where a directory should be')
    const {moved, left, errors} = await world.execute([
      world.move(raw, world.path('library/1.cr2'), {asset: '1'}),
      world.move(jpg, world.path('library/blocked/1.jpg'), {asset: '1'}),
    ])
    expect([moved, left.length, errors.length]).to.deep.equal([0, 1, 1])
    expect([world.exists(raw), world.exists(jpg)]).to.deep.equal([true, true])
    expect(world.exists(world.path('library/1.cr2'))).to.equal(false)
  })

  it('moves names that are not UTF-8', async () => {
    const name = fromBytes(Buffer.from([0x61, 0xff, 0x0a, 0x2e, 0x6a, 0x70, 0x67]))
    const from = world.file(join(world.path('drop'), name), 'bytes')
    const to = join(world.path('library'), name)
    const {moved} = await world.execute([world.move(from, to)])
    expect([moved, world.read(to)]).to.deep.equal([1, 'bytes'])
    expect(world.catalog.get(to)?.original).to.equal(from)
  })

  it('stops after the file in hand when interrupted, and nothing is lost', async () => {
    const files = Array.from({length: 1050}, (_, index) =>
      world.file(`drop/${index}.jpg`, `content ${index}`),
    )
    const moves = files.map((from, index) => world.move(from, world.path(`library/${index}.jpg`)))
    const abort = new AbortController()
    const result = await world.execute(moves, {}, {signal: abort.signal, onProgress: () => abort.abort()})
    expect(result.interrupted).to.equal(true)
    expect(result.moved).to.equal(1000)
    expect(world.manifest()).to.have.length(1050)
    const again = await world.execute(
      files.slice(1000).map((from, index) => world.move(from, world.path(`library/${1000 + index}.jpg`))),
    )
    expect(again.moved).to.equal(50)
  })

  it('lists a failing observer, and the move stays done', async () => {
    const from = world.file('drop/a.jpg')
    const {moved, errors} = await world.execute(
      [world.move(from, world.path('library/a.jpg'))],
      {},
      {
        onMoved: () => {
          throw new Error('observer')
        },
      },
    )
    expect([moved, errors.length]).to.deep.equal([1, 1])
  })

  it('leaves no unfinished files behind', async () => {
    writeFileSync(toBytes(world.file('drop/a.jpg')), 'alpha')
    await world.execute([world.move(world.path('drop/a.jpg'), world.path('library/a.jpg'), {copy: true})])
    expect(world.manifest().filter((line) => line.includes('.part'))).to.deep.equal([])
  })
})
