/** A plugin or config that can't be loaded or set up stops the command before anything is touched, and never looks like success. */
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {census} from '../census.ts'
import {dropName, PLUGIN, refusalOf, World} from './world.ts'

interface Row {
  name: string
  /** Body of the plugin's `setup(api)`. */
  setup?: string
  /** What stands on top of the plugin's module. */
  module?: string
  /** The whole module, in place of a plugin with that `setup`. */
  whole?: string
  /** On top of a config that is code. */
  config?: string
  says: string
}

const PROVIDER = "{name: 'x', module: 'file:///x', export: 'x', digestBytes: 8}"

/** A plugin whose options are checked so. */
function schema(validate: string): string {
  return `export default {name: 'p', apiVersion: 1, setup() {}, options: {'~standard': {version: 1, vendor: 'x', validate: ${validate}}}}`
}

const ROWS: Row[] = [
  {name: 'a setup that throws', setup: "throw new Error('boom')", says: `${PLUGIN} failed in setup: boom`},
  {name: 'a setup that never settles', setup: 'await new Promise(() => {})', says: 'no answer within 0.3 s'},
  {name: 'a setup that ends the program', setup: 'process.exit(0)', says: 'process.exit'},
  {name: 'a setup that aborts', setup: 'process.abort()', says: 'process.abort'},
  {
    name: 'a hook that there is not',
    setup: 'api.onEverything(() => {})',
    says: 'onEverything is not a function',
  },
  {name: 'a name that is none', setup: "api.renameStrategy('', () => undefined)", says: 'without a name'},
  {
    name: 'a name that is a symbol',
    setup: 'api.dedupePolicy(Symbol(), () => undefined)',
    says: 'without a name',
  },
  {
    name: 'a name that is taken',
    setup: "api.renameStrategy('datetime-hash', () => undefined)",
    says: 'offers already',
  },
  {
    name: 'the name of the built-in hash',
    setup: `api.hashAlgorithm({...${PROVIDER}, name: 'blake3'})`,
    says: 'offers already',
  },
  {name: 'a tap that is no function', setup: "api.dedupePolicy('x', 3)", says: 'no function: got 3'},
  {name: 'an observer that is no function', setup: "api.onMoved('x')", says: "no function: got 'x'"},
  {
    name: 'a hash that is a proxy',
    setup: `api.hashAlgorithm(new Proxy(${PROVIDER}, {}))`,
    says: 'could not be cloned',
  },
  {
    name: 'a hash that throws when looked at',
    setup: "api.hashAlgorithm({get name() { throw new Error('no') }})",
    says: 'failed in setup: no',
  },
  {
    name: 'a module that throws',
    module: "throw new Error('boom')",
    says: "hostile.mjs can't be loaded: boom",
  },
  {name: 'a module that ends the program', module: 'process.exit(0)', says: 'process.exit'},
  {
    name: 'a module that never settles',
    module: 'await new Promise(() => {})',
    says: 'no answer within 0.3 s',
  },
  {
    name: 'a module without a default export',
    whole: 'export const plugin = {}',
    says: 'exports nothing by default',
  },
  {name: 'a plugin that is none', whole: 'export default 5', says: 'expected a plugin object, got number'},
  {
    name: 'a plugin of another version',
    whole: "export default {name: 'p', apiVersion: 2, setup() {}}",
    says: 'written for apiVersion 2; this host speaks 1',
  },
  {
    name: 'a plugin without a name',
    whole: "export default {name: '', apiVersion: 1, setup() {}}",
    says: '"name" must be a non-empty string',
  },
  {
    name: 'a factory that rejects',
    whole: "export default async () => { throw new Error('boom') }",
    says: "hostile.mjs can't be loaded: boom",
  },
  {
    name: 'a factory that never settles',
    whole: 'export default () => new Promise(() => {})',
    says: 'no answer within 0.3 s',
  },
  {
    name: 'options that are no schema',
    whole: "export default {name: 'p', apiVersion: 1, options: {folder: 'x'}, setup() {}}",
    says: '"options" must be a Standard Schema',
  },
  {
    name: 'a schema that never settles',
    whole: schema('() => new Promise(() => {})'),
    says: 'no answer within 0.3 s',
  },
  {name: 'a schema that ends the program', whole: schema('() => process.exit(0)'), says: 'process.exit'},
  {name: 'a schema that answers nothing', whole: schema('() => undefined'), says: 'failed in options'},
  {name: 'a module that is no JavaScript', module: 'export {', says: "hostile.mjs can't be loaded"},
  {name: 'a config that ends the program', config: 'process.exit(0)', says: 'process.exit'},
  {
    name: 'a config that never settles',
    config: 'await new Promise(() => {})',
    says: 'no answer within 0.3 s',
  },
  {name: 'a config that throws', config: "throw new Error('boom')", says: 'boom'},
]

describe('a plugin that can not be loaded', () => {
  for (const {name, setup = '', module, whole, config, says} of ROWS) {
    it(`${name}: exit 2, and nothing is touched`, async () => {
      const world = new World({[`drop/${dropName(0)}`]: 'a file'})
      if (config === undefined) world.plugin(setup, {}, module)
      else world.codeConfig('', config)
      if (whole !== undefined) writeFileSync(join(world.root, 'hostile.mjs'), whole)
      const before = census(world.root)
      const ran = await world.hostile(['ingest'], config === undefined ? undefined : 'hostile.config.mjs')
      expect(refusalOf(ran)).to.include(says)
      expect(census(world.root)).to.deep.equal(before)
    })
  }

  it('a time limit that is none is refused, too', async () => {
    const world = new World()
    world.plugin("api.renameStrategy('x', () => undefined)")
    for (const limit of ['soon', '-1', '']) {
      const ran = await world.run(['ingest', 'drop'], 'hostile.json', limit)
      expect(refusalOf(ran), limit).to.include(`MEDIASTRUCT_PLUGIN_TIMEOUT="${limit}"`)
    }
    expect(census(join(world.root, 'drop'))).to.deep.equal([])
  })
})
