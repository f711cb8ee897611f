/** `plugins create`: what it writes builds, has green tests, and does its work in the real program once it is linked. */
import {execFile} from 'node:child_process'
import {createHash} from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {delimiter, dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {expect} from 'chai'
import {KINDS, type Kind} from '../../src/scaffold/kinds.ts'
import {SCHEMAS} from '../../src/schemas/index.ts'
import {mediastruct, PACKAGE_ROOT, programEnv} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'

const execute = promisify(execFile)

/** `npm` and `node --run` find this very Node. */
async function shell(cwd: string, command: string, ...args: string[]): Promise<string> {
  const path = [join(PACKAGE_ROOT, 'node_modules', '.bin'), dirname(process.execPath), process.env.PATH]
  const env = {...programEnv(), PATH: path.join(delimiter), npm_config_cache: process.env.npm_config_cache}
  const {stdout} = await execute(command, args, {
    cwd,
    env: command === 'npm' ? {...process.env, ...env} : env,
  }).catch((error: {stdout?: string; message: string}) => {
    throw new Error(`${command} ${args.join(' ')}: ${error.message}\n${error.stdout}`)
  })
  return stdout
}

async function created(cwd: string, name: string, kind: Kind): Promise<string> {
  const ran = await mediastruct(['plugins', 'create', name, '--kind', kind], {cwd})
  expect(ran.code, ran.stderr).to.equal(0)
  return join(cwd, name)
}

interface Effect {
  /** Content by path. */
  files: Record<string, string>
  config: (name: string, cwd: string) => object
  /** Options in the config. */
  options?: (cwd: string) => object
  commands: string[][]
  /** What shows in the last command's document, and where. */
  shows: (document: never, cwd: string) => unknown
  expected: (name: string, cwd: string) => unknown
}

const PICTURE = 'a picture'

/** What each kind changes in the real program, once it is chosen. */
const EFFECTS: Record<Kind, Effect> = {
  hash: {
    files: {'photos/a.jpg': PICTURE},
    config: (name) => ({trees: ['photos'], hash: name}),
    commands: [['crawl'], ['index', 'export']],
    shows: ([row]: {hash: string}[]) => row?.hash,
    expected: () => createHash('sha256').update(PICTURE).digest('hex'),
  },
  volume: {
    files: {'photos/2019/2019-05-04/a.jpg': PICTURE},
    config: (name) => ({library: 'photos', archive: 'archive', medium: name}),
    commands: [['crawl'], ['archive', '--before', '2020']],
    shows: ({volumes}: {volumes: {medium: string}[]}) => volumes[0]?.medium,
    expected: (name) => name,
  },
  rename: {
    files: {'drop/IMG_20190504_123000.jpg': PICTURE},
    config: (name) => ({drop: ['drop'], library: 'photos', rename: name}),
    commands: [['ingest']],
    shows: (_document: unknown, cwd: string) => readdirSync(join(cwd, 'photos', '2019', '2019-05-04')),
    expected: () => ['2019-05-04 IMG_20190504_123000.jpg'],
  },
  dedupe: {
    files: {'a/x.jpg': PICTURE, 'b/x.jpg': PICTURE},
    config: (name) => ({trees: ['a', 'b'], dedupe: name}),
    options: (cwd) => ({folders: [join(cwd, 'b')]}),
    commands: [['crawl'], ['dupes']],
    shows: ({groups}: {groups: {files: {path: string; reason: string}[]}[]}) => groups[0]?.files[0]?.path,
    expected: (_name, cwd) => join(cwd, 'b', 'x.jpg'),
  },
  date: {
    files: {'drop/1987-06-21 Wedding/scan1.tif': PICTURE},
    config: (name) => ({drop: ['drop'], library: 'photos', dates: [name]}),
    commands: [['ingest']],
    shows: ({moves}: {moves: {date: string; dateSource: string}[]}, cwd: string) => [
      moves[0]?.date,
      moves[0]?.dateSource,
      existsSync(join(cwd, 'photos', '1987', '1987-06-21')),
    ],
    expected: (name) => ['1987-06-21', name, true],
  },
  filter: {
    files: {'photos/a.jpg': PICTURE, 'photos/a.thm': 'a thumbnail', 'photos/b.jpg': ''},
    config: () => ({trees: ['photos']}),
    options: () => ({extensions: ['.thm'], smallerThan: 1}),
    commands: [['crawl'], ['index', 'export']],
    shows: (rows: {path: string}[]) => rows.map(({path}) => path),
    expected: (_name, cwd) => [join(cwd, 'photos', 'a.jpg')],
  },
}

/** A directory to work in, whose config chooses the plugin. */
function worldOf(packageName: string, name: string, {files, config, options}: Effect): string {
  const cwd = scratch()
  for (const directory of ['photos', 'archive', 'drop']) mkdirSync(join(cwd, directory))
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), {recursive: true})
    writeFileSync(join(cwd, file), content)
  }
  const plugins = options === undefined ? [] : [[packageName, options(cwd)]]
  writeFileSync(
    join(cwd, 'mediastruct.config.json'),
    JSON.stringify({...config(name, cwd), plugins, threads: 1}),
  )
  return cwd
}

async function expectEffect(packageName: string, name: string, effect: Effect): Promise<void> {
  const cwd = worldOf(packageName, name, effect)
  let document: unknown
  for (const command of effect.commands) {
    const ran = await mediastruct([...command, '--json'], {cwd})
    expect(ran.code, `${command.join(' ')}\n${ran.stdout}\n${ran.stderr}`).to.equal(0)
    document = ran.json()
  }
  expect(effect.shows(document as never, cwd)).to.deep.equal(effect.expected(name, cwd))
}

