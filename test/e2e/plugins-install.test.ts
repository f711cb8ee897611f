/** Installing a plugin: what is shown before, what runs, what is told after, and what is refused. */
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {
  NO_REGISTRY,
  OFFERED,
  PLUGIN_NAME,
  packed,
  pluginDirectory,
  pluginTarball,
} from '../support/plugin-package.ts'
import {scratch, scratchHome} from '../support/scratch.ts'
import {served} from '../support/served.ts'
import {documentOf, listed, plugins, refused, succeeds} from './plugins.ts'

const sha512 = (file: string) => `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
/** A package whose installation leaves a mark. */
const marking = () => {
  const marker = join(scratch(), 'ran')
  return {marker, tarball: pluginTarball({manifest: {scripts: {postinstall: `echo noise; touch ${marker}`}}})}
}
const installedDirectory = () => join(scratchHome(), 'data', 'mediastruct', 'node_modules')

/** A git repository of a plugin. */
function repository(): {url: string; commit: string} {
  const root = pluginDirectory()
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      encoding: 'utf8',
    })
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'first')
  return {url: `git+file://${root}`, commit: git('rev-parse', 'HEAD').trim()}
}

describe('plugins install', () => {
  it('shows what comes, installs it, and tells what it taps and how to use it', async () => {
    const {marker, tarball} = marking()
    const {stdout} = await succeeds(['install', tarball])
    const [shown = '', told = ''] = stdout.split('Installed ')
    for (const text of [`${PLUGIN_NAME} 1.2.3`, tarball, sha512(tarball), 'postinstall', `touch ${marker}`]) {
      expect(shown).to.include(text)
    }
    expect(told).to.include(`renameStrategy "${OFFERED}"`).and.include(`rename: ${OFFERED}`)
    expect(await listed()).to.containSubset([{name: PLUGIN_NAME, from: {kind: 'tarball'}, problem: null}])
    const hooks = await mediastruct(['hooks'], {cwd: scratch()})
    expect(hooks.stdout).to.include(OFFERED)
  })

  it('writes one document', async () => {
    const {tarball} = marking()
    const document = await documentOf(['install', `file:${tarball}`], 'plugins-install')
    expect(document).to.deep.include({
      dryRun: false,
      allowScripts: false,
      taps: [{hook: 'renameStrategy', name: OFFERED}],
    })
    expect(document).to.have.nested.property('package.integrity', sha512(tarball))
  })

  it('--dry-run shows, and touches nothing', async () => {
    const {stdout} = await succeeds(['install', pluginTarball(), '--dry-run'])
    expect(stdout).to.include(PLUGIN_NAME).and.not.include('Installed')
    expect(existsSync(installedDirectory())).to.equal(false)
    expect(await listed()).to.deep.equal([])
  })

  it('offers what its package brings as commands', async () => {
    const command = `export default {run() { process.stdout.write('hello\\n') }, id: 'greet', flags: {}, args: {}}`
    const tarball = pluginTarball({
      manifest: {oclif: {commands: './commands'}},
      files: {'commands/greet.js': command},
    })
    const {stdout} = await succeeds(['install', tarball])
    expect(stdout).to.include('command: mediastruct greet')
    const greeting = await mediastruct(['greet'], {cwd: scratch()})
    expect(greeting.stdout, greeting.stderr).to.equal('hello\n')
  })

  it('tells one tarball from another of the same name', async () => {
    await succeeds(['install', pluginTarball()])
    await succeeds(['install', pluginTarball({name: 'mediastruct-plugin-other', setup: ''})])
    const names = (await listed()).map(({name}) => name)
    expect(names).to.deep.equal([PLUGIN_NAME, 'mediastruct-plugin-other'])
  })

  it('takes a git repository, at the commit that it shows', async () => {
    const {url, commit} = repository()
    const {stdout} = await succeeds(['install', url])
    expect(stdout).to.include(commit)
    expect(await listed()).to.containSubset([{name: PLUGIN_NAME, from: {kind: 'git'}, problem: null}])
  })
})

