import {
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import {expect} from 'chai'
import {partPath} from '../../src/mover/names.ts'
import {recover} from '../../src/mover/recover.ts'
import {type RawPath, toBytes} from '../../src/paths/bytes.ts'
import type {Move} from '../../src/plan/move.ts'
import {blake3, hashes, World} from './world.ts'

describe('recover', () => {
  let world: World
  let from: RawPath
  let to: RawPath
  beforeEach(() => {
    world = new World()
    from = world.file('drop/a.jpg', 'alpha')
    to = world.path('library/a.jpg')
    mkdirSync(toBytes(world.path('library')))
  })
  afterEach(() => world.close())

  /** A run that was killed after it recorded these intents. */
  function killed(moves: readonly Move[], command: 'ingest' | 'sort' | 'undo' = 'ingest'): string {
    const {run} = world.begin(moves, {command})
    for (const {seq, to, hash} of world.runs.claim(run, {moves: 100, bytes: Infinity})) {
      world.runs.intend(run, seq, {to, blake3: hash, made: []})
    }
    return run
  }
  const settle = () => recover({catalog: world.catalog, runs: world.runs, hashes})
  const codeOf = async () =>
    await settle().then(
      () => '',
      (error) => error.code,
    )
  const states = (run: string) => [...world.runs.moves(run)].map(({state}) => state)

  it('old name only: as if never begun, and unfinished bytes go', async () => {
    const run = killed([world.move(from, to)])
    writeFileSync(toBytes(partPath({from, to, run, seq: 1})), 'alp')
    expect(await settle()).to.deep.equal([{run, finished: 0, returned: 1, givenUp: 0}])
    expect(states(run)).to.deep.equal(['planned'])
    expect(world.manifest()).to.have.length(1)
    expect(world.runs.unfinished()).to.deep.equal([])
  })

  it('both names, one inode: finished', async () => {
    const run = killed([world.move(from, to)])
    linkSync(toBytes(from), toBytes(to))
    expect(await settle()).to.deep.equal([{run, finished: 1, returned: 0, givenUp: 0}])
    expect([world.exists(from), world.read(to), states(run)]).to.deep.equal([false, 'alpha', ['done']])
    expect(world.catalog.get(to)?.hash).to.equal(blake3('alpha'))
  })

  it('both names, a whole copy: finished', async () => {
    const run = killed([world.move(from, to)])
    copyFileSync(toBytes(from), toBytes(to))
    expect(await settle()).to.deep.equal([{run, finished: 1, returned: 0, givenUp: 0}])
    expect([world.exists(from), world.read(to)]).to.deep.equal([false, 'alpha'])
  })

  for (const [what, keeper] of Object.entries({
    'is gone': () => world.path('master/gone.jpg'),
    'holds something else': () => world.file('master/edited.jpg', 'edited'),
    'is the file itself': () => from,
  })) {
    it(`both names, while the copy that should stay ${what}: goes back`, async () => {
      const run = killed([{...world.move(from, to), keeper: keeper()}], 'sort')
      linkSync(toBytes(from), toBytes(to))
      expect(await settle()).to.deep.equal([{run, finished: 0, returned: 1, givenUp: 0}])
      expect([world.exists(to), world.read(from), states(run)]).to.deep.equal([false, 'alpha', ['planned']])
    })

    if (what === 'is the file itself') continue
    it(`new name only, while the copy that should stay ${what}: goes back`, async () => {
      const run = killed([{...world.move(from, to), keeper: keeper()}], 'sort')
      renameSync(toBytes(from), toBytes(to))
      expect(await settle()).to.deep.equal([{run, finished: 0, returned: 1, givenUp: 0}])
      expect([world.exists(to), world.read(from), states(run)]).to.deep.equal([false, 'alpha', ['planned']])
    })
  }

  it('both names, while another copy stays: finished', async () => {
    const keeper = world.file('master/a.jpg', 'alpha')
    const run = killed([{...world.move(from, to), keeper}], 'sort')
    linkSync(toBytes(from), toBytes(to))
    expect(await settle()).to.deep.equal([{run, finished: 1, returned: 0, givenUp: 0}])
    expect([world.exists(from), world.read(to)]).to.deep.equal([false, 'alpha'])
  })

  it('both names of a --copy: the original stays', async () => {
    const run = killed([world.move(from, to, {copy: true})])
    copyFileSync(toBytes(from), toBytes(to))
    await settle()
    expect([world.exists(from), world.exists(to), states(run)]).to.deep.equal([true, true, ['done']])
  })

  it('a --copy whose card is out and that never arrived alarms nobody', async () => {
    const run = killed([world.move(from, to, {copy: true})])
    renameSync(toBytes(from), toBytes(world.path('elsewhere.jpg')))
    await settle()
    expect(states(run)).to.deep.equal(['planned'])
  })

  it('new name only: done', async () => {
    const run = killed([world.move(from, to)])
    renameSync(toBytes(from), toBytes(to))
    await settle()
    expect(states(run)).to.deep.equal(['done'])
    expect(world.catalog.get(to)?.inode).to.equal(lstatSync(toBytes(to), {bigint: true}).ino)
  })

  it('both and different: stops, touches neither, until one is put elsewhere', async () => {
    killed([world.move(from, to)])
    world.file(to, 'other')
    expect([await codeOf(), await codeOf()]).to.deep.equal(['RECOVERY_CONFLICT', 'RECOVERY_CONFLICT'])
    expect([world.read(from), world.read(to)]).to.deep.equal(['alpha', 'other'])
    renameSync(toBytes(to), toBytes(world.path('library/other.jpg')))
    expect(await codeOf()).to.equal('')
  })

  it('neither: alarm, once where the directories are there', async () => {
    const run = killed([world.move(from, to)])
    unlinkSync(toBytes(from))
    expect([await codeOf(), await codeOf()]).to.deep.equal(['RECOVERY_LOST', ''])
    expect(states(run)).to.deep.equal(['failed'])
  })

  it('neither, nor their directory: alarm until the disk is mounted', async () => {
    killed([world.move(from, to)])
    renameSync(toBytes(world.path('drop')), toBytes(world.path('unmounted')))
    expect([await codeOf(), await codeOf()]).to.deep.equal(['RECOVERY_LOST', 'RECOVERY_LOST'])
    renameSync(toBytes(world.path('unmounted')), toBytes(world.path('drop')))
    expect(await codeOf()).to.equal('')
  })

  it('neither, nor their directory, and the disk is said to be gone for good: given up', async () => {
    const run = killed([world.move(from, to)])
    renameSync(toBytes(world.path('drop')), toBytes(world.path('unmounted')))
    const acceptedTrees = [world.path('drop')]
    await recover({catalog: world.catalog, runs: world.runs, hashes, acceptedTrees})
    expect(states(run)).to.deep.equal(['failed'])
    expect(await codeOf()).to.equal('')
  })

  it('the target is not there: alarm, and none is made in its place, until it is mounted or given up', async () => {
    const run = killed([world.move(from, to)])
    rmSync(toBytes(world.path('library')), {recursive: true, force: true})
    expect(await codeOf()).to.equal('RECOVERY_LOST')
    const acceptedTrees = [world.path('library')]
    await recover({catalog: world.catalog, runs: world.runs, hashes, acceptedTrees})
    expect([world.exists(world.path('library')), states(run)]).to.deep.equal([false, ['planned']])
  })

  it('what somebody took away alarms once, whatever is accepted', async () => {
    const run = killed([world.move(from, to)])
    rmSync(toBytes(from))
    const acceptedTrees = [world.path('drop'), world.path('library')]
    const again = () => recover({catalog: world.catalog, runs: world.runs, hashes, acceptedTrees})
    const error = await again().catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'RECOVERY_LOST')
    expect(states(run)).to.deep.equal(['failed'])
    await again()
  })

  it('an empty placeholder of ours goes; the file stays under its old name', async () => {
    const run = killed([world.move(from, to)])
    world.runs.setState(run, 1, 'intent', {code: 'placeholder'})
    writeFileSync(toBytes(to), '')
    await settle()
    expect([world.read(from), world.exists(to), states(run)]).to.deep.equal(['alpha', false, ['planned']])
  })

  it('takes an asset back as a whole where a member never arrived', async () => {
    const raw = world.file('drop/a.cr2', 'raw')
    const moves = [
      world.move(from, to, {asset: 'a'}),
      world.move(raw, world.path('library/a.cr2'), {asset: 'a'}),
    ]
    const run = killed(moves)
    linkSync(toBytes(from), toBytes(to))
    await settle()
    expect([world.exists(from), world.exists(raw), world.exists(to)]).to.deep.equal([true, true, false])
    expect(states(run)).to.deep.equal(['planned', 'planned'])
  })

  it('undo of a copy: removes nothing unless both are whole', async () => {
    const copy = world.file('library/copy.jpg', 'alpha')
    const run = killed([world.move(copy, from, {copy: true})], 'undo')
    unlinkSync(toBytes(from))
    await settle()
    expect([world.exists(copy), states(run)]).to.deep.equal([true, ['planned']])
  })
})
