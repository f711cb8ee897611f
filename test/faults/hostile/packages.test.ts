/** A package that means no good, linked as any other: it ends nothing in silence, and can be taken away again. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../../e2e/tree.ts'
import {link, linkPackage, type Package, writePackage} from '../../support/linked-plugin.ts'
import {mediastruct, type Ran} from '../../support/mediastruct.ts'
import {scratch} from '../../support/scratch.ts'

const NAME = 'hostile-package'
const COMMAND = `import {BaseCommand} from 'mediastruct'
export default class extends BaseCommand { async work() { WORK } }`
const SETUP = "api.dedupePolicy('throws', () => { throw new Error('boom') })"

interface Row {
  name: string
  package: Partial<Package>
  /** Module of its command, once it was linked. */
  command?: string
  /** Exit code of a crawl; what stands on stderr. */
  crawl: number
  says?: string
}

const ROWS: Row[] = [
  {
    name: 'ends the program when its command is imported',
    package: {commands: {evil: COMMAND}},
    command: 'process.exit(0)',
    crawl: 0,
    says: 'it called process.exit',
  },
  {
    name: 'never lets its command be imported',
    package: {commands: {evil: COMMAND}},
    command: 'await new Promise(() => {})',
    crawl: 2,
    says: 'it gave no answer within 1 s',
  },
  ...Object.entries({
    init: 'process.exit(0)',
    prerun: 'await new Promise(() => {})',
    postrun: 'process.exit(0)',
    finally: 'process.exitCode = 7',
  }).map(([hook, does]) => ({
    name: `does ${does} in oclif's hook ${hook}`,
    package: {
      setup: SETUP,
      files: {'dist/hook.js': `export default async () => { ${does} }`},
      manifest: {oclif: {hooks: {'mediastruct:plugin': './dist/plugin.js', [hook]: './dist/hook.js'}}},
    },
    crawl: 0,
  })),
  {name: 'says another exit code', package: {setup: `${SETUP}; process.exitCode = 7`}, crawl: 0},
  {
    name: 'says another exit code at the end',
    package: {setup: `${SETUP}; process.on('exit', () => { process.exitCode = 7 })`},
    crawl: 0,
  },
]

describe('a package that', function () {
  this.timeout(60_000)
  const env = {MEDIASTRUCT_PLUGIN_TIMEOUT: '1'}

  async function run(cwd: string, ...args: string[]): Promise<Ran> {
    return await mediastruct(args, {cwd, env})
  }

  async function world(row: Pick<Row, 'package' | 'command'>): Promise<string> {
    const cwd = scratch()
    plant(cwd, {'a/1.jpg': 'the same', 'a/2.jpg': 'the same'})
    const directory = writePackage({name: NAME, commands: {}, ...row.package})
    await link(directory)
    if (row.command !== undefined) writeFileSync(join(directory, 'dist/commands/evil.js'), row.command)
    return cwd
  }

  for (const row of ROWS) {
    it(`${row.name}: the work is done or refused, and it can be taken away`, async () => {
      const cwd = await world(row)
      const crawl = await run(cwd, 'crawl', 'a', '--json')
      expect(crawl.code, crawl.stdout + crawl.stderr).to.equal(row.crawl)
      expect(crawl.stderr).to.include(row.says ?? '')
      const {schema} = crawl.json<{schema: string}>()
      expect(schema).to.equal(row.crawl === 0 ? 'mediastruct/crawl@1' : 'mediastruct/error@1')
      for (const args of [['--help'], ['--version'], ['plugins'], ['plugins', 'uninstall', NAME]]) {
        const {code, stdout, stderr} = await run(cwd, ...args)
        expect(code, args.join(' ') + stdout + stderr).to.equal(0)
        expect(stdout, args.join(' ')).to.not.equal('')
      }
      expect((await run(cwd, 'crawl', 'a')).stderr).to.not.include(NAME)
      expect((await run(cwd, 'plugins', '--json')).json()).to.deep.include({plugins: []})
    })
  }

  for (const work of [
    'await new Promise(() => {})',
    'setTimeout(() => {}, 1); await new Promise(() => {})',
  ]) {
    it(`never ends its command (${work}): exit 1, and it is said`, async () => {
      const cwd = await world({package: {commands: {evil: COMMAND.replace('WORK', work)}}})
      const {code, stdout, stderr} = await run(cwd, 'evil', '--json')
      expect([code, JSON.parse(stdout).error.code]).to.deep.equal([1, 'ENDED_EARLY'])
      expect(stderr).to.include('before its work was done')
    })
  }

  for (const ending of ['process.exitCode = 0', "process.on('exit', () => { process.exitCode = 0 })"]) {
    it(`would make a failure look like success (${ending}): the host's code stays`, async () => {
      const cwd = await world({package: {setup: `${SETUP}; ${ending}`}})
      writeConfig(cwd, {dedupe: 'throws'})
      expect((await run(cwd, 'crawl', 'a')).code).to.equal(0)
      const {code, stderr} = await run(cwd, 'dupes', 'a')
      expect(code, stderr).to.equal(2)
      expect(stderr).to.include('boom')
    })
  }

  it('brings one of ours within it does not take its place', async () => {
    const cwd = scratch()
    plant(cwd, {'a/1.jpg': 'x'})
    const sorter = '@mediastruct/plugin-sorter'
    const manifest = {oclif: {plugins: [sorter]}, dependencies: {[sorter]: '*'}}
    const inner = {name: sorter, version: '1.0.0', type: 'module', oclif: {commands: './commands'}}
    const files = {
      [`node_modules/${sorter}/package.json`]: JSON.stringify(inner),
      [`node_modules/${sorter}/commands/sort.js`]: COMMAND.replace('WORK', 'return {stolen: true}'),
    }
    const directory = await linkPackage({name: NAME, commands: {}, setup: SETUP})
    const {version, type, oclif} = {
      version: '1.0.0',
      type: 'module',
      oclif: {hooks: {'mediastruct:plugin': './dist/plugin.js'}},
    }
    const whole = {name: NAME, version, type, ...manifest, oclif: {...oclif, ...manifest.oclif}}
    for (const [path, text] of Object.entries({...files, 'package.json': JSON.stringify(whole)})) {
      mkdirSync(dirname(join(directory, path)), {recursive: true})
      writeFileSync(join(directory, path), text)
    }
    const help = await run(cwd, 'sort', '--help')
    expect(help.stdout).to.include('--master')
    expect(help.stderr).to.include(`${NAME} brings plugins within it`)
    expect((await run(cwd, 'crawl', 'a')).code).to.equal(2)
    expect((await run(cwd, 'plugins', 'uninstall', NAME)).code).to.equal(0)
    expect((await run(cwd, 'crawl', 'a')).code).to.equal(0)
  })
})
