/** What is installed stays, and works, whatever becomes of what was to take its place. */
import {cpSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct, start} from '../support/mediastruct.ts'
import {
  NO_REGISTRY,
  OFFERED,
  PLUGIN_NAME,
  type PluginPackage,
  pluginDirectory,
  pluginTarball,
} from '../support/plugin-package.ts'
import {scratch, scratchHome} from '../support/scratch.ts'
import {served} from '../support/served.ts'
import {documentOf, listed, plugins, succeeds} from './plugins.ts'

const OTHER = 'mediastruct-plugin-other'
const dataDirectory = () => join(scratchHome(), 'data', 'mediastruct')
const other = (parameters: PluginPackage = {}) => pluginTarball({name: OTHER, setup: '', ...parameters})

interface Failures {
  errors: {name: string; code: string; message: string}[]
}

/** What can't be loaded, or installed. */
const BROKEN: Readonly<Record<string, PluginPackage>> = {
  'is of another apiVersion': {module: "export default () => ({name: 'x', apiVersion: 9, setup() {}})"},
  'has a script that fails': {manifest: {scripts: {install: 'exit 3'}}},
}

/** 1.2.3 is there, and works. */
async function expectFormer(): Promise<void> {
  const [entry] = (await listed()).filter(({name}) => name === PLUGIN_NAME)
  expect(entry).to.deep.include({version: '1.2.3', problem: null})
  const hooks = await mediastruct(['hooks'], {cwd: scratch()})
  expect(hooks.stdout, hooks.stderr).to.include(OFFERED)
}

describe('a plugin that works stays where the new one', () => {
  for (const [name, broken] of Object.entries(BROKEN)) {
    it(`${name}: install is refused, update and reset --reinstall list it`, async () => {
      const tarball = pluginTarball()
      await succeeds(['install', tarball])
      const next = pluginTarball({version: '2.0.0', ...broken})
      const refused = await plugins(['install', next, '--allow-scripts'])
      expect(refused.code, refused.stderr).to.equal(2)
      await expectFormer()

      cpSync(next, tarball)
      for (const args of [['update'], ['reset', '--reinstall']]) {
        const {errors} = await documentOf<Failures>([...args, '--allow-scripts'], `plugins-${args[0]}`, 1)
        expect(errors.map((error) => error.name)).to.deep.equal([PLUGIN_NAME])
        await expectFormer()
      }
    })
  }

  it('is another one than was shown', async () => {
    await succeeds(['install', pluginTarball()])
    const [shown, next] = [pluginTarball({version: '2.0.0'}), pluginTarball({version: '3.0.0'})]
    // npm asks twice, and once more for the installation itself.
    const address = await served({}, shown, shown, next)
    const refused = await plugins(['install', `${address}plugin.tgz`, '--json'])
    expect(refused.json<{error: {code: string}}>().error.code, refused.stdout).to.equal('CHANGED')
    await expectFormer()
  })

  it('is another one than was shown, but for the case that it can not be had again', async () => {
    const former = pluginTarball()
    await succeeds(['install', former])
    rmSync(former)
    const [shown, next] = [pluginTarball({version: '2.0.0'}), pluginTarball({version: '3.0.0'})]
    const address = await served({}, shown, shown, next)
    const lost = await plugins(['install', `${address}plugin.tgz`])
    expect(lost.code, lost.stderr).to.equal(1)
    expect(lost.stderr).to.include('It is not installed any more')
    expect(await listed()).to.deep.equal([])
    const unseen = join(dataDirectory(), 'node_modules', PLUGIN_NAME)
    expect(existsSync(unseen), 'what was never shown').to.equal(false)
  })

  it('can not be fetched: the others are updated', async () => {
    const [gone, there] = [pluginTarball(), other()]
    await succeeds(['install', gone])
    await succeeds(['install', there])
    rmSync(gone)
    cpSync(other({version: '2.0.0'}), there)
    const document = await documentOf<Failures>(['update'], 'plugins-update', 1)
    expect(document).to.deep.include({updated: [{name: OTHER, from: '1.2.3', to: '2.0.0', changed: true}]})
    expect(document.errors.map(({name}) => name)).to.deep.equal([PLUGIN_NAME])
    await expectFormer()
  })

  it('can not be fetched: reset --reinstall brings the others again, and --hard removes none', async () => {
    const gone = pluginTarball()
    await succeeds(['install', gone])
    await succeeds(['install', other()])
    rmSync(gone)
    const hard = await plugins(['reset', '--hard', '--reinstall'])
    expect(hard.code, hard.stderr).to.equal(2)
    expect(hard.stderr).to.include(PLUGIN_NAME)
    expect((await listed()).map(({problem}) => problem)).to.deep.equal([null, null])
    const document = await documentOf<Failures>(['reset', '--reinstall'], 'plugins-reset', 1)
    expect(document).to.deep.include({removed: [OTHER]})
    expect(document.errors.map(({name}) => name)).to.deep.equal([PLUGIN_NAME])
    expect((await listed()).map(({problem}) => problem)).to.deep.equal([null, null])
    await expectFormer()
  })
})

