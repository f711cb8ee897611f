/** With the real program: everything but the discs is lost, and comes back; and discs that others made come in. */
import {execFileSync, spawnSync} from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant, writeConfig} from './tree.ts'

interface Copy {
  name: string
  state: string
  where: string | null
  adopted?: true
}
interface Volume {
  id: string
  state: string
  told?: true
  unread?: number
  copies: Copy[]
}
interface Located {
  files: {volume: string; state: string; path: string; onVolume: string; original?: string}[]
}
interface Moves {
  moves: {to: string; volume?: string}[]
  left: {code: string; reason: string}[]
}

describe('volumes that are all that is left', function () {
  this.timeout(120_000)
  let root: string
  const at = (...names: string[]) => join(root, ...names)
  const run = (...args: string[]) => mediastruct(args, {cwd: root})
  const json = async <T>(...args: string[]): Promise<T> => {
    const ran = await run(...args, '--json')
    expect(ran.code, `${args.join(' ')}\n${ran.stdout}${ran.stderr}`).to.equal(0)
    return ran.json<T>()
  }
  const refused = async (...args: string[]) => {
    const ran = await run(...args, '--json')
    return [ran.code, ran.json<{error?: {code: string}}>().error?.code]
  }
  const volumes = async () => {
    const document = await json<{volumes: Volume[]}>('volumes', 'list')
    SCHEMAS['volumes-list']?.parse(document)
    return document.volumes
  }
  const lacks = (...tools: string[]) =>
    tools.some((tool) => spawnSync(tool, ['-version']).error !== undefined)

  beforeEach(function () {
    if (lacks('genisoimage', 'xorriso')) {
      process.stderr.write('    skipped: no genisoimage or xorriso (apt-get install genisoimage xorriso)\n')
      return this.skip()
    }
    root = scratch()
    writeConfig(root, {library: 'lib', archive: 'arch', medium: 'dvd-r', copies: 1})
  })

  it('bring a lost catalog back: the newest disc first, the others in any order', async () => {
    plant(at('card'), {'DCIM/IMG_1.JPG': 'one', 'DCIM/IMG_2.JPG': 'two'})
    plant(at('lib'), {'2021/2021-01-01/new.jpg': 'three'})
    await json('ingest', 'card', '--to', 'lib', '--date', '2019-05-04')
    await json('archive', '--before', '2020')
    await json('volumes', 'image', 'MS-0001', '-o', '1.iso')
    await json('volumes', 'mark', 'MS-0001/a', 'burned', '--where', 'shelf 1')
    await json('volumes', 'verify', 'MS-0001/a', '--from', '1.iso')
    await json('archive', '--before', '2022')
    await json('volumes', 'image', 'MS-0002', '-o', '2.iso')
    for (const lost of ['arch', '.mediastruct']) rmSync(at(lost), {recursive: true})
    mkdirSync(at('arch'))

    const damaged = readFileSync(at('2.iso'))
    damaged.write('X', damaged.indexOf('"MS-0001/data/'))
    writeFileSync(at('damaged.iso'), damaged)
    expect(await refused('index', 'import', 'damaged.iso')).to.deep.equal([2, 'BAD_INDEX'])

    const imported = await json('index', 'import', '2.iso')
    SCHEMAS['index-import']?.parse(imported)
    expect(imported).to.deep.include({files: 3, known: 0, offline: 3, events: 4})
    const [first, second] = await volumes()
    expect(first).to.deep.include({id: 'MS-0001', state: 'offline', told: true})
    expect(first?.copies[0]).to.include({name: 'a', state: 'verified', where: 'shelf 1', adopted: true})
    expect(second).to.deep.include({id: 'MS-0002', told: true, copies: []})
    const {files} = await json<Located>('volumes', 'locate', 'IMG_1.JPG')
    expect(files.map(({volume, original}) => [volume, original])).to.deep.equal([
      ['MS-0001', at('card/DCIM/IMG_1.JPG')],
    ])

    // All is as it was, but that nothing counts on it.
    plant(at('again'), {'IMG_1.JPG': 'one', 'IMG_9.JPG': 'nine'})
    const again = await json<Moves>('ingest', 'again', '--to', 'lib', '--date', '2022-02-02')
    expect(again.left.map(({code}) => code)).to.deep.equal(['held'])
    expect(await refused('volumes', 'release', 'MS-0001')).to.deep.equal([2, 'TOO_FEW_COPIES'])
    const archived = await run('archive', '--before', '2023', '--json')
    expect(archived.stderr).to.match(/known up to MS-0002, from an index of .* may bear MS-0003/)
    const next = archived.json<Moves>()
    expect(
      next.moves.map(({volume}) => volume),
      'no number is given twice',
    ).to.deep.equal(['MS-0003'])

    const older = (await run('index', 'import', '1.iso')).stdout
    expect(older).to.contain('0 files taken in').and.to.contain('2 were known')
    expect(older, 'a copy that is told of').to.match(
      /verify MS-0001\/a --from .*\n.*MS-0001\/a \(kept: shelf 1\)/,
    )
    await json('volumes', 'mark', 'MS-0001/a', 'burned', '--where', 'shelf 2')
    expect((await run('status', '--safe-to-wipe', 'again', '--copies', '1')).code, 'said, not read').to.equal(
      1,
    )
    await json('volumes', 'verify', 'MS-0001/a', '--from', '1.iso')
    expect((await run('status', '--safe-to-wipe', 'again', '--copies', '1')).code).to.equal(0)
    expect((await volumes()).map((volume) => [volume.id, volume.told])).to.deep.equal([
      ['MS-0001', undefined],
      ['MS-0002', true],
      ['MS-0003', undefined],
    ])
    const {stdout} = await run('status')
    expect(stdout).to.contain('1 file known from an index alone')

    // A new image is not the one of the disc that was made before: which is as good as it ever was.
    await json('volumes', 'image', 'MS-0002', '-o', 'new.iso', '--from', '2.iso')
    expect(await json('volumes', 'verify', 'MS-0002/b', '--from', '2.iso')).to.include({result: 'ok'})
  })

  it('of others come in one after another, and count as archive', async () => {
    plant(at('dvd'), {
      'Holiday/P1.JPG': 'beach',
      'Holiday/.DS_Store': 'junk',
      'data/P2.JPG': 'sea',
      'P2.JPG': 'lake',
    })
    execFileSync('genisoimage', ['-quiet', '-R', '-J', '-V', 'HOLIDAY', '-o', at('dvd.iso'), at('dvd')])
    plant(at('bd'), {'P3.JPG': 'hills', 'film.mov': Buffer.alloc(300_000, 'film')})
    const xorriso = ['-outdev', at('bd.iso'), '-volid', 'BD', '-map', at('bd'), '/', '-commit']
    execFileSync('xorriso', xorriso, {stdio: 'pipe'})
    plant(at('backup'), {'P1 again.JPG': 'beach', 'P4.JPG': 'city'})
    for (const [source, id, files, held] of [
      ['dvd.iso', 'DVD-0001', 3, 0],
      ['bd.iso', 'BD-0001', 2, 0],
      ['backup', 'OLD-1', 2, 1],
    ] as const) {
      const added = await json<{held: {files: number}}>(
        'volumes',
        'add',
        source,
        '--id',
        id,
        '--where',
        'attic',
      )
      SCHEMAS['volumes-add']?.parse(added)
      expect(added).to.deep.include({volume: id, files, medium: 'foreign', volumeState: 'burned', errors: []})
      expect(added.held.files).to.equal(held)
    }
    expect((await volumes()).map(({id, copies}) => [id, copies[0]?.state, copies[0]?.where])).to.deep.equal(
      ['BD-0001', 'DVD-0001', 'OLD-1'].map((id) => [id, 'burned', 'attic']),
    )
    for (const [source, id, code] of [
      ['dvd.iso', 'dvd-0001', 'VOLUME_KNOWN'],
      ['.', 'X', 'IN_TREE'],
    ] as const) {
      expect(await refused('volumes', 'add', source, '--id', id), `${source} ${id}`).to.deep.equal([2, code])
    }

    // What they hold is held, for whoever asks.
    plant(at('card'), {'new.jpg': 'beach', 'film.mov': Buffer.alloc(300_000, 'film'), 'x.jpg': 'unknown'})
    const ingested = await json<Moves>('ingest', 'card', '--to', 'lib', '--date', '2020-01-01')
    expect(ingested.left.map(({code}) => code)).to.deep.equal(['held', 'held'])
    const {files} = await json<Located>('volumes', 'locate', 'Holiday/*')
    expect(files.map(({volume, onVolume}) => [volume, onVolume])).to.deep.equal([
      ['DVD-0001', 'Holiday/P1.JPG'],
    ])
    const label = await run('volumes', 'label', 'DVD-0001/a')
    expect(label.stderr + label.stdout, 'it has neither').to.not.match(/README|manifest/)

    // A second reading is what makes them verified.
    expect(await json('volumes', 'verify', 'DVD-0001/a', '--from', 'dvd.iso')).to.include({result: 'ok'})
    // What could not be read of one is remembered, until it was.
    plant(at('film'), {'a.mov': Buffer.alloc(300_000, 'a'), 'b.mov': Buffer.alloc(300_000, 'b')})
    execFileSync('genisoimage', ['-quiet', '-R', '-o', at('film.iso'), at('film')])
    copyFileSync(at('film.iso'), at('cut.iso'))
    truncateSync(at('cut.iso'), readFileSync(at('film.iso')).indexOf('b'.repeat(2048)) + 2048)
    const cut = await run('volumes', 'add', 'cut.iso', '--id', 'CUT-1', '--json')
    SCHEMAS['volumes-add']?.parse(cut.json())
    expect([cut.code, cut.json<{unread: number}>().unread]).to.deep.equal([1, 1])
    const again = await json('volumes', 'verify', 'CUT-1/a', '--from', 'cut.iso')
    SCHEMAS['volumes-verify']?.parse(again)
    expect(again).to.include({result: 'ok', unread: 1})
    const verified = await run('volumes', 'verify', 'CUT-1/a', '--from', 'cut.iso')
    expect(verified.stdout).to.match(/1 file is as it was; 1 thing on it could not be read when it was added/)
    expect((await volumes()).map(({unread}) => unread)).to.deep.equal([undefined, 1, undefined, undefined])
    expect((await run('volumes', 'show', 'CUT-1')).stdout).to.contain('1 thing on it could not be read')
    expect(await json('volumes', 'add', 'film.iso', '--id', 'CUT-1')).to.include({files: 2, unread: 0})
    const disc = openSync(at('bd.iso'), 'r+')
    writeSync(disc, 'X', readFileSync(at('bd.iso')).indexOf('hills'))
    closeSync(disc)
    const ran = await run('volumes', 'verify', 'BD-0001/a', '--from', 'bd.iso', '--json')
    expect([ran.code, ran.json<{damaged: {path: string}[]}>().damaged.map(({path}) => path)]).to.deep.equal([
      1,
      ['P3.JPG'],
    ])

    // They are in the index that the next disc of ours carries along; and a disc of ours is none of others.
    await json('archive', '--before', '2021')
    await json('volumes', 'image', 'MS-0001', '-o', '1.iso')
    expect(await refused('volumes', 'add', '1.iso', '--id', 'X')).to.deep.equal([2, 'OUR_VOLUME'])
    rmSync(at('.mediastruct'), {recursive: true})
    expect(await json('index', 'import', '1.iso')).to.deep.include({files: 10})
    expect((await volumes()).map(({id}) => id)).to.deep.equal([
      'BD-0001',
      'CUT-1',
      'DVD-0001',
      'MS-0001',
      'OLD-1',
    ])
  })
})
