/** What is said of a plugin that fails helps its author to find where, and its user to go on. */
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {linkPackage} from '../support/linked-plugin.ts'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant, writeConfig} from './tree.ts'

const FILES = {'a/x.jpg': 'the same', 'b/x.jpg': 'the same', 'drop/IMG_20190102_030405.jpg': 'a picture'}

/** A local plugin that fails deep inside, in a place of its own. */
const DEEP = `function inner() { throw new Error('deep boom') }
SETUP`

const PLACES = {
  'a policy': {setup: "api.dedupePolicy('deep', () => inner())", config: {dedupe: 'deep'}, args: ['dupes']},
  'a strategy, for one file': {
    setup: "api.renameStrategy('deep', () => inner())",
    config: {rename: 'deep'},
    args: ['ingest', 'drop', '--to', 'lib'],
  },
  setup: {setup: 'inner()', config: {}, args: ['dupes']},
}

describe('what is said of a plugin that fails', function () {
  this.timeout(60_000)

  for (const [place, {setup, config, args}] of Object.entries(PLACES)) {
    it(`in ${place}: MEDIASTRUCT_DEBUG=1 shows its own line, and nothing else does`, async () => {
      const cwd = scratch()
      plant(cwd, FILES)
      writeConfig(cwd, {trees: ['a', 'b']})
      await mediastruct(['crawl'], {cwd})
      const plugin = `export default {name: 'deep', apiVersion: 1, setup(api) { ${setup} }}`
      writeFileSync(join(cwd, 'deep.mjs'), DEEP.replace('SETUP', plugin))
      writeConfig(cwd, {trees: ['a', 'b'], plugins: ['./deep.mjs'], ...config})
      const plain = await mediastruct(args, {cwd})
      expect(plain.code).to.not.equal(0)
      expect(plain.stderr)
        .to.include('deep boom')
        .and.not.match(/^\s+at /m)
      const debug = await mediastruct(args, {cwd, env: {MEDIASTRUCT_DEBUG: '1'}})
      expect(debug.stderr).to.match(/at inner .*deep\.mjs:1/)
    })
  }

  it('a value that an argument of its command can not be is wrong usage: exit 2', async () => {
    const command = `import {Args, BaseCommand} from 'mediastruct'
export default class Top extends BaseCommand {
  static args = {count: Args.integer()}
  async work() { await this.parse(Top); return {} }
}`
    await linkPackage({name: 'top-plugin', commands: {top: command}})
    const {code, stdout} = await mediastruct(['top', 'many', '--json'], {cwd: scratch()})
    expect([code, JSON.parse(stdout).error]).to.deep.equal([
      2,
      {code: 'USAGE', message: 'Expected an integer but received: many'},
    ])
  })

  it('one of another version: its user is told how to go on without it', async () => {
    const cwd = scratch()
    writeFileSync(join(cwd, 'old.mjs'), "export default {name: 'old', apiVersion: '1', setup() {}}")
    writeConfig(cwd, {plugins: ['./old.mjs']})
    const {code, stdout} = await mediastruct(['hooks', '--json'], {cwd})
    const {message, hint} = JSON.parse(stdout).error
    expect(code).to.equal(2)
    expect(message).to.include("written for apiVersion '1'; this host speaks 1")
    expect(hint).to.include('take it out of "plugins" in').and.include('mediastruct.config.json')
  })
})
