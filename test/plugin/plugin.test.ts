import {inspect} from 'node:util'
import {expect} from 'chai'
import {inTime} from '../../src/foreign-code.ts'
import {BLAKE3} from '../../src/hash/blake3.ts'
import type {HashProvider, VolumeTarget} from '../../src/hooks.ts'
import {chooseHash, chooseMedium} from '../../src/plugin/choose.ts'
import {contained} from '../../src/plugin/contain.ts'
import {apiFor, Registry} from '../../src/plugin/registry.ts'
import type {Plugin, PluginApi} from '../../src/plugin/types.ts'
import {instantiate, validatePlugin} from '../../src/plugin/validate.ts'
import {raw} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'

const log = {warn: () => undefined, debug: () => undefined}
const named = (name: string): Plugin => ({name, apiVersion: 1, setup: () => undefined})

function setUp(registry: Registry, name: string, setup: (api: PluginApi) => void): void {
  setup(apiFor({name, origin: 'config'}, registry, log))
}

describe('a plugin', () => {
  for (const [value, problem] of [
    [undefined, 'expected a plugin object, got undefined.'],
    [null, 'expected a plugin object, got null.'],
    ['x', 'expected a plugin object, got string.'],
    [{}, '"name" must be a non-empty string, got undefined.'],
    [{name: ' '}, '"name" must be a non-empty string, got string.'],
    [{name: 'x'}, 'it was written for apiVersion undefined; this host speaks 1.'],
    [
      {name: 'x', apiVersion: 2, setup: () => undefined},
      'it was written for apiVersion 2; this host speaks 1.',
    ],
    [{name: 'x', apiVersion: 1}, '"setup" must be a function, got undefined.'],
    [{name: 'x', apiVersion: 1, setup: []}, '"setup" must be a function, got an array.'],
    [
      {name: 'x', apiVersion: 1, options: {folders: 'string'}, setup: () => undefined},
      '"options" must be a Standard Schema, as zod, valibot or arktype make them, got an object with the keys folders.',
    ],
  ] as const) {
    it(`is refused where ${problem}`, async () => {
      const {message, hint} = await refusal('BAD_PLUGIN', () => validatePlugin(value, './mine.ts'))
      expect(message).to.equal(`The plugin from ./mine.ts can't be used: ${problem}`)
      expect(hint).to.include('apiVersion: 1')
    })
  }

  it('is an object, or a function from its options to one', async () => {
    const plugin = named('x')
    expect(await instantiate(plugin, undefined, 'here')).to.equal(plugin)
    const byName = await instantiate((options: {name: string}) => named(options.name), {name: 'y'}, 'here')
    expect(byName.name).to.equal('y')
    const without = await instantiate(
      async (options: object) => named(JSON.stringify(options)),
      undefined,
      'here',
    )
    expect(without.name).to.equal('{}')
    await refusal('BAD_PLUGIN', () => instantiate(() => undefined, {}, 'here'))
  })

  it('can not take a name that another one offers, nor none', async () => {
    const registry = new Registry()
    setUp(registry, 'first', (api) => api.dedupePolicy('same', () => undefined))
    setUp(registry, 'second', (api) => api.renameStrategy('same', () => undefined))
    const offer = (name: string) => () =>
      setUp(registry, 'second', (api) => api.dedupePolicy(name, () => undefined))
    const {message} = await refusal('NAME_TAKEN', offer('same'))
    expect(message).to.equal('The plugin second offers the dedupePolicy "same", which first offers already.')
    await refusal('BAD_PLUGIN', offer(' '))
  })

  it('can not register anything once all are set up', async () => {
    const registry = new Registry()
    const api = apiFor({name: 'late', origin: 'config'}, registry, log)
    registry.close()
    const {message} = await refusal('BAD_PLUGIN', () => api.dedupePolicy('x', () => undefined))
    expect(message).to.equal('The plugin late registers a dedupePolicy after its setup ended.')
  })

  it('is listed with what it taps, in order', () => {
    const registry = new Registry()
    setUp(registry, 'a', (api) => {
      api.onFileDiscovered(() => undefined)
      api.captureDate('exif', () => undefined)
    })
    setUp(registry, 'b', (api) => api.onFileDiscovered(() => undefined))
    const tappers = registry.taps.filter(({hook}) => hook === 'onFileDiscovered').map(({plugin}) => plugin)
    expect(tappers).to.deep.equal(['a', 'b'])
    expect(registry.names('captureDate')).to.deep.equal(['exif'])
    expect(registry.has('captureDate', 'xmp')).to.equal(false)
  })

  it('that fails on a file is named with hook and file, whatever it throws', async () => {
    const registry = new Registry()
    setUp(registry, 'broken', (api) =>
      api.onFileDiscovered(() => {
        throw 'a string'
      }),
    )
    const file = {path: '/a/x', raw: raw('/a/x'), tree: '/a', size: 1, mtimeNs: 1n, skip: () => undefined}
    const {message} = await refusal('PLUGIN_FAILED', () => registry.hooks.onFileDiscovered.promise(file))
    expect(message).to.equal('The plugin broken failed in onFileDiscovered on /a/x: a string')
  })

  it('that never answers fails like one that throws', async () => {
    const tap = contained(
      {plugin: 'slow', hook: 'captureDate "x"'},
      (path: string) => path,
      () => new Promise<void>(() => undefined),
      10,
    )
    const {message} = await refusal('PLUGIN_FAILED', () => tap('/a/x'))
    expect(message).to.equal(
      'The plugin slow failed in captureDate "x" on /a/x: it gave no answer within 0.01 s',
    )
    expect(await inTime(Promise.resolve(5), 10)).to.equal(5)
  })

  it('answers with data alone: nothing of it that runs is taken over', async () => {
    const answering = (answer: object) =>
      contained(
        {plugin: 'odd', hook: 'dedupePolicy'},
        () => '',
        () => answer,
      )()
    const keep = {keep: '/a', reason: 'first'}
    const answer = await answering(keep)
    expect(answer).to.deep.equal(keep)
    expect(answer).not.to.equal(keep)
    expect(Reflect.ownKeys(await answering({...keep, [Symbol('run')]: () => undefined}))).to.deep.equal([
      'keep',
      'reason',
    ])
    await refusal('PLUGIN_FAILED', () => answering({...keep, run: () => undefined}))
    await refusal('PLUGIN_FAILED', () => answering(new Proxy(keep, {})))
  })
})

