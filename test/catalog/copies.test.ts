import {expect} from 'chai'
import fc from 'fast-check'
import {Copies} from '../../src/catalog/copies.ts'
import {copyName} from '../../src/catalog/copy-names.ts'
import {COPY_STATES, type CopyAction, nextState} from '../../src/catalog/copy-states.ts'
import {relocate} from '../../src/catalog/relocate.ts'
import type {CopyCheck} from '../../src/catalog/volume-events.ts'
import {Volumes} from '../../src/catalog/volumes.ts'
import {join, type RawPath} from '../../src/paths/bytes.ts'
import {newCatalog, raw, row} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'
import {IMAGE, putVolume, volumeRow} from '../support/volumes.ts'

const OK: CopyCheck = {result: 'ok', sectors: 1000, files: 3, damaged: []}
const PART: CopyCheck = {...OK, subset: {part: 1, of: 3}}
const DAMAGED: CopyCheck = {...OK, result: 'damaged', damaged: ['data/2019/\xff.jpg' as RawPath]}

/** One row an action, one column a state, in their order; `-` refuses. */
const TABLE: Record<CopyAction, string> = {
  //           unburned imaged burned verified audited failed lost
  image: '      imaged   imaged  -       -        -       imaged imaged',
  burn: '       burned   burned  -       -        -       burned burned',
  mark: '       burned   burned  burned  verified audited burned burned',
  add: '        burned   burned  burned  burned   burned  burned burned',
  pass: '       verified verified verified audited audited verified verified',
  'pass-part': 'burned   burned  burned  audited  audited failed burned',
  damage: '     failed   failed  failed  failed   failed  failed failed',
  fail: '       failed   failed  failed  failed   failed  failed failed',
  lose: '       lost     lost    lost    lost     lost    lost   lost',
}

function fixture() {
  const catalog = newCatalog()
  const volume = putVolume(catalog)
  let now = 1_700_000_000_000
  const copies = new Copies(catalog.db, () => now++)
  const stateOf = () => new Volumes(catalog.db).of(volume.archive)[0]?.state
  return {catalog, volume, copies, stateOf}
}

describe('the states of a copy', () => {
  for (const [action, states] of Object.entries(TABLE) as [CopyAction, string][]) {
    it(`${action} leads from each where it should`, () => {
      const wanted = states.trim().split(/\s+/)
      const found = COPY_STATES.map((state) => nextState(state, action))
      expect(found.map((next) => (typeof next === 'string' ? next : '-'))).to.deep.equal(wanted)
    })
  }
})

