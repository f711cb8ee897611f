import {expect} from 'chai'
import type {EccJob, EccProvider} from '../../src/hooks.ts'
import {chooseEcc, type Ecc} from '../../src/plugin/ecc.ts'
import {apiFor, Registry} from '../../src/plugin/registry.ts'
import {refusal} from '../support/refused.ts'

const log = {warn: () => undefined, debug: () => undefined}

const GOOD: EccProvider = {
  name: 'mirror',
  description: 'each sector twice',
  room: (imageSectors) => ({sectors: 2 * imageSectors, redundancyPercent: 100, leastPercent: 50}),
  version: async () => '1.0',
  protect: async () => undefined,
  check: async () => ({state: 'intact', detail: 'all is well'}),
  repair: async () => ({state: 'damaged', detail: 'nothing could be done'}),
}

/** Chosen by its name among what one plugin offers. @param changes whatever a stranger may have written */
async function chosen(changes: object = {}, name = 'mirror'): Promise<Ecc | undefined> {
  const registry = new Registry()
  apiFor({name: 'stranger', origin: 'config'}, registry, log).ecc({...GOOD, ...changes} as EccProvider)
  return await chooseEcc(registry, name)
}

async function used(changes: object = {}): Promise<Ecc> {
  const ecc = await chosen(changes)
  if (!ecc) throw new Error('none was chosen')
  return ecc
}

const job = (signal = new AbortController().signal): EccJob => ({
  image: '/tmp/none.iso',
  scratch: '/tmp',
  signal,
  progress: () => undefined,
})
const throws = async () => {
  throw new Error('the tape is full')
}

describe('error correction, as a plugin offers it', () => {
  it('is asked by name; none is none, and an unknown name is refused with those that are known', async () => {
    expect(await chosen({}, 'none')).to.equal(undefined)
    expect((await chosen())?.name).to.equal('mirror')
    const {message, exitCode} = await refusal('UNKNOWN_NAME', () => chosen({}, 'miror'))
    expect(message).to.equal('There is no error correction named "miror". Did you mean "mirror"?')
    expect(exitCode).to.equal(2)
  })

  it('must have what it is asked for, also where it was offered under an older description', async () => {
    for (const method of ['room', 'version', 'protect', 'check', 'repair']) {
      const {message} = await refusal('BAD_ANSWER', () => chosen({[method]: 'no function'}))
      expect(message).to.contain(`The plugin stranger answered ecc "mirror" wrongly: expected "${method}"`)
    }
  })

  it('reckons within the medium', async () => {
    const room = async (answer: unknown) => (await used({room: () => answer})).room(100, 150)
    expect(await room({sectors: 150, redundancyPercent: 50, leastPercent: 20})).to.include({sectors: 150})
    expect(await room({sectors: 100, redundancyPercent: 0, leastPercent: 20})).to.include({sectors: 100})
    for (const wrong of [
      {sectors: 151, redundancyPercent: 50, leastPercent: 20},
      {sectors: 100, redundancyPercent: 50, leastPercent: 20},
      {sectors: 120.5, redundancyPercent: 50, leastPercent: 20},
      {sectors: 150, redundancyPercent: Number.NaN, leastPercent: 20},
      {sectors: 150, redundancyPercent: 50, leastPercent: -1},
      {sectors: 150, redundancyPercent: '50', leastPercent: 20},
      undefined,
      null,
    ])
      await refusal('BAD_ANSWER', () => room(wrong))
  })

  it('says what it lacks before the work, and how it failed by name', async () => {
    const missing = await refusal('NO_ECC', async () => (await used({version: throws})).version())
    expect([missing.message, missing.exitCode]).to.deep.equal([
      'The error correction "mirror" can\'t work: the tape is full',
      2,
    ])
    const failed = await refusal('ECC_FAILED', async () => (await used({repair: throws})).repair(job()))
    expect(failed.message).to.contain(
      'The plugin stranger failed in ecc "mirror" (repairing): the tape is full',
    )
    expect(failed.exitCode).to.equal(1)
    const guessing = {room: () => process.exit(0)}
    expect((await refusal('ECC_FAILED', async () => (await used(guessing)).room(1, 2))).exitCode).to.equal(2)
    const exiting = {check: async () => process.exit(0)}
    await refusal('ECC_FAILED', async () => (await used(exiting)).check(job()))
  })

  it('tells a state, a few sectors, and whole ones', async () => {
    for (const answer of [undefined, {state: 'fine', detail: 'x'}, {state: 'intact'}])
      await refusal('BAD_ANSWER', async () => (await used({check: async () => answer})).check(job()))
    expect((await used()).vitalSectors).to.deep.equal([])
    for (const vitalSectors of [[-1], [1.5], [1, 2, 3, 4, 5], 16])
      await refusal('BAD_ANSWER', async () => (await used({vitalSectors})).vitalSectors)
    expect((await used()).standIn(3)).to.deep.equal(new Uint8Array(2048))
    await refusal('BAD_ANSWER', async () => (await used({standIn: () => new Uint8Array(5)})).standIn(3))
  })

  it('is interrupted, whatever it says then', async () => {
    const interrupt = new AbortController()
    const protect = async () => {
      interrupt.abort()
      throw new Error('killed')
    }
    const ecc = await used({protect})
    const protecting = {...job(interrupt.signal), sectors: 1, capacitySectors: 2}
    const {exitCode} = await refusal('INTERRUPTED', () => ecc.protect(protecting))
    expect(exitCode).to.equal(130)
    await refusal('INTERRUPTED', () => ecc.check(job(interrupt.signal)))
  })
})
