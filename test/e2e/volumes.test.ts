/** The life of a volume's copies, with the real program. */
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect} from 'chai'
import {Catalog} from '../../src/catalog/catalog.ts'
import {Copies} from '../../src/catalog/copies.ts'
import type {VolumeEventRow} from '../../src/catalog/volume-events.ts'
import {raw} from '../support/indexed.ts'
import {madeOnce} from '../support/made-once.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {recordedEvents} from '../support/recorded.ts'
import {scratch} from '../support/scratch.ts'
import {multiset, plant, writeConfig} from './tree.ts'

const YEAR = 365 * 86_400_000
const FILES = {'2019/2019-05-04/a.jpg': 'one', '2019/2019-05-05/b.jpg': 'two'}

interface Copy {
  name: string
  state: string
  where: string | null
  verifiedAt: string | null
}
interface Listed {
  id: string
  state: string
  copies: Copy[]
}
interface Due {
  copies: (Copy & {volume: string; due: boolean; dueAt: string | null})[]
  short: {volume: string; verified: number; wanted: number}[]
}
interface Events {
  events: {volume: string; copy: string | null; event: string; state: string; by: string; where?: string}[]
}
interface Moved {
  run: string
  moves: {volume: string; state: string}[]
  left: {path: string; code: string}[]
}
interface Refused {
  error: {code: string; message: string}
}