describe('reset', () => {
  it('--hard --reinstall brings all again, what was broken too', async () => {
    await succeeds(['install', pluginTarball()])
    await succeeds(['link', pluginDirectory({name: OTHER, setup: ''})])
    rmSync(join(dataDirectory(), 'node_modules', PLUGIN_NAME, 'plugin.js'))
    const document = await documentOf<Failures>(['reset', '--hard', '--reinstall'], 'plugins-reset')
    expect(document).to.deep.include({removed: [PLUGIN_NAME, OTHER], errors: []})
    expect((await listed()).map(({name, problem}) => [name, problem])).to.deep.equal([
      [PLUGIN_NAME, null],
      [OTHER, null],
    ])
  })
})

describe('what takes the place of another', () => {
  it('is shown before, by update as by install, also where only its bytes are others', async () => {
    const tarball = pluginTarball()
    await succeeds(['install', tarball])
    expect((await succeeds(['update'])).stdout)
      .to.include('unchanged')
      .and.not.include('integrity')
    cpSync(pluginTarball({files: {'notes.txt': 'new'}, manifest: {scripts: {install: 'echo x'}}}), tarball)
    const {stdout} = await succeeds(['update'])
    expect(stdout).to.include('integrity: sha512-').and.include('install: echo x')
    expect(stdout).to.include('another one of that version').and.not.include('unchanged')
    expect(existsSync(join(dataDirectory(), 'node_modules', PLUGIN_NAME, 'notes.txt'))).to.equal(true)
  })

  it('--allow-scripts runs the scripts of what was installed without', async () => {
    const marker = join(scratch(), 'ran')
    const tarball = pluginTarball({manifest: {scripts: {postinstall: `pwd >> ${marker}`}}})
    await succeeds(['install', tarball])
    expect(existsSync(marker)).to.equal(false)
    await succeeds(['install', tarball, '--allow-scripts'])
    const ranIn = readFileSync(marker, 'utf8').trim().split('\n')
    expect(ranIn).to.include(join(dataDirectory(), 'node_modules', PLUGIN_NAME))
  })

  it('leaves nothing of what npm installed, where it is linked', async () => {
    await succeeds(['install', pluginTarball()])
    await succeeds(['link', pluginDirectory({version: '4.0.0'})])
    expect((await listed()).map(({version}) => version)).to.deep.equal(['4.0.0'])
    expect(existsSync(join(dataDirectory(), 'node_modules', PLUGIN_NAME))).to.equal(false)
  })
})

describe('what is begun is finished', () => {
  it('though nobody reads it: install', async () => {
    const {child, ended} = start(['plugins', 'install', pluginTarball()], {cwd: scratch(), env: NO_REGISTRY})
    child.stdout.destroy()
    const {code, stderr} = await ended
    expect(code, stderr).to.equal(0)
    expect((await listed()).map(({name}) => name)).to.deep.equal([PLUGIN_NAME])
  })

  it('uninstall tells where npm failed', async () => {
    await succeeds(['install', pluginTarball()])
    await succeeds(['link', pluginDirectory({name: OTHER, setup: ''})])
    const file = join(dataDirectory(), 'package.json')
    const list = JSON.parse(readFileSync(file, 'utf8'))
    list.dependencies.unreachable = `${NO_REGISTRY.npm_config_registry}unreachable.tgz`
    writeFileSync(file, JSON.stringify(list))
    const document = await documentOf<Failures>(['uninstall', PLUGIN_NAME, OTHER], 'plugins-uninstall', 1)
    expect(document.errors).to.containSubset([{name: PLUGIN_NAME, code: 'NO_NETWORK'}])
    expect(document).to.deep.include({removed: [PLUGIN_NAME, OTHER]})
    expect(await listed()).to.deep.equal([])
  })
})
