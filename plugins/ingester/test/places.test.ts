import {mkdirSync} from 'node:fs'
import {expect} from 'chai'
import {type RawPath, toBytes} from 'mediastruct'
import {assertPlaces, chooseDrops} from '../src/planner/places.ts'
import {codeOf, Scratch} from './planning.ts'

const raw = (path: string) => path as RawPath

describe('chooseDrops', () => {
  const scratch = new Scratch()
  const card = scratch.path('card')
  before(() => mkdirSync(toBytes(card)))
  after(() => scratch.remove())

  it('takes those of the config, as it says', async () => {
    const settings = {drop: [{path: card, copy: true, timezone: 'Asia/Tokyo'}], timezone: 'UTC'}
    const expected = [{path: card, copy: true, timezone: 'Asia/Tokyo'}]
    expect(await chooseDrops([], settings, false)).to.deep.equal(expected)
    expect(await chooseDrops([`${card}/`, card], settings, false)).to.deep.equal(expected)
  })

  it('refuses none, and one that is not there', async () => {
    const settings = {drop: [], timezone: 'UTC'}
    expect(await codeOf(() => chooseDrops([], settings, false))).to.equal('NO_DROP')
    expect(await codeOf(() => chooseDrops([`${card}/gone`], settings, false))).to.equal('MISSING_ROOT')
  })
})

describe('assertPlaces', () => {
  function check(drop: string, changes: Partial<Parameters<typeof assertPlaces>[0]> = {}) {
    return codeOf(() =>
      assertPlaces({
        drops: [{path: raw(drop), copy: false, timezone: 'UTC'}],
        library: raw('/photos'),
        undated: undefined,
        settings: {duplicates: raw('/dups')},
        masters: [raw('/Archive')],
        ...changes,
      }),
    )
  }

  it('takes a drop that lies apart, also beside a name that begins alike', async () => {
    expect(await check('/card')).to.equal(undefined)
    expect(await check('/photos2')).to.equal(undefined)
  })

  it('refuses overlap, either way round', async () => {
    for (const drop of ['/photos', '/photos/new', '/', '/Archive/x', '/dups']) {
      expect(await check(drop), drop).to.equal('BAD_DROP')
    }
    expect(await check('/card', {undated: raw('/card/undated')})).to.equal('BAD_DROP')
  })

  it('puts nothing into a master', async () => {
    expect(await check('/card', {library: raw('/Archive/new')})).to.equal('BAD_TARGET')
    expect(await check('/card', {undated: raw('/Archive/undated')})).to.equal('BAD_TARGET')
  })
})
