/** Commands that a stranger's package brings: built on what the running program gives them, with nothing installed beside them. */
import {cpSync, existsSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {installPackage, link, linkPackage, type Package, writePackage} from '../support/linked-plugin.ts'
import {mediastruct, PACKAGE_ROOT, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {picture, plant, writeConfig} from './tree.ts'

/** Reads the catalog, and says what the host gave it. */
const COUNT = `
import {BaseCommand, Flags, indexedRoots, toText} from 'mediastruct'
export default class Count extends BaseCommand {
  static flags = {shout: Flags.boolean({char: 's'})}
  async work() {
    const {flags} = await this.parse(Count)
    const {reporter, settings, trees} = this.host
    const catalog = await this.host.catalog('read')
    const {taps} = await this.host.plugins()
    const roots = indexedRoots(catalog).map((path) => ({path: toText(path), ...catalog.countUnder(path)}))
    if (!reporter.json) reporter.print(flags.shout ? 'LOUD' : 'quiet')
    const masters = trees.masters().map(toText)
    return {schema: 'count@1', copies: settings.copies, masters, mine: taps.some(({plugin}) => plugin === 'counter'), roots}
  }
}`

/** Moves every file of a tree into a directory beside it. */
const PUT = `
import {Args, basename, join, MovingCommand, typedPath} from 'mediastruct'
export default class Put extends MovingCommand {
  static args = {from: Args.string({required: true}), to: Args.string({required: true})}
  static needsCatalog = true
  async work() {
    const {args, flags} = await this.parse(Put)
    const [from, target] = [await typedPath(args.from), await typedPath(args.to)]
    const catalog = await this.openBooks(flags)
    return await this.carryOut({
      command: 'put',
      header: {command: 'put', target, masters: this.masters(), algorithm: this.host.settings.hash},
      sources: [from],
      plan: (sink) => {
        for (const {path, size, mtimeNs, hash, algorithm} of catalog.filesUnder(from)) {
          sink.move({from: path, to: join(target, basename(path)), size, mtimeNs, hash, algorithm, reason: 'put'})
        }
      },
    })
  }
}`

const COUNTER: Package = {
  name: 'counter',
  commands: {count: COUNT, put: PUT},
  setup: "api.dedupePolicy('counted', () => undefined)",
}

const throws = (what: string) => `
import {BaseCommand, MediaStructError} from 'mediastruct'
export default class extends BaseCommand {
  async work() { ${what} }
}`

interface Counted {
  copies: number
  masters: string[]
  mine: boolean
  roots: {path: string; files: number}[]
}

interface Moved {
  moves: {state: string}[]
  totals: {moved: number}
}

function errorOf(ran: Ran): {code: string; message: string} {
  return ran.json<{error: {code: string; message: string}}>().error
}

/** A directory with a crawled tree `a` and a master `m`. */
async function crawledWorld(): Promise<string> {
  const directory = scratch()
  plant(directory, {'a/1.txt': 'one', 'a/2.txt': 'two', 'm/3.txt': 'three'})
  writeConfig(directory, {trees: ['a'], masters: ['m'], copies: 5})
  const crawled = await mediastruct(['crawl'], {cwd: directory})
  expect(crawled.code, crawled.stderr).to.equal(0)
  return directory
}

describe('a command of a plugin', function () {
  this.timeout(60_000)

  const ways: Record<string, (described: Package) => Promise<unknown>> = {
    'that is installed from its tarball': installPackage,
    'that is linked, has a manifest, and has another mediastruct beside it': (described) =>
      linkPackage(withManifest({...described, files: ANOTHER_HOST})),
  }
  for (const [way, bring] of Object.entries(ways)) {
    it(`${way} gets the host: catalog, config, plugins, reporter; and moves by the one executor`, async () => {
      const cwd = await crawledWorld()
      await bring(COUNTER)
      const counted = await mediastruct(['count', '--json', '--config', 'mediastruct.config.json'], {cwd})
      expect(counted.code, counted.stderr).to.equal(0)
      expect(counted.stderr).to.equal('')
      const {copies, masters, mine, roots} = counted.json<Counted>()
      expect({copies, masters, mine}).to.deep.equal({copies: 5, masters: [join(cwd, 'm')], mine: true})
      expect(roots.map(({path, files}) => [path, files])).to.deep.include.members([[join(cwd, 'a'), 2]])
      expect((await mediastruct(['count', '-s'], {cwd})).stdout).to.equal('LOUD\n')
      await movesAndUndoes(cwd)
    })
  }

  async function movesAndUndoes(cwd: string): Promise<void> {
    const before = picture(cwd)
    const dry = await mediastruct(['put', 'a', 'b', '--json', '--dry-run'], {cwd})
    expect(dry.code, dry.stdout + dry.stderr).to.equal(0)
    expect(dry.json<Moved>().moves.map(({state}) => state)).to.deep.equal(['planned', 'planned'])
    expect(existsSync(join(cwd, 'b'))).to.equal(false)
    const put = await mediastruct(['put', 'a', 'b', '--json'], {cwd})
    expect(put.code, put.stdout + put.stderr).to.equal(0)
    expect(put.json<Moved>().totals.moved).to.equal(2)
    expect(readFileSync(join(cwd, 'b/1.txt'), 'utf8')).to.equal('one')
    const history = await mediastruct(['history', '--json'], {cwd})
    expect(history.stdout).to.include('"command":"put"')
    const undone = await mediastruct(['undo', '--last', '--json'], {cwd})
    expect(undone.code, undone.stdout).to.equal(0)
    expect(picture(cwd)).to.deep.equal(before)
  }

  it('takes nothing out of a master, whatever it plans', async () => {
    const cwd = await crawledWorld()
    await linkPackage(COUNTER)
    const put = await mediastruct(['put', 'm', 'b', '--json'], {cwd})
    expect(put.code).to.be.oneOf([1, 2])
    expect(readFileSync(join(cwd, 'm/3.txt'), 'utf8')).to.equal('three')
    expect(existsSync(join(cwd, 'b/3.txt'))).to.equal(false)
  })

  it('may have flags from its own copy of oclif', async () => {
    const cwd = scratch()
    const text = `
import {BaseCommand} from 'mediastruct'
import {Flags} from '@oclif/core'
export default class Own extends BaseCommand {
  static flags = {n: Flags.integer({min: 1})}
  async work() { return {n: (await this.parse(Own)).flags.n + 1, same: Flags === (await import('mediastruct')).Flags} }
}`
    const directory = writePackage({name: 'own', commands: {own: text}})
    copyOclif(directory)
    await link(directory)
    const ran = await mediastruct(['own', '--n', '41', '--json'], {cwd})
    expect(ran.json()).to.deep.equal({n: 42, same: false})
    const wrong = await mediastruct(['own', '--n', '0', '--json'], {cwd})
    expect(wrong.code).to.equal(2)
    expect(errorOf(wrong).code).to.equal('USAGE')
  })

  const failures: [name: string, does: string, code: number, errorCode: string, says: string][] = [
    [
      'throws',
      "throw new Error('boom')",
      1,
      'PLUGIN_FAILED',
      'The plugin failing failed in its command "fail": boom',
    ],
    ['ends the program', 'process.exit(0)', 1, 'PLUGIN_FAILED', 'it called process.exit'],
    ['meets a missing file', "(await import('node:fs')).readFileSync('/nope')", 1, 'PLUGIN_FAILED', '/nope'],
    [
      'refuses',
      "throw new MediaStructError('TOO_DARK', 'It is too dark.')",
      2,
      'TOO_DARK',
      'It is too dark.',
    ],
    ['says that it is used wrongly', "this.error('no colour')", 2, 'USAGE', 'no colour'],
    ['ends by a code of its own', 'this.exit(3)', 3, 'EXIT', 'exit code 3'],
  ]
  for (const [name, does, code, errorCode, says] of failures) {
    it(`that ${name} ends with ${code}, and a document that says so`, async () => {
      await linkPackage({name: 'failing', commands: {fail: throws(does)}})
      const ran = await mediastruct(['fail', '--json'], {cwd: scratch()})
      expect(ran.code, ran.stdout + ran.stderr).to.equal(code)
      expect(errorOf(ran).code).to.equal(errorCode)
      expect(errorOf(ran).message).to.include(says)
    })
  }

  it('that throws when nobody waits any more is named, and ends with 1', async () => {
    const later =
      "setTimeout(() => { throw new Error('late') }, 1); await new Promise((r) => setTimeout(r, 50)); return {}"
    await linkPackage({name: 'failing', commands: {fail: throws(later)}})
    const ran = await mediastruct(['fail', '--json'], {cwd: scratch()})
    expect(ran.code).to.equal(1)
    expect(ran.stderr).to.include('The plugin failing failed in its command "fail"').and.include('late')
  })

  it('ends quietly where nobody reads its result to the end', async () => {
    const much = "for (let i = 0; i < 1e5; i++) this.host.reporter.print('x'.repeat(100))"
    await linkPackage({name: 'long', commands: {long: throws(much)}})
    const under = ['bash', '-c', 'set -o pipefail; "$@" | head -1', 'pipe']
    const ran = await mediastruct(['long'], {cwd: scratch(), under})
    expect([ran.code, ran.stdout, ran.stderr]).to.deep.equal([0, `${'x'.repeat(100)}\n`, ''])
  })

  for (const [name, wrap] of Object.entries({
    'no manifest': (described: Package) => described,
    'a manifest': (described: Package) => manifestOf(described, ['paint']),
  })) {
    it(`whose module can't be loaded is named, with ${name}, and breaks nothing else`, async () => {
      const cwd = scratch()
      const sound = {name: 'broken', commands: {paint: throws('return {}')}}
      const directory = await linkPackage(wrap(sound))
      writeFileSync(join(directory, 'dist/commands/paint.js'), "import 'nope'\nexport default class {}")
      const ran = await mediastruct(['paint', '--json'], {cwd})
      expect(ran.code, ran.stdout + ran.stderr).to.equal(2)
      expect(errorOf(ran).code).to.equal('BAD_PLUGIN')
      expect(errorOf(ran).message).to.include('"paint" of the plugin broken').and.include("'nope'")
      expect(ran.stderr).to.not.match(/^\s+at /m)
      for (const args of [['--help'], ['hooks'], ['plugins'], ['plugins', 'uninstall', 'broken']]) {
        const other = await mediastruct(args, {cwd})
        expect(other.code, `${args}: ${other.stderr}`).to.equal(0)
        expect(other.stderr).to.not.match(/^\s+at /m)
      }
      expect(errorOf(await mediastruct(['paint', '--json'], {cwd})).code).to.equal('UNKNOWN_COMMAND')
    })
  }

  it("reads the host's own package.json, and runs in a config's round", async () => {
    const cwd = await crawledWorld()
    const text = `
import {BaseCommand} from 'mediastruct'
import manifest from 'mediastruct/package.json' with {type: 'json'}
export default class extends BaseCommand { async work() { return {version: manifest.version} } }`
    await linkPackage({name: 'versioned', commands: {version2: text}})
    writeConfig(cwd, {trees: ['a'], round: ['version2']})
    const {version} = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
      version: string
    }
    const ran = await mediastruct(['run', '--json'], {cwd})
    expect(ran.json()).to.have.nested.property('steps[0].result.version', version)
  })
})

/** Another instance of @oclif/core, as npm would install it beside a package that depends on it. */
function copyOclif(directory: string): void {
  const modules = join(PACKAGE_ROOT, 'node_modules')
  const core = join(directory, 'node_modules/@oclif/core')
  cpSync(join(modules, '@oclif/core'), core, {recursive: true})
  const text = readFileSync(join(core, 'package.json'), 'utf8')
  const {dependencies} = JSON.parse(text) as {dependencies: Record<string, string>}
  for (const name of Object.keys(dependencies)) {
    symlinkSync(join(modules, name), join(directory, 'node_modules', name))
  }
}

/** A package called mediastruct, of another version, that nobody may ever run. */
const ANOTHER_HOST = {
  'node_modules/mediastruct/package.json':
    '{"name": "mediastruct", "version": "0.0.1", "exports": "./index.js", "type": "module"}',
  'node_modules/mediastruct/index.js': "throw new Error('another host runs')",
}

/** What `oclif manifest` would write, as far as it is needed here. */
function manifestOf(described: Package, ids: readonly string[]): Package {
  const entry = (id: string) => ({
    ...{id, aliases: [], args: {from: {name: 'from'}, to: {name: 'to'}}, flags: {}},
    ...{hiddenAliases: [], strict: true, isESM: true},
    ...{pluginName: described.name, pluginType: 'core', relativePath: ['dist', 'commands', `${id}.js`]},
  })
  const commands = Object.fromEntries(ids.map((id) => [id, entry(id)]))
  const text = JSON.stringify({version: '1.2.3', commands})
  return {...described, files: {...described.files, 'oclif.manifest.json': text}}
}

function withManifest(described: Package): Package {
  return manifestOf(described, Object.keys(described.commands))
}