describe('copies of volumes', () => {
  it('goes the whole way, and the volume shows the best of them', () => {
    const {volume, copies, stateOf} = fixture()
    expect(copies.get(volume, 'a').state).to.equal('unburned')
    expect(copies.imaged(volume, IMAGE)).to.include({copy: 'a', from: 'unburned', state: 'imaged'})
    expect(stateOf()).to.equal('imaged')
    copies.burned(volume, 'a', {by: 'burn', image: IMAGE.sha256, where: 'Shelf 3'})
    copies.failed(volume, 'b', {by: 'burn', reason: 'the drive stopped'})
    expect(stateOf()).to.equal('burned')
    expect(copies.checked(volume, 'a', OK, {by: 'verify'})).to.include({
      state: 'verified',
      volumeFrom: 'burned',
    })
    expect(copies.checked(volume, 'a', OK, {by: 'verify'})).to.include({
      state: 'audited',
      volumeState: 'audited',
    })
    copies.lost(volume, 'a', {by: 'mark', where: 'the flood'})
    expect(stateOf()).to.equal('failed')
    expect(copies.of(volume).map(({name, state, where}) => [name, state, where])).to.deep.equal([
      ['a', 'lost', 'the flood'],
      ['b', 'failed', undefined],
    ])
  })

  it('keeps every event with what was told of it', () => {
    const {volume, copies} = fixture()
    copies.imaged(volume, IMAGE)
    copies.burned(volume, 'A', {by: 'mark', where: 'Attic'})
    copies.checked(volume, 'a', DAMAGED, {by: 'verify'})
    const events = copies.events.of(volume)
    expect(events.map(({event, copy, state, by}) => [event, copy, state, by])).to.deep.equal([
      ['imaged', 'a', 'imaged', 'image'],
      ['burned', 'a', 'burned', 'mark'],
      ['checked', 'a', 'failed', 'verify'],
    ])
    expect(events[0]?.image).to.deep.equal(IMAGE)
    expect(events[1]?.where).to.equal('Attic')
    expect(events[2]?.check).to.deep.equal(DAMAGED)
    expect(copies.events.all().map(({id}) => id)).to.deep.equal(events.map(({id}) => id).reverse())
    expect(copies.events.all(1)).to.have.length(1)
    expect(copies.get(volume, 'a').where, 'a later event that tells no place changes none').to.equal('Attic')
  })

  it('refuses to burn over what is burned, and touches nothing', async () => {
    const {volume, copies} = fixture()
    copies.burned(volume, 'a', {by: 'mark'})
    copies.checked(volume, 'a', OK, {by: 'verify'})
    const before = copies.events.all()
    const {message} = await refusal('COPY_STATE', () => copies.burned(volume, 'a', {by: 'burn'}))
    expect(message).to.include('MS-0001/a is burned already')
    await refusal('COPY_STATE', () => copies.imaged(volume, IMAGE, 'a'))
    expect(copies.events.all()).to.deep.equal(before)
    expect(copies.get(volume, 'a').state).to.equal('verified')
  })

  it('does not take a part for the whole, except where the part is all of it', () => {
    const {volume, copies} = fixture()
    copies.burned(volume, 'a', {by: 'burn'})
    expect(copies.checked(volume, 'a', PART, {by: 'verify'}).state).to.equal('burned')
    expect(copies.checked(volume, 'a', {...OK, subset: {part: 1, of: 1}}, {by: 'verify'}).state).to.equal(
      'verified',
    )
    expect(copies.checked(volume, 'a', PART, {by: 'verify'}).state).to.equal('audited')
    expect(copies.events.of(volume).at(-1)?.check?.subset).to.deep.equal({part: 1, of: 3})
  })

  it('closes no volume by what is said of copies that never were', () => {
    const {volume, copies, stateOf} = fixture()
    const said = copies.lost(volume, 'x', {by: 'mark'})
    expect(said).to.include({from: 'unburned', state: 'lost', volumeState: 'unburned'})
    copies.failed(volume, 'y', {by: 'mark'})
    expect([stateOf(), copies.get(volume, 'x').state, copies.get(volume, 'y').state]).to.deep.equal([
      'unburned',
      'lost',
      'failed',
    ])
    copies.burned(volume, 'a', {by: 'mark'})
    expect(copies.lost(volume, 'a', {by: 'mark'}).volumeState).to.equal('failed')
  })

  it('gives the next names: imaged and failed ones first, never that of a copy that was once whole', () => {
    const {volume, copies} = fixture()
    expect(copies.nextNames(volume, 2)).to.deep.equal(['a', 'b'])
    copies.burned(volume, 'a', {by: 'burn'})
    copies.failed(volume, 'b', {by: 'burn'})
    copies.imaged(volume, IMAGE, 'd')
    copies.burned(volume, 'c', {by: 'mark'})
    copies.lost(volume, 'c', {by: 'mark'})
    expect(copies.nextNames(volume, 3)).to.deep.equal(['b', 'd', 'e'])
    copies.checked(volume, 'a', DAMAGED, {by: 'verify'})
    expect(copies.nextNames(volume, 1)).to.deep.equal(['b'])
    expect(copies.nextNames(volume, 25).at(-1)).to.equal('aa')
  })

  it('tells the image that a copy was burned from', () => {
    const {volume, copies} = fixture()
    expect(copies.imageOf(volume, 'a')).to.equal(undefined)
    const second = {...IMAGE, sha256: 'cd'.repeat(32), sectors: 2000}
    copies.imaged(volume, IMAGE)
    copies.burned(volume, 'a', {by: 'burn', image: IMAGE.sha256})
    copies.imaged(volume, second)
    expect(copies.imageOf(volume, 'a')).to.include({sectors: 1000})
    expect(copies.imageOf(volume, 'b')).to.include({sectors: 2000})
    expect(copies.images(volume).map(({sectors}) => sectors)).to.deep.equal([1000, 2000])
  })

  it('stays offline once it was released, whatever is found of its copies', () => {
    const {volume, copies, stateOf} = fixture()
    copies.burned(volume, 'a', {by: 'burn'})
    copies.checked(volume, 'a', OK, {by: 'burn'})
    expect(copies.released(volume)).to.include({volumeFrom: 'verified', volumeState: 'offline'})
    expect(copies.checked(volume, 'a', OK, {by: 'verify'})).to.include({
      state: 'audited',
      volumeState: 'offline',
    })
    expect(stateOf()).to.equal('offline')
    expect(copies.isReleased(volume)).to.equal(true)
  })

  it('takes names of letters, digits and "-", whatever their case', async () => {
    expect(copyName('B')).to.equal('b')
    expect(copyName('off-site-2')).to.equal('off-site-2')
    for (const name of ['', '-a', 'a b', 'ä', 'a/b', 'x'.repeat(33)])
      await refusal('BAD_COPY', () => copyName(name))
  })

  it('knows nothing of copies of a volume that it does not know', async () => {
    const {copies} = fixture()
    await refusal('UNKNOWN_VOLUME', () => copies.burned(volumeRow({id: 'MS-0009'}), 'a', {by: 'mark'}))
    expect(copies.events.all()).to.deep.equal([])
  })

  it('goes along when the archive is relocated', () => {
    const {catalog, volume, copies} = fixture()
    copies.burned(volume, 'a', {by: 'mark'})
    relocate(catalog, raw('/archive'), raw('/mnt/archive'))
    const moved = {archive: raw('/mnt/archive'), id: volume.id}
    expect(copies.get(moved, 'a').state).to.equal('burned')
    expect(copies.events.of(moved)).to.have.length(1)
  })

  it('adopts what an index tells, once, and counts on none of it until it is read again', () => {
    const {volume, copies} = fixture()
    copies.burned(volume, 'a', {by: 'burn', where: 'Shelf'})
    copies.checked(volume, 'a', OK, {by: 'burn'})
    const told = copies.events.of(volume)
    const other = fixture()
    expect(other.copies.adopt(told)).to.equal(2)
    expect(other.copies.adopt(told)).to.equal(0)
    expect(other.copies.get(volume, 'a')).to.include({state: 'verified', adopted: true, where: 'Shelf'})
    expect(other.stateOf()).to.equal('verified')
    expect(other.copies.verified(volume)).to.deep.equal([])
    expect(new Volumes(other.catalog.db).safe(1)).to.deep.equal([])
    const said = other.copies.burned(volume, 'a', {by: 'mark', where: 'Attic'})
    expect(said.state, 'what the user says of it does not make it read').to.equal('burned')
    other.copies.checked(volume, 'a', {...OK, subset: {part: 1, of: 2}}, {by: 'verify'})
    expect(other.copies.verified(volume)).to.deep.equal([])
    expect(other.copies.verifiedMs(volume, 'a')).to.equal(undefined)
    const read = other.copies.checked(volume, 'a', OK, {by: 'verify'})
    expect(read.state, 'our first reading').to.equal('verified')
    expect(other.copies.verified(volume).map(({name}) => name)).to.deep.equal(['a'])
    expect(new Volumes(other.catalog.db).safe(1)).to.have.length(1)
  })

  it('of which one is known, and not which, count for the volume and for nothing else', () => {
    const {volume, copies, stateOf, catalog} = fixture()
    const told = {archive: volume.archive, volume: volume.id, copy: undefined, by: 'import', atMs: 1}
    copies.adopt([{...told, id: '0'.repeat(26), event: 'imported', state: 'burned'}])
    expect(stateOf()).to.equal('burned')
    expect(copies.of(volume)).to.deep.equal([])
    copies.failed(volume, 'a', {by: 'burn'})
    expect(stateOf()).to.equal('burned')
    expect(new Volumes(catalog.db).safe(1)).to.deep.equal([])
    copies.adopt([{...told, id: '1'.repeat(26), event: 'released', state: 'offline'}])
    expect(stateOf()).to.equal('offline')
    expect(new Volumes(catalog.db).released(), 'its directory is not ours to expect gone').to.deep.equal([])
  })

  it('that are read back make known what an index told of their volume', () => {
    const {volume, copies, catalog} = fixture()
    new Volumes(catalog.db).put({...volume, told: ''})
    const path = join(volume.path, raw('data/x'))
    catalog.put(row(path, {offline: true, told: true}))
    const told = () => [new Volumes(catalog.db).all()[0]?.told, catalog.get(path)?.told]
    copies.burned(volume, 'a', {by: 'mark'})
    copies.checked(volume, 'a', {...OK, subset: {part: 1, of: 2}}, {by: 'verify'})
    copies.checked(volume, 'a', DAMAGED, {by: 'verify'})
    expect(told()).to.deep.equal(['', true])
    copies.checked(volume, 'a', OK, {by: 'verify'})
    expect(told()).to.deep.equal([undefined, undefined])
    expect(catalog.get(path)?.offline).to.equal(true)
  })

  it('loses no event, and makes none verified without a whole reading, whatever the order of things', () => {
    const actions = ['imaged', 'burn', 'mark', 'ok', 'part', 'damaged', 'failed', 'lost', 'released'] as const
    const steps = fc.array(fc.tuple(fc.constantFrom(...actions), fc.constantFrom('a', 'b', 'Attic')), {
      maxLength: 25,
    })
    fc.assert(
      fc.property(steps, (sequence) => {
        const {volume, copies, stateOf} = fixture()
        let accepted = 0
        let wasMade = false
        const whole = new Map<string, boolean>()
        for (const [action, copy] of sequence) {
          const before = copies.events.of(volume)
          const done = tried(() => act(copies, volume, action, copy))
          const after = copies.events.of(volume)
          expect(after.slice(0, before.length)).to.deep.equal(before)
          if (done) accepted++
          if (done && action !== 'failed' && action !== 'lost') wasMade = true
          expect(after).to.have.length(accepted)
          if (done && action !== 'released') whole.set(copy, isWhole(action, whole.get(copy) ?? false))
          for (const {name, state} of copies.of(volume)) {
            const readBack = [...whole].find(([known]) => copyName(known) === name)?.[1] ?? false
            expect(state === 'verified' || state === 'audited', name).to.equal(readBack)
          }
          expect(stateOf() === 'unburned', 'nothing leads back').to.equal(!wasMade)
        }
      }),
      {numRuns: 25},
    )
  })
})

type Step = 'imaged' | 'burn' | 'mark' | 'ok' | 'part' | 'damaged' | 'failed' | 'lost' | 'released'

function act(copies: Copies, volume: ReturnType<typeof volumeRow>, step: Step, copy: string): void {
  if (step === 'imaged') copies.imaged(volume, IMAGE, copy)
  else if (step === 'burn' || step === 'mark') copies.burned(volume, copy, {by: step})
  else if (step === 'ok') copies.checked(volume, copy, OK, {by: 'verify'})
  else if (step === 'part') copies.checked(volume, copy, PART, {by: 'verify'})
  else if (step === 'damaged') copies.checked(volume, copy, DAMAGED, {by: 'verify'})
  else if (step === 'released') copies.released(volume)
  else copies[step](volume, copy, {by: 'mark'})
}

/** Whether the last thing that changed a copy leaves it proven whole. */
function isWhole(step: Step, before: boolean): boolean {
  if (step === 'ok') return true
  return before && (step === 'mark' || step === 'part')
}

function tried(work: () => void): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