describe('volumes, with the real program', function () {
  this.timeout(120_000)
  let root: string
  let archive: string
  let volume: string
  const run = (...args: string[]) => mediastruct([...args, '--no-progress'], {cwd: root})
  const json = async <T>(...args: string[]) => (await run(...args, '--json')).json<T>()
  const at = (name: string) => join(root, name)

  /** What a burn or a read-back check, on another day, would have recorded. */
  function record(
    work: (copies: Copies, key: {archive: VolumeEventRow['archive']; id: string}) => void,
    now = Date.now(),
  ) {
    const catalog = Catalog.open(at('.mediastruct/catalog.db'), 'write')
    work(new Copies(catalog.db, () => now++), {archive: raw(archive), id: 'MS-0001'})
    catalog.close()
  }
  const verify = (name: string, now?: number) =>
    record((copies, key) => {
      copies.checked(key, name, {result: 'ok', sectors: 900, files: 2, damaged: []}, {by: 'verify'})
    }, now)
  const list = async () => (await json<{volumes: Listed[]}>('volumes', 'list')).volumes
  const events = () => recordedEvents(at('.mediastruct/catalog.db'))
  const mark = (...args: string[]) => run('volumes', 'mark', ...args)

  /** Two days of pictures in a volume, and a card that holds the same. */
  const archived = async (directory: string) => {
    here(directory)
    writeConfig(root, {library: 'lib', archive: 'arch', trees: ['card'], threads: 1, medium: 'dvd-r'})
    plant(at('lib'), FILES)
    plant(at('card'), {'x.jpg': 'one', 'y.jpg': 'two'})
    await run('crawl', 'lib', 'card')
    const {code, stderr} = await run('archive', 'lib')
    expect(code, stderr).to.equal(0)
  }
  const here = (directory: string) => {
    root = directory
    archive = at('arch')
    volume = join(archive, 'MS-0001')
  }

  describe('of which something is said', () => {
    const made = madeOnce(archived)
    beforeEach(() => here(made.path))

    it('marks copies: the marker goes with the first that is burned, and the index tells of it', async () => {
      expect(existsSync(join(volume, 'UNBURNED'))).to.equal(true)
      const failed = await mark('MS-0001/a', 'failed')
      expect([failed.code, (await list())[0]?.state], 'there never was one').to.deep.equal([0, 'unburned'])
      expect(failed.stderr).to.include('MS-0001/a was not known until now')
      expect(existsSync(join(volume, 'UNBURNED')), 'a failed medium is no place to rely on').to.equal(true)
      const {code, stdout} = await mark('ms-0001/B', 'burned', '--where', 'shelf 3')
      expect([code, stdout.split('\n')[0]]).to.deep.equal([0, 'MS-0001/b is burned, kept: shelf 3'])
      expect(existsSync(join(volume, 'UNBURNED'))).to.equal(false)
      const index = JSON.parse(readFileSync(join(archive, 'index.json'), 'utf8')) as {volumes: Listed[]}
      expect(index.volumes[0]?.state).to.equal('burned')
      const [listed] = await list()
      expect(listed?.copies.map(({name, state, where}) => [name, state, where])).to.deep.equal([
        ['a', 'failed', null],
        ['b', 'burned', 'shelf 3'],
      ])
      const shown = (await run('volumes', 'show', 'MS-0001')).stdout
      expect(shown).to.include('MS-0001/b  burned, never verified, kept: shelf 3')
      expect((await run('volumes', 'list')).stdout).to.include('a failed, b burned')
      expect((await run('crawl', 'arch')).code, 'what is gone was our own').to.equal(0)
    })

    it('sets no copy verified by anything that is said', async () => {
      const {code, stderr} = await mark('MS-0001/a', 'verified')
      expect([code, (await list())[0]?.copies]).to.deep.equal([2, []])
      expect(stderr).to.include('burned')
      await mark('MS-0001/a', 'burned')
      await mark('MS-0001/a', 'burned')
      expect((await list())[0]?.state).to.equal('burned')
      verify('a')
      await mark('MS-0001/a', 'burned', '--where', 'the bank')
      const [copy] = (await list())[0]?.copies ?? []
      expect([copy?.state, copy?.where]).to.deep.equal(['verified', 'the bank'])
    })

    for (const [what, args, code] of [
      ['of no volume', ['MS-0009/a', 'burned'], 'UNKNOWN_VOLUME'],
      ['of no name', ['MS-0001/', 'burned'], 'BAD_COPY'],
      ['that is not named', ['MS-0001', 'burned'], 'BAD_COPY'],
      ['that is kept nowhere', ['MS-0001/a', 'lost', '--where', ' '], 'USAGE'],
    ] as const) {
      it(`refuses to mark a copy ${what}`, async () => {
        const ran = await mark(...args, '--json')
        expect([ran.code, ran.json<Refused>().error.code]).to.deep.equal([2, code])
        expect(events()).to.deep.equal([])
      })
    }

    it('makes no catalog only to find no volume in it', async () => {
      const ran = await run('volumes', 'mark', 'MS-0001/a', 'lost', '--catalog', 'none.db')
      expect([ran.code, existsSync(at('none.db'))]).to.deep.equal([2, false])
      expect((await run('volumes', 'release', 'MS-0001', '--catalog', 'none.db')).code).to.equal(2)
      expect(existsSync(at('none.db'))).to.equal(false)
    })

    it('says what is due: never verified ones first, and where copies are too few', async () => {
      const due = () => json<Due>('volumes', 'due')
      const before = await due()
      expect([before.copies, before.short]).to.deep.equal([
        [],
        [{volume: 'MS-0001', archive, verified: 0, wanted: 2}],
      ])
      expect((await run('volumes', 'due')).stdout)
        .to.include('MS-0001 has 0 of 2 verified copies.')
        .and.include('Next: mediastruct volumes burn MS-0001 --device DEVICE --copies 2 --verify')
      for (const name of ['a', 'b', 'c']) await mark(`MS-0001/${name}`, 'burned')
      await mark('MS-0001/lost-one', 'lost')
      verify('b', Date.now() - 2 * YEAR)
      verify('c')
      const {copies, short} = await due()
      expect(copies.map((copy) => [copy.name, copy.due])).to.deep.equal([
        ['a', true],
        ['b', true],
        ['c', false],
      ])
      expect(copies[0]).to.include({verifiedAt: null, dueAt: null})
      expect(short).to.deep.equal([])
      const {code, stdout} = await run('volumes', 'due')
      expect(code).to.equal(0)
      expect(stdout)
        .to.match(/MS-0001\/a .*never .*now/)
        .and.include('Next: mediastruct volumes verify MS-0001/a --from')
      expect(stdout).not.to.include('MS-0001/c')
      await mark('MS-0001/b', 'lost')
      expect((await due()).short).to.deep.include({...(await due()).short[0], verified: 1, wanted: 2})
    })

    it('forgets nothing that happened, newest first', async () => {
      expect((await run('history', '--events')).stdout).to.include('Nothing happened')
      await mark('MS-0001/a', 'burned', '--where', 'shelf')
      verify('a')
      await mark('MS-0001/a', 'lost')
      await mark('MS-0001/a', 'burned')
      const {events} = await json<Events>('history', '--events')
      expect(events.map(({event, state, by}) => [event, state, by])).to.deep.equal([
        ['burned', 'burned', 'mark'],
        ['lost', 'lost', 'mark'],
        ['checked', 'verified', 'verify'],
        ['burned', 'burned', 'mark'],
      ])
      expect((await json<Events>('history', '--events', '--limit', '1')).events).to.have.length(1)
      const {stdout} = await run('history', '--events')
      expect(stdout).to.include('2 files good').and.include('kept: shelf')
      expect((await run('history', '01JD0Z3V5T9C8W2KX1B4N6M7QP', '--events')).code).to.equal(2)
    })

    it('leaves a marker that somebody rewrote, says so, and the change stands', async () => {
      writeFileSync(join(volume, 'UNBURNED'), 'my own words')
      const {code, stderr} = await mark('MS-0001/a', 'burned')
      expect(existsSync(join(volume, 'UNBURNED'))).to.equal(true)
      expect([code, (await list())[0]?.state], stderr).to.deep.equal([1, 'burned'])
      expect(stderr).to.include('somebody rewrote its UNBURNED')
    })

    it('waits for no writer: another command that writes is named', async () => {
      const catalog = Catalog.open(at('.mediastruct/catalog.db'), 'write')
      try {
        const {code, stderr} = await mark('MS-0001/a', 'burned')
        expect([code, stderr.includes('catalog')]).to.deep.equal([2, true])
      } finally {
        catalog.close()
      }
      expect(await list()).to.have.length(1)
      expect((await list())[0]?.copies).to.deep.equal([])
    })
  })

  describe('of which files are looked at again', () => {
    beforeEach(() => archived(scratch()))

    it('puts nothing more into a volume that was imaged, and takes nothing out', async () => {
      plant(at('lib'), {'2020/2020-01-01/c.jpg': 'three'})
      await run('crawl', 'lib')
      expect((await run('archive', 'lib', '--plan', 'saved.ndjson')).code).to.equal(0)
      record((copies, key) => {
        const sha256 = 'ab'.repeat(32)
        copies.imaged(key, {sha256, sectors: 900, sectorBytes: 2048, imager: 'xorriso', version: '1.5.6'})
      })
      const before = multiset(volume)
      const applied = await run('apply', 'saved.ndjson', '--json')
      expect([applied.code, applied.json<Refused>().error.code]).to.deep.equal([2, 'VOLUME_CLOSED'])
      const undone = await json<Moved>('undo', '--last')
      expect(undone.left.map(({code}) => code)).to.deep.equal(['changed', 'changed'])
      expect(multiset(volume)).to.deep.equal(before)
      const {moves} = await json<Moved>('archive', 'lib')
      expect(moves.map((move) => move.volume)).to.deep.equal(['MS-0002'])
    })

    it('takes no volume for burned that a killed run still fills', async () => {
      const db = new DatabaseSync(at('.mediastruct/catalog.db'))
      db.exec("UPDATE moves SET state = 'intent' WHERE seq = (SELECT min(seq) FROM moves)")
      db.close()
      const ran = await mark('MS-0001/a', 'burned', '--json')
      expect([ran.code, ran.json<Refused>().error.code]).to.deep.equal([2, 'VOLUME_UNFINISHED'])
      expect(events()).to.deep.equal([])
    })

    it('releases a volume once enough copies were read back, and never before', async () => {
      const release = (...args: string[]) => run('volumes', 'release', 'MS-0001', ...args)
      await mark('MS-0001/a', 'burned')
      verify('a')
      const early = await release('--json')
      expect([early.code, early.json<Refused>().error.code]).to.deep.equal([2, 'TOO_FEW_COPIES'])
      expect((await release()).stderr).to.include('Next: mediastruct volumes burn MS-0001/b --device')
      await mark('MS-0001/b', 'burned')
      expect((await release()).stderr)
        .to.include('1 of 2 copies were read back: MS-0001/b is burned')
        .and.include('volumes verify MS-0001/b --from')
      verify('b')
      plant(join(volume, 'data', '2019'), {'late.jpg': 'on no disc'})
      const late = await release('--json')
      expect(late.json<Refused>().error).to.include({code: 'NOT_ON_COPIES'})
      expect(late.json<Refused>().error.message).to.include('data/2019/late.jpg')
      await run('crawl', 'arch', '--force')
      expect((await release()).code, 'indexing it puts it on no disc').to.equal(2)
      rmSync(join(volume, 'data', '2019', 'late.jpg'))
      expect((await release()).code, 'the index would count it as held').to.equal(2)
      await run('verify', 'arch', '--accept', join(volume, 'data', '2019', 'late.jpg'))
      const before = multiset(volume)
      const {code, stdout} = await release()
      expect([code, stdout.includes(volume)]).to.deep.equal([0, true])
      expect(multiset(volume), 'it deletes nothing').to.deep.equal(before)
    })

    describe('of which a volume was released', () => {
      const crawled = async () => {
        const {code, json: parse} = await run('crawl', 'arch', '--force', '--json')
        const {changed, damaged, roots} = parse<{
          changed: unknown[]
          damaged: unknown[]
          roots: {hashed: number}[]
        }>()
        expect([code, changed, damaged, roots[0]?.hashed]).to.deep.equal([0, [], [], 0])
      }
      const isOffline = async () => {
        const {files} = await json<{files: {path: string; offline: boolean}[]}>(
          'index',
          'search',
          '**/arch/**',
        )
        expect(files.map(({offline}) => offline)).to.deep.equal([true, true])
      }

      beforeEach(async () => {
        await run('crawl', 'arch')
        for (const name of ['a', 'b']) {
          await mark(`MS-0001/${name}`, 'burned')
          verify(name)
        }
        const {code, stderr} = await run('volumes', 'release', 'MS-0001')
        expect(code, stderr).to.equal(0)
      })

      it('brings nothing of it back while the directory is there, and misses nothing when it is gone', async () => {
        await crawled()
        await isOffline()
        expect((await list()).map(({state}) => state)).to.deep.equal(['offline'])
        expect((await run('crawl', 'arch/MS-0001')).code, 'itself a root').to.equal(0)
        await isOffline()
        rmSync(volume, {recursive: true})
        await crawled()
        await isOffline()
        expect((await run('verify', 'arch')).code).to.equal(0)
        expect((await run('volumes', 'release', 'MS-0001')).stdout).to.include('gone already')
        plant(at('lib'), {'2021/2021-01-01/d.jpg': 'four', '2021/2021-01-01/again.jpg': 'one'})
        await run('crawl', 'lib')
        const {moves, left} = await json<Moved>('archive', 'lib')
        expect(moves.map((move) => [move.volume, move.state])).to.deep.equal([['MS-0002', 'done']])
        expect(left.map(({code}) => code)).to.deep.equal(['held'])
        await crawled()
      })

      it('counts what it holds for status, for a card that may be wiped, and for ingest', async () => {
        rmSync(volume, {recursive: true})
        const {trees} = await json<{trees: {path: string; onMedia: {files: number}}[]}>('status', 'card')
        expect(trees.map(({onMedia}) => onMedia.files)).to.deep.equal([2])
        expect((await run('status', '--safe-to-wipe', 'card', '--copies', '2')).code).to.equal(0)
        expect((await run('status', '--safe-to-wipe', 'card', '--copies', '3')).code).to.equal(1)
        expect(
          (await run('status', '--safe-to-wipe', 'card')).code,
          'without --copies it must be here',
        ).to.equal(1)
        plant(at('drop'), {'20190504_101112.jpg': 'one'})
        const {moves, left} = await json<Moved>('ingest', 'drop')
        expect([moves, left.map(({code}) => code)]).to.deep.equal([[], ['held']])
        await mark('MS-0001/b', 'lost')
        expect((await run('status', '--safe-to-wipe', 'card', '--copies', '2')).code).to.equal(1)
      })

      it('takes back nothing that was archived into it', async () => {
        const {left} = await json<Moved>('undo', '--last')
        expect(left.map(({code}) => code)).to.deep.equal(['changed', 'changed'])
        expect(existsSync(join(volume, 'data/2019/2019-05-04/a.jpg'))).to.equal(true)
      })
    })

    it('counts no file as on media that came to a volume after it was burned', async () => {
      for (const name of ['a', 'b']) {
        await mark(`MS-0001/${name}`, 'burned')
        verify(name)
      }
      plant(join(volume, 'data'), {'late.jpg': 'only here'})
      plant(at('card'), {'z.jpg': 'only here'})
      await run('crawl', 'arch', 'card', '--force')
      const {trees} = await json<{trees: {onMedia: {files: number}}[]}>('status', 'card')
      expect(trees.map(({onMedia}) => onMedia.files)).to.deep.equal([2])
      expect((await run('status', '--safe-to-wipe', 'card', '--copies', '2')).code).to.equal(1)
    })
  })
})
