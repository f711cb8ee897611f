import {expect} from 'chai'
import {Copies} from '../../src/catalog/copies.ts'
import {lastVerifiedMs} from '../../src/catalog/last-verified.ts'
import type {CopyCheck, ImageFacts} from '../../src/catalog/volume-events.ts'
import {readToldEvents, toldOfCopies, volumeEventFields} from '../../src/catalog/volume-history.ts'
import type {RawPath} from '../../src/paths/bytes.ts'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {newCatalog, raw} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'
import {IMAGE, putVolume} from '../support/volumes.ts'

const OK: CopyCheck = {result: 'ok', sectors: 9, files: 1, damaged: []}
const DAMAGED: CopyCheck = {...OK, result: 'damaged', damaged: ['data/caf\xe9' as RawPath]}

function fixture() {
  const catalog = newCatalog()
  const volume = putVolume(catalog)
  let now = 1000
  const copies = new Copies(catalog.db, () => ++now)
  const part = (number: number, of = 2) =>
    copies.checked(volume, 'a', {...OK, subset: {part: number, of}}, {by: 'verify'})
  const verifiedMs = () => copies.verifiedMs(volume, 'a')
  return {volume, copies, part, verifiedMs}
}

const PROTECTED: ImageFacts = {
  ...IMAGE,
  ecc: {
    ...{name: 'dvdisaster', version: '0.79.5', imageSectors: 700, redundancyPercent: 42.9},
    vital: [{sector: 16, packed: 'Y2BgGAAAAP//'}],
  },
}

describe('when a copy was last read back', () => {
  it('is its newest whole reading; another medium under its name, or damage, begins anew', () => {
    const {volume, copies, verifiedMs} = fixture()
    copies.burned(volume, 'a', {by: 'burn'})
    expect(verifiedMs()).to.equal(undefined)
    copies.checked(volume, 'a', OK, {by: 'burn'})
    expect(verifiedMs()).to.equal(1002)
    copies.burned(volume, 'a', {by: 'mark', where: 'said again of the same one'})
    copies.checked(volume, 'b', OK, {by: 'burn'})
    expect(verifiedMs()).to.equal(1002)
    copies.checked(volume, 'a', DAMAGED, {by: 'verify'})
    expect(verifiedMs()).to.equal(undefined)
    copies.checked(volume, 'a', OK, {by: 'verify'})
    copies.lost(volume, 'a', {by: 'mark'})
    copies.burned(volume, 'a', {by: 'mark'})
    expect(verifiedMs()).to.equal(undefined)
  })

  it('is that of the oldest part, once all parts were read', () => {
    const {volume, copies, part, verifiedMs} = fixture()
    copies.checked(volume, 'a', OK, {by: 'burn'})
    part(1)
    part(1)
    part(1, 3)
    expect(verifiedMs()).to.equal(1001)
    part(2)
    expect(verifiedMs(), 'the newer reading of part 1').to.equal(1003)
    expect(lastVerifiedMs([], 'a')).to.equal(undefined)
  })
})

describe('the history of copies as plain data', () => {
  it('comes back as it was, without anything of this machine', async () => {
    const {volume, copies} = fixture()
    copies.imaged(volume, PROTECTED)
    copies.imaged(volume, {...IMAGE, archiveIndex: false})
    copies.burned(volume, 'a', {by: 'burn', image: IMAGE.sha256, where: 'Kühlschrank'})
    copies.checked(volume, 'a', {...DAMAGED, subset: {part: 1, of: 3}}, {by: 'verify'})
    copies.failed(volume, 'b', {by: 'burn', reason: 'the drive stopped'})
    copies.released(volume)
    const told = JSON.parse(JSON.stringify(toldOfCopies(copies, volume))) as {
      copies: object[]
      events: object[]
    }
    expect(JSON.stringify(told)).not.to.include('/tmp').and.not.to.include('/archive')
    expect(told.copies).to.have.length(2)
    const other = fixture()
    const events = await readToldEvents(volume.archive, told.events)
    expect(other.copies.adopt(events)).to.equal(6)
    const bare = (all: Copies) =>
      all.events.of(volume).map(({adopted: _, image, ...event}) => {
        return {...event, ...(image && {image: {...image, file: undefined}})}
      })
    expect(bare(other.copies)).to.deep.equal(bare(copies))
    expect(toldOfCopies(other.copies, volume).events).to.deep.equal(told.events)
  })

  it('passes over what a later version adds, and refuses what it is not', async () => {
    const {volume, copies} = fixture()
    copies.checked(volume, 'a', OK, {by: 'burn'})
    const [event] = toldOfCopies(copies, volume).events
    const later = {...event, mood: 'good', check: {...OK, temperature: 20}}
    expect(await readToldEvents(raw('/archive'), [later])).to.have.length(1)
    for (const bad of [{}, 'events', [{...event, id: 'x'}], [{...event, state: 'fine'}]])
      await refusal('BAD_INDEX', () => readToldEvents(raw('/archive'), bad))
  })

  it('is shown as its schema says', () => {
    const {volume, copies} = fixture()
    copies.imaged(volume, PROTECTED)
    copies.checked(volume, 'a', DAMAGED, {by: 'verify', where: 'here'})
    copies.released(volume)
    const events = copies.events.all().map(volumeEventFields)
    const {error} =
      SCHEMAS['history-events']?.safeParse({schema: 'mediastruct/history-events@1', events}) ?? {}
    expect(error?.issues ?? []).to.deep.equal([])
  })
})
