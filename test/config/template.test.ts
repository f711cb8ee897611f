import {expect} from 'chai'
import {KEYS} from '../../src/config/load.ts'
import {effectiveConfig, inWords} from '../../src/config/show.ts'
import {CONFIG_NAME, CONFIG_TEMPLATE} from '../../src/config/template.ts'
import {Scratch} from './scratch.ts'

describe('the config that init writes', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  it('says nothing as it is', async () => {
    scratch.write(CONFIG_NAME, CONFIG_TEMPLATE)
    const {origins} = await scratch.load()
    expect(new Set(origins.values())).to.deep.equal(new Set(['default']))
  })

  it('is a valid config with every key once the # is taken away', async () => {
    const text = CONFIG_TEMPLATE.replace(/^# (?=\w+:(?: [^ ]+$| \[|$)| {2}\S)/gm, '')
    const file = scratch.write(CONFIG_NAME, text)
    const {origins, settings} = await scratch.load()
    expect([...origins]).to.deep.equal(KEYS.map((key) => [key, file]))
    expect(settings.drop).to.have.length(2)
  })

  it('is shown key by key, as a user would write it', async () => {
    scratch.write(CONFIG_NAME, 'drop: [{path: a, copy: true}]\narchive: b\nmaxAge: {b: 30d}\nauditEvery: 12h')
    const config = effectiveConfig((await scratch.load()).settings)
    expect(config).to.include.keys(...KEYS)
    expect(config.auditEvery).to.equal('43200s')
    expect(config.maxAge).to.deep.equal({[scratch.path('b')]: '30d'})
    expect(inWords(config.drop)).to.equal(`${scratch.path('a')} (copy)`)
    expect([config.library, config.dates, config.masters].map(inWords)).to.deep.equal(['–', '–', '(none)'])
  })
})
