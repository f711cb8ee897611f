/** Names that two plugins offer, and what a config gives plugins: told when one comes, and wherever it is listed. */
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {NO_REGISTRY, PLUGIN_NAME, pluginDirectory, pluginTarball} from '../support/plugin-package.ts'
import {scratch} from '../support/scratch.ts'
import {documentOf, type Listed, listed, succeeds} from './plugins.ts'

const NEIGHBOUR = 'mediastruct-plugin-a-neighbour'
const renames = (name: string) => `api.renameStrategy('${name}', () => undefined)`
const HASH = `api.hashAlgorithm({name: 'blake3', worker: 'file:///nosuch.js'})`

/** A directory with such a config. */
function withConfig(config: object): string {
  const cwd = scratch()
  writeFileSync(join(cwd, 'mediastruct.config.json'), JSON.stringify(config))
  return cwd
}

/** What each offers that is taken: whose it is, and what to do. */
const TAKEN: [whose: string, setup: string, owner: string, wayOut: string][] = [
  ['the program', HASH, 'mediastruct', `Remove it: mediastruct plugins uninstall ${PLUGIN_NAME}`],
  ['ours', renames('datetime-hash'), '@mediastruct/plugin-ingester', '{"disable":["ingester"]}'],
  ['another', renames('theirs'), NEIGHBOUR, `mediastruct plugins uninstall ${NEIGHBOUR}, or`],
]

describe('a name that is taken', () => {
  for (const [whose, setup, owner, wayOut] of TAKEN) {
    for (const [way, package_] of [
      ['install', pluginTarball],
      ['link', pluginDirectory],
    ] as const) {
      it(`by ${whose} is told on ${way}, with the way out, and in the list`, async () => {
        await succeeds(['link', pluginDirectory({name: NEIGHBOUR, setup: renames('theirs')})])
        const {stdout, stderr} = await succeeds([way, package_({setup})])
        expect(stderr).to.include(`which ${owner} offers already`)
        expect(stdout).to.include('Next: ').and.include(wayOut)
        const entry = (await listed()).find(({name}) => name === PLUGIN_NAME)
        expect(entry?.problem).to.include(`which ${owner} offers already`)
        expect(entry?.hint).to.include(wayOut)
      })
    }
  }

  it('is none where the config turns off whose it is', async () => {
    const cwd = withConfig({disable: ['ingester']})
    const options = {cwd, env: NO_REGISTRY}
    const linked = await mediastruct(
      ['plugins', 'link', pluginDirectory({setup: renames('datetime-hash')})],
      options,
    )
    expect(linked.code, linked.stderr).to.equal(0)
    expect(linked.stderr).to.equal('')
    expect(linked.stdout).to.include('rename: datetime-hash')
    const ran = await mediastruct(['plugins', '--json'], options)
    expect(ran.json<{plugins: Listed[]}>().plugins).to.containSubset([{name: PLUGIN_NAME, problem: null}])
    expect((await listed())[0]?.problem, 'without that config').to.include('offers already')
  })

  it('is none where a plugin takes the place of itself', async () => {
    for (const version of ['1.0.0', '2.0.0']) {
      expect((await succeeds(['install', pluginTarball({version})])).stderr).to.equal('')
    }
  })
})

/** Needs `folder`, a text. */
const WITH_OPTIONS = `
const validate = (given) => typeof given.folder === 'string'
  ? {value: given}
  : {issues: [{message: 'expected a text', path: ['folder']}]}
export default () => ({
  name: '${PLUGIN_NAME}',
  apiVersion: 1,
  options: {'~standard': {version: 1, vendor: 'test', validate}},
  setup(api) { api.renameStrategy('made', () => undefined) },
})`

describe('what a config gives a plugin', () => {
  for (const args of [['plugins'], ['plugins', 'inspect', PLUGIN_NAME]]) {
    it(`is used by ${args.join(' ')}`, async () => {
      await succeeds(['link', pluginDirectory({module: WITH_OPTIONS})])
      const without = await mediastruct(args, {cwd: scratch()})
      expect(without.stderr).to.include('does nothing without options')
      const given = await mediastruct(args, {cwd: withConfig({plugins: [[PLUGIN_NAME, {folder: 'x'}]]})})
      expect(given.stderr).to.equal('')
      expect(given.stdout).to.include('renameStrategy made')
    })

    it(`and is wrong is to be mended, says ${args.join(' ')}: the plugin is not`, async () => {
      await succeeds(['link', pluginDirectory({module: WITH_OPTIONS})])
      const cwd = withConfig({plugins: [[PLUGIN_NAME, {folder: 3}]]})
      const {code, stderr} = await mediastruct(args, {cwd})
      expect(code).to.equal(0)
      expect(stderr).to.include('"folder": expected a text').and.include('Mend them under "plugins"')
      expect(stderr).to.not.include('uninstall')
    })
  }

  it('and what it names itself is found by inspect', async () => {
    const cwd = withConfig({plugins: ['./local.ts']})
    writeFileSync(
      join(cwd, 'local.ts'),
      `export default () => ({name: 'of-the-config', apiVersion: 1, setup(api) { ${renames('mine')} }})`,
    )
    const ran = await mediastruct(['plugins', 'inspect', 'of-the-config', '--json'], {cwd})
    expect(ran.code, ran.stdout).to.equal(0)
    expect(ran.json()).to.deep.include({root: null, taps: [{hook: 'renameStrategy', name: 'mine'}]})
    await documentOf(
      ['inspect', 'of-the-config', '--config', join(cwd, 'mediastruct.config.json')],
      'plugins-inspect',
    )
  })
})
