/** Listing, looking at, linking, updating and removing plugins. */
import {cpSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {OFFERED, PLUGIN_NAME, pluginDirectory, pluginTarball} from '../support/plugin-package.ts'
import {scratch, scratchHome} from '../support/scratch.ts'
import {documentOf, type Listed, listed, plugins, refused, succeeds} from './plugins.ts'

const TAPS = [{hook: 'renameStrategy', name: OFFERED}]

/** Entries that are none. */
const BROKEN_LISTS = ['[null]', '[3]', '[{"name": "x"}]', '[{"name": "x", "type": "link"}]', '{}']

describe('plugins', () => {
  it('says so where there are none', async () => {
    expect((await succeeds([])).stdout).to.include('plugins install NAME')
  })

  it('tells where each came from and what it taps', async () => {
    const [tarball, root] = [pluginTarball(), pluginDirectory({name: 'mediastruct-plugin-linked', setup: ''})]
    await succeeds(['install', tarball])
    await succeeds(['link', root])
    const list = await listed()
    expect(list.map(({name, version, from, taps}) => ({name, version, from, taps}))).to.deep.equal([
      {name: 'mediastruct-plugin-linked', version: '1.2.3', from: {kind: 'link', spec: root}, taps: []},
      {name: PLUGIN_NAME, version: '1.2.3', from: {kind: 'tarball', spec: `file:${tarball}`}, taps: TAPS},
    ])
    const {stdout} = await succeeds([])
    for (const text of [PLUGIN_NAME, '1.2.3', tarball, OFFERED, root]) expect(stdout).to.include(text)
  })

  it('lists those that a config names, by what they are called', async () => {
    const cwd = scratch()
    const text = `export default () => ({name: 'of-the-config', apiVersion: 1, setup(api) { api.dedupePolicy('mine', () => undefined) }})`
    writeFileSync(join(cwd, 'local.ts'), text)
    writeFileSync(join(cwd, 'mediastruct.config.json'), '{"plugins": ["./local.ts", "./nosuch.js"]}')
    const ran = await mediastruct(['plugins', '--json'], {cwd})
    expect(ran.code, ran.stderr).to.equal(0)
    const [local, missing] = ran.json<{plugins: Listed[]}>().plugins
    expect(local).to.deep.include({name: 'of-the-config', taps: [{hook: 'dedupePolicy', name: 'mine'}]})
    expect(local?.from).to.deep.equal({kind: 'config', spec: join(cwd, 'mediastruct.config.json')})
    expect(missing?.problem).to.include('nosuch.js')
  })

  it('warns of a broken config, and lists the rest', async () => {
    await succeeds(['link', pluginDirectory()])
    const cwd = scratch()
    writeFileSync(join(cwd, 'mediastruct.config.json'), '{')
    const ran = await mediastruct(['plugins'], {cwd})
    expect(ran.code).to.equal(0)
    expect(ran.stderr).to.include('mediastruct.config.json')
    expect(ran.stdout).to.include(PLUGIN_NAME)
  })

  for (const list of ['{', 'null', ...BROKEN_LISTS.map((entries) => `{"oclif": {"plugins": ${entries}}}`)]) {
    it(`warns of a broken list, which only reset --hard takes: ${list}`, async () => {
      const data = join(scratchHome(), 'data', 'mediastruct')
      mkdirSync(data, {recursive: true})
      writeFileSync(join(data, 'package.json'), list)
      const ran = await succeeds([])
      expect(ran.stderr).to.include('reset --hard')
      const {error} = await documentOf<{error: {code: string}}>(['uninstall', 'x'], 'error', 2)
      expect(error.code).to.equal('BAD_PLUGIN_LIST')
      await documentOf(['reset', '--hard'], 'plugins-reset')
      expect((await succeeds([])).stderr).to.equal('')
    })
  }

  it('--core shows what ships with the program, too', async () => {
    const {plugins: all} = await documentOf<{plugins: Listed[]}>(['--core'], 'plugins')
    expect(all.map(({name}) => name)).to.include.members(['@mediastruct/plugin-bluray', '@oclif/plugin-help'])
    expect(all.find(({name}) => name.endsWith('bluray'))?.taps).to.deep.include({
      hook: 'volumeTarget',
      name: 'bd-r-25',
    })
  })

  it('inspect tells all of one', async () => {
    const root = pluginDirectory({
      manifest: {
        engines: {node: '>=24'},
        dependencies: {there: '^1.0.0', missing: '^2.0.0'},
        scripts: {prepare: 'tsc'},
      },
      files: {'node_modules/there/package.json': '{"name": "there", "version": "1.4.0"}'},
    })
    await succeeds(['link', root])
    const document = await documentOf(['inspect', PLUGIN_NAME], 'plugins-inspect')
    expect(document).to.deep.include({
      version: '1.2.3',
      root,
      taps: TAPS,
      engines: {node: '>=24'},
      scripts: {prepare: 'tsc'},
      dependencies: [
        {name: 'there', range: '^1.0.0', version: '1.4.0'},
        {name: 'missing', range: '^2.0.0', version: null},
      ],
    })
    const unknown = await plugins(['inspect', 'mediastruct-plugin-mad'])
    expect(unknown.code).to.equal(2)
    expect(unknown.stderr).to.include(`Did you mean "${PLUGIN_NAME}"?`)
  })
})

describe('plugins link', () => {
  it('uses the directory as it lies there, built, and says nothing more at each command', async () => {
    const document = await documentOf(['link', pluginDirectory()], 'plugins-link')
    expect(document).to.deep.include({taps: TAPS})
    const hooks = await mediastruct(['hooks'], {cwd: scratch()})
    expect(hooks.stdout).to.include(OFFERED)
    expect(hooks.stderr).to.equal('')
  })

  const rows: [name: string, root: () => string, code: string][] = [
    ['a directory that is not there', () => join(scratch(), 'nosuch'), 'NOT_A_DIRECTORY'],
    ['a directory without a package', () => scratch(), 'BAD_PACKAGE'],
    ['a package that is no plugin', () => pluginDirectory({manifest: {oclif: undefined}}), 'NO_PLUGIN'],
    [
      'a plugin that is not built',
      () => pluginDirectory({module: "import './dist/nosuch.js'"}),
      'BAD_PLUGIN',
    ],
    [
      'commands that are not built',
      () => pluginDirectory({manifest: {oclif: {commands: './dist/commands'}}}),
      'BAD_PLUGIN',
    ],
    [
      'a command that imports what is not there',
      () =>
        pluginDirectory({
          manifest: {oclif: {commands: './commands'}},
          files: {'commands/greet.js': "import './nosuch.js'\nexport default {}"},
        }),
      'BAD_PLUGIN',
    ],
    ['one that takes the place of ours', () => pluginDirectory({name: 'mediastruct'}), 'OWN_NAME'],
  ]
  for (const [name, root, code] of rows) {
    it(`refuses ${name}: ${code}`, async () => {
      expect(await refused(['link', root()])).to.include({code})
    })
  }
})

describe('plugins update, uninstall and reset', () => {
  it('update brings what lies there now', async () => {
    const tarball = pluginTarball()
    await succeeds(['install', tarball])
    cpSync(pluginTarball({version: '2.0.0'}), tarball)
    const document = await documentOf(['update'], 'plugins-update')
    expect(document).to.deep.include({
      updated: [{name: PLUGIN_NAME, from: '1.2.3', to: '2.0.0', changed: true}],
      errors: [],
    })
  })

  it('uninstall takes several, and goes by its other names', async () => {
    for (const verb of ['uninstall', 'unlink', 'remove']) {
      await succeeds(['link', pluginDirectory()])
      await succeeds(['link', pluginDirectory({name: 'mediastruct-plugin-other', setup: ''})])
      await documentOf([verb, PLUGIN_NAME, 'mediastruct-plugin-other'], 'plugins-uninstall')
      expect(await listed(), verb).to.deep.equal([])
    }
  })

  for (const name of ['sorter', '@mediastruct/plugin-sorter']) {
    it(`uninstall of ${name} says how to turn it off`, async () => {
      const error = await refused(['uninstall', name])
      expect(error).to.include({code: 'FIRST_PARTY'})
      expect(error.hint).to.include('"disable": ["sorter"]')
    })
  }

  it('uninstall of what is not installed is refused', async () => {
    expect(await refused(['uninstall', 'nosuch'])).to.include({code: 'NOT_INSTALLED'})
  })

  it('reset removes all, or brings all anew', async () => {
    await succeeds(['install', pluginTarball()])
    await succeeds(['link', pluginDirectory({name: 'mediastruct-plugin-linked', setup: ''})])
    await documentOf(['reset', '--reinstall'], 'plugins-reset')
    expect((await listed()).map(({problem}) => problem)).to.deep.equal([null, null])
    await documentOf(['reset'], 'plugins-reset')
    expect(await listed()).to.deep.equal([])
  })
})