describe('choosing by name', () => {
  const medium: VolumeTarget = {
    name: 'tape',
    description: 'a tape',
    capacityBytes: 10_000_000,
    sectorBytes: 2048,
    overhead: {fixedSectors: 1, sectorsPerFile: 1, sectorsPerDirectory: 1},
    limits: {nameBytes: 255, fileBytes: 1e9},
  }
  const registryWith = (provider: HashProvider, target: VolumeTarget) => {
    const registry = new Registry()
    setUp(registry, 'p', (api) => {
      api.hashAlgorithm(provider)
      api.volumeTarget(target)
    })
    return registry
  }
  const registry = () => registryWith(BLAKE3, medium)

  it('finds what is offered', () => {
    expect(chooseHash(registry(), 'blake3')).to.deep.equal({...BLAKE3, plugin: 'p'})
    expect(chooseMedium(registry(), 'tape')).to.deep.equal(medium)
  })

  it('offers the nearest of unknown names', async () => {
    const {message, hint} = await refusal('UNKNOWN_NAME', () => chooseHash(registry(), 'blake2'))
    expect(message).to.equal('There is no hash algorithm named "blake2". Did you mean "blake3"?')
    expect(hint).to.equal('Known: blake3.')
    await refusal('UNKNOWN_NAME', () => chooseMedium(registry(), 'bd-r-25'))
    await refusal('UNKNOWN_NAME', () => chooseMedium(registry(), '__proto__'))
  })

  for (const wrong of [
    {digestBytes: 0},
    {digestBytes: 7.5},
    {digestBytes: 65},
    {module: 5},
    {export: undefined},
  ]) {
    it(`refuses a hash with ${JSON.stringify(wrong)}`, async () => {
      const provider = {...BLAKE3, ...wrong} as HashProvider
      const {message} = await refusal('BAD_ANSWER', () =>
        chooseHash(registryWith(provider, medium), 'blake3'),
      )
      expect(message).to.match(
        /^The plugin p answered hashAlgorithm "blake3" wrongly: expected "\w+" to be .+, got /,
      )
      expect(message).to.include(inspect(Object.values(wrong)[0]))
    })
  }

  for (const wrong of [
    {capacityBytes: Number.NaN},
    {capacityBytes: 1000},
    {capacityBytes: '25GB'},
    {sectorBytes: 0},
    {overhead: undefined},
    {overhead: {fixedSectors: -1, sectorsPerFile: 1, sectorsPerDirectory: 1}},
    {limits: undefined},
    {limits: {nameBytes: 0, fileBytes: 1}},
    {limits: {nameBytes: 255, fileBytes: Number.POSITIVE_INFINITY}},
    {limits: {nameBytes: '255', fileBytes: 1e9}},
    {limits: {nameBytes: 255, fileBytes: 1e9, pathBytes: 0.5}},
    {limits: {nameBytes: 255, fileBytes: 1e9, names: 'dos'}},
    {imager: 5},
    {writer: {}},
    {overhead: {fixed: 1, perFile: 1, perDirectory: 1}},
    {overhead: {fixedSectors: Number.NaN, sectorsPerFile: 1, sectorsPerDirectory: 1}},
  ]) {
    it(`refuses a medium with ${JSON.stringify(wrong)}`, async () => {
      const target = {...medium, ...wrong} as VolumeTarget
      const {message} = await refusal('BAD_ANSWER', () => chooseMedium(registryWith(BLAKE3, target), 'tape'))
      expect(message).to.include(`The plugin p answered volumeTarget "tape" wrongly: expected "`)
      expect(message).to.include(`, got ${inspect(Object.values(wrong)[0])}.`)
    })
  }
})
