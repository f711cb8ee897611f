/** Options of plugins: any Standard Schema says what they must be, before anything is touched. */
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {StandardSchemaV1} from '@standard-schema/spec'
import {expect} from 'chai'
import {z} from 'zod'
import {setUp} from '../../src/plugin/load.ts'
import type {LoadedPlugin} from '../../src/plugin/loaded.ts'
import {checkOptions} from '../../src/plugin/options.ts'
import {Registry} from '../../src/plugin/registry.ts'
import type {Plugin} from '../../src/plugin/types.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {refusal} from '../support/refused.ts'
import {scratch} from '../support/scratch.ts'

interface Options {
  folders: string[]
  depth: number
}

const SCHEMA = z.strictObject({folders: z.array(z.string()), depth: z.number().default(3)})

/** What another library than zod might make: here the answer comes later, and paths are objects. */
const BY_HAND: StandardSchemaV1<unknown, Options> = {
  '~standard': {
    version: 1,
    vendor: 'by hand',
    async validate(value) {
      if (typeof value === 'object' && value !== null && 'folders' in value) {
        return {value: {folders: ['checked'], depth: 1}}
      }
      return {issues: [{message: 'is missing', path: [{key: 'folders'}, {key: 0}]}]}
    },
  },
}

function plugin(options: Plugin['options'], setup: Plugin['setup'] = () => undefined): Plugin {
  return {name: 'p', apiVersion: 1, options, setup}
}

function given(value: unknown): LoadedPlugin['options'] {
  return {value, file: '/c/mediastruct.config.yaml'}
}

describe('options of a plugin', () => {
  for (const [wrong, problems] of [
    [{}, ['"folders": Invalid input: expected array, received undefined']],
    [{folders: [5]}, ['"folders[0]": Invalid input: expected string, received number']],
    [{folders: [], dept: 3}, ['Unrecognized key: "dept"']],
    ['x', ['Invalid input: expected object, received string']],
  ] as const) {
    it(`that are ${JSON.stringify(wrong)} are named by key and file`, async () => {
      const loaded: LoadedPlugin = {plugin: plugin(SCHEMA), origin: 'config', options: given(wrong)}
      expect(await checkOptions(loaded)).to.deep.equal({ok: false, problems})
      const {message} = await refusal('BAD_OPTIONS', () => setUp(loaded, new Registry(), silent()))
      expect(message).to.equal(
        `The options of the plugin p are wrong in /c/mediastruct.config.yaml: ${problems.join('; ')}`,
      )
    })
  }

  it('reach setup as the schema gave them back; as they are, where there is none', async () => {
    const seen: unknown[] = []
    const setup = (_api: unknown, options: unknown) => void seen.push(options)
    for (const options of [SCHEMA, BY_HAND, undefined]) {
      const loaded = {
        plugin: plugin(options, setup),
        origin: 'config',
        options: given({folders: ['a']}),
      } as const
      await setUp(loaded, new Registry(), silent())
    }
    await setUp({plugin: plugin(undefined, setup), origin: 'installed'}, new Registry(), silent())
    expect(seen).to.deep.equal([
      {folders: ['a'], depth: 3},
      {folders: ['checked'], depth: 1},
      {folders: ['a']},
      {},
    ])
  })

  it('that are needed and missing: an installed plugin is not set up, and what it needs is said', async () => {
    const registry = new Registry()
    const offering = plugin(BY_HAND, (api) => api.dedupePolicy('x', () => undefined))
    const {needs} = await setUp({plugin: offering, origin: 'installed'}, registry, silent())
    expect(registry.taps).to.deep.equal([])
    expect(needs).to.equal(
      'The plugin p does nothing without options: "folders[0]": is missing. Give them in the config: plugins: [["p", {…}]].',
    )
  })

  it('with paths: a relative one is relative to the config that names the plugin, else to the working directory', async () => {
    const resolved: string[] = []
    const asking = plugin(
      undefined,
      (api) => void resolved.push(api.resolvePath('x/y'), api.resolvePath('/x')),
    )
    await setUp({plugin: asking, origin: 'installed', options: given({})}, new Registry(), silent())
    await setUp(
      {plugin: asking, origin: 'config', config: '/d/mediastruct.config.ts'},
      new Registry(),
      silent(),
    )
    await setUp({plugin: asking, origin: 'installed'}, new Registry(), silent())
    expect(resolved).to.deep.equal(['/c/x/y', '/x', '/d/x/y', '/x', join(process.cwd(), 'x/y'), '/x'])
  })

  it('whose schema throws, or answers nothing, fail by the name of the plugin', async () => {
    for (const validate of [
      () => {
        throw new Error('boom')
      },
      () => undefined,
    ]) {
      const options = {'~standard': {version: 1, vendor: 'x', validate}} as unknown as Plugin['options']
      const {message} = await refusal('PLUGIN_FAILED', () =>
        setUp({plugin: plugin(options), origin: 'installed'}, new Registry(), silent()),
      )
      expect(message).to.match(/^The plugin p failed in options: /)
    }
  })

  it('of a plugin that a config names, module or object: exit 2 where they are wrong, and they take effect', async () => {
    const cwd = scratch()
    writeFileSync(join(cwd, 'tape.mjs'), TAPE)
    const hooks = async (config: string) => {
      writeFileSync(
        join(cwd, 'mediastruct.config.mjs'),
        `import tape from './tape.mjs'\nexport default ${config}`,
      )
      return await mediastruct(['hooks', '--json'], {cwd})
    }
    for (const entry of ["'./tape.mjs'", 'tape']) {
      const wrong = await hooks(`{plugins: [[${entry}, {name: 5}]]}`)
      expect(wrong.code).to.equal(2)
      const {error} = wrong.json<{error: {code: string; message: string}}>()
      expect(error.code).to.equal('BAD_OPTIONS')
      expect(error.message).to.equal(
        `The options of the plugin tape are wrong in ${join(cwd, 'mediastruct.config.mjs')}: "name": must be a string`,
      )
      const right = await hooks(`{plugins: [[${entry}, {name: 'lto'}]]}`)
      expect(right.code, right.stdout).to.equal(0)
      expect(right.stdout).to.include('"name":"lto","plugin":"tape","from":"config"')
    }
    const twice = await hooks("{plugins: ['./tape.mjs', ['./tape.mjs', {name: 'lto'}]]}")
    expect(twice.json<{error: {message: string}}>().error.message).to.include('tape.mjs twice')
    const none = await hooks('{plugins: [tape]}')
    expect(none.code).to.equal(0)
    expect(none.stderr).to.include('tape does nothing without options: "name": must be a string')
  })
})

const TAPE = `export default {
  name: 'tape', apiVersion: 1,
  options: {'~standard': {version: 1, vendor: 'test', validate: (value) =>
    typeof value.name === 'string' ? {value} : {issues: [{message: 'must be a string', path: ['name']}]}}},
  setup(api, {name}) { api.dedupePolicy(name, () => undefined) },
}`

function silent() {
  return {warn: () => undefined, debug: () => undefined}
}