describe('plugins create', function () {
  this.timeout(60_000)

  for (const kind of KINDS) {
    it(`${kind}: builds, tests green, and works when it is linked and chosen`, async () => {
      const at = scratch()
      const directory = await created(at, `mediastruct-plugin-my-${kind}`, kind)
      symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(directory, 'node_modules'))
      await shell(directory, process.execPath, '--run', 'build')
      // Its tests are run by npm below, for another kind.
      if (kind !== 'hash')
        expect(await shell(directory, process.execPath, '--run', 'test')).to.match(/\b(?:pass) [1-9]/)
      const linked = await mediastruct(['plugins', 'link', directory], {cwd: at})
      expect(linked.code, linked.stderr).to.equal(0)
      await expectEffect(`mediastruct-plugin-my-${kind}`, `my-${kind}`, EFFECTS[kind])
    })
  }

  it('by a program that was installed: npm installs, builds, tests and packs it, and the tarball is a plugin', async () => {
    const at = scratch()
    const program = await packedProgram(at)
    const before = stamps(program)
    await shell(
      at,
      process.execPath,
      join(program, 'bin', 'run.js'),
      'plugins',
      'create',
      'sha',
      '--kind',
      'hash',
    )
    const directory = join(at, 'sha')
    await shell(directory, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund')
    await shell(directory, 'npm', 'test')
    await shell(directory, 'npm', 'pack')
    expect(stamps(program), 'the program that it links is as it was').to.deep.equal(before)
    const tarball = join(directory, 'sha-0.1.0.tgz')
    const installed = await mediastruct(['plugins', 'install', `file:${tarball}`], {cwd: at})
    expect(installed.code, installed.stderr).to.equal(0)
    await expectEffect('sha', 'sha', EFFECTS.hash)
  })

  it('prints its document, puts a scoped package into a directory of its last name, and names no provider of a filter', async () => {
    const cwd = scratch()
    mkdirSync(join(cwd, 'sub', 'small'), {recursive: true})
    const args = ['plugins', 'create', '@me/small', '--kind', 'filter', '--dir', 'sub', '--json']
    const ran = await mediastruct(args, {cwd})
    expect(ran.code, ran.stderr).to.equal(0)
    const document = ran.json<{directory: string; offers: null; files: string[]}>()
    expect(SCHEMAS['plugins-create']?.safeParse(document).error).to.equal(undefined)
    expect(document).to.include({directory: join(cwd, 'sub', 'small'), offers: null})
    expect(document.files).to.include.members(['.gitignore', 'package.json', 'src/plugin.ts'])
    for (const file of document.files) expect(existsSync(join(document.directory, file)), file).to.equal(true)
    const texts = document.files.map((file) => readFileSync(join(document.directory, file), 'utf8'))
    expect(texts.join('')).to.include("name: '@me/small'")
    expect(texts.join('')).to.not.include('{{')
  })

  it('says what to type next, for a directory of any name, and whose mediastruct it is built against', async () => {
    const cwd = scratch()
    const args = ['plugins', 'create', 'blake3', '--kind', 'rename', '--dir', "my 'plugins'"]
    const {stdout} = await mediastruct(args, {cwd})
    expect(stdout).to.include(PACKAGE_ROOT.replace(/\/$/, ''))
    const [, next = ''] = /^ {2}(cd .*)$/m.exec(stdout) ?? []
    const {stdout: where} = await execute('sh', ['-c', `${next} && pwd`], {cwd})
    expect(where.trim()).to.equal(join(cwd, "my 'plugins'", 'blake3'))
  })

  for (const [args, code] of [
    [['Upper', '--kind', 'hash'], 'BAD_NAME'],
    [['taken', '--kind', 'hash'], 'NOT_EMPTY'],
    [['mine', '--kind', 'hash', '--dir', 'taken/notes.txt'], 'NOT_A_DIRECTORY'],
    [['notes.txt', '--kind', 'hash', '--dir', 'taken'], 'NOT_A_DIRECTORY'],
    [['mediastruct-plugin-blake3', '--kind', 'hash'], 'NAME_TAKEN'],
    [['mediastruct-plugin-mtime', '--kind', 'date'], 'NAME_TAKEN'],
    [['@me/bd-r-25', '--kind', 'volume'], 'NAME_TAKEN'],
    [['mine', '--kind', 'has'], 'USAGE'],
    [['mine'], 'USAGE'],
  ] as const) {
    it(`refuses ${args.join(' ')}: ${code}, and writes nothing`, async () => {
      const cwd = scratch()
      mkdirSync(join(cwd, 'taken'))
      writeFileSync(join(cwd, 'taken', 'notes.txt'), 'mine')
      const ran = await mediastruct(['plugins', 'create', ...args, '--json'], {cwd})
      expect(ran.code).to.equal(2)
      expect(ran.json<{error: {code: string}}>().error.code).to.equal(code)
      expect(readdirSync(cwd, {recursive: true}).sort()).to.deep.equal(['taken', join('taken', 'notes.txt')])
    })
  }
})

/** The program as its tarball has it, with the checkout's dependencies: no sources, no compiler of its own. */
async function packedProgram(at: string): Promise<string> {
  await shell(PACKAGE_ROOT, 'npm', 'pack', '--ignore-scripts', '--pack-destination', at)
  const [tarball = ''] = readdirSync(at)
  await shell(at, 'tar', '-xzf', tarball)
  const program = join(at, 'package')
  rmSync(join(program, 'node_modules'), {recursive: true, force: true})
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(program, 'node_modules'))
  return program
}

/** Of every file: when it was written. */
function stamps(root: string): Record<string, number> {
  const files = globSync('**', {cwd: root, exclude: (name) => name === 'node_modules'})
  return Object.fromEntries(files.map((file) => [file, statSync(join(root, file)).mtimeMs]))
}