describe('install scripts', () => {
  it('do not run, whatever npm is set to', async () => {
    const {marker, tarball} = marking()
    writeFileSync(join(scratchHome(), '.npmrc'), 'ignore-scripts=false\n')
    // npm takes every spelling, and the last one wins.
    const env = {npm_config_ignore_scripts: 'false', NPM_CONFIG_IGNORE_SCRIPTS: 'false'}
    await succeeds(['install', tarball], env)
    await succeeds(['update'], env)
    expect(existsSync(marker)).to.equal(false)
  })

  it('run with --allow-scripts, and keep their words to themselves', async () => {
    const {marker, tarball} = marking()
    const {stdout} = await succeeds(['install', tarball, '--allow-scripts'])
    expect(existsSync(marker)).to.equal(true)
    expect(stdout).to.not.match(/^noise/m)
  })

  it('of dependencies are shown, and do not run either', async () => {
    const {marker, tarball} = marking()
    const name = 'mediastruct-plugin-depending'
    const dependencies = {[PLUGIN_NAME]: `file:${tarball}`}
    const {stdout} = await succeeds(['install', pluginTarball({name, manifest: {dependencies}})])
    expect(stdout).to.match(new RegExp(`dependencies with install scripts.*${PLUGIN_NAME}`))
    expect(existsSync(join(installedDirectory(), PLUGIN_NAME))).to.equal(true)
    expect(existsSync(marker)).to.equal(false)
  })

  it('are shown where npm would build an addon though none is declared', async () => {
    const gyp = {'binding.gyp': '{}'}
    const built = await documentOf(['install', pluginTarball({files: gyp}), '-n'], 'plugins-install')
    expect(built).to.have.nested.property('package.scripts.install', 'node-gyp rebuild')
    const manifest = {scripts: {preinstall: 'true'}}
    const own = await documentOf(['install', pluginTarball({files: gyp, manifest}), '-n'], 'plugins-install')
    expect(own).to.have.deep.nested.property('package.scripts', {preinstall: 'true'})
  })

  it('of a linked directory and its dependencies run only with --allow-scripts', async () => {
    const marker = join(scratch(), 'ran')
    const lock = {lockfileVersion: 3, packages: {'': {name: PLUGIN_NAME, version: '1.2.3'}}}
    const root = pluginDirectory({
      manifest: {scripts: {postinstall: `touch ${marker}`}},
      files: {'package-lock.json': JSON.stringify(lock)},
    })
    await succeeds(['link', root])
    expect(existsSync(marker)).to.equal(false)
    await succeeds(['link', root, '--allow-scripts'])
    expect(existsSync(marker)).to.equal(true)
  })
})

describe('what is not installed', () => {
  const garbage = () => {
    const file = join(scratch(), 'broken.tgz')
    writeFileSync(file, 'no tarball')
    return file
  }
  const noPackage = () => {
    const root = pluginDirectory()
    execFileSync('rm', [join(root, 'package.json')])
    return packed(root)
  }
  const rows: [name: string, spec: () => string, code: string, says: string][] = [
    ['a package without a network', () => 'mediastruct-plugin-nosuch', 'NO_NETWORK', "can't be reached"],
    ['a tarball that is none', garbage, 'BAD_PACKAGE', 'broken'],
    ['a tarball of no package', noPackage, 'BAD_PACKAGE', 'no package'],
    ['a file that is not there', () => './nosuch.tgz', 'MISSING_FILE', 'There is no file'],
    ['a directory', () => scratch(), 'NOT_A_FILE', 'is no tarball'],
    ['no name at all', () => '', 'BAD_SPEC', 'names no package'],
    [
      'a package that brings nothing',
      () => pluginTarball({manifest: {oclif: {}}}),
      'NO_PLUGIN',
      'brings nothing for mediastruct',
    ],
    [
      'a package that takes the place of ours',
      () => pluginTarball({name: '@mediastruct/plugin-sorter'}),
      'OWN_NAME',
      'ships with mediastruct',
    ],
    ['a plugin that throws', () => pluginTarball({module: "throw new Error('boom')"}), 'BAD_PLUGIN', 'boom'],
    [
      'a plugin of another apiVersion',
      () => pluginTarball({module: "export default () => ({name: 'x', apiVersion: 9, setup() {}})"}),
      'BAD_PLUGIN',
      'apiVersion 9',
    ],
    ['a package under another name', () => `other@${repository().url}`, 'ALIAS', `package ${PLUGIN_NAME}`],
    [
      'a plugin without its module',
      () => pluginTarball({manifest: {oclif: {hooks: {'mediastruct:plugin': './nosuch.js'}}}}),
      'BAD_PLUGIN',
      'nosuch.js',
    ],
  ]

  for (const [name, spec, code, says] of rows) {
    it(`${name}: ${code}`, async () => {
      const error = await refused(['install', spec()])
      expect(error).to.include({code})
      expect(error.message).to.include(says)
      expect(existsSync(join(installedDirectory(), PLUGIN_NAME))).to.equal(false)
    })
  }

  it('a package that the registry does not have: NO_SUCH_PACKAGE', async () => {
    const ran = await plugins(['install', 'mediastruct-plugin-nosuch'], {
      ...NO_REGISTRY,
      npm_config_registry: await served({}, undefined),
    })
    expect(ran.code).to.equal(2)
    expect(ran.stderr).to.include('There is no package "mediastruct-plugin-nosuch"')
  })

  it('what is another one than was shown: CHANGED', async () => {
    const [shown, other] = [pluginTarball(), pluginTarball({version: '6.6.6'})]
    // npm asks twice, and once more for the installation itself.
    const address = await served({}, shown, shown, other)
    expect(await refused(['install', `${address}plugin.tgz`])).to.include({code: 'CHANGED'})
    expect(existsSync(join(installedDirectory(), PLUGIN_NAME))).to.equal(false)
  })

  it('what may be another one each time: NO_INTEGRITY', async () => {
    const address = await served({'cache-control': 'no-store'}, pluginTarball())
    expect(await refused(['install', `${address}plugin.tgz`])).to.include({code: 'NO_INTEGRITY'})
  })
})
