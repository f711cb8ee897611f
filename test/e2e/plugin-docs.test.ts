/** docs/plugins.md runs as shown: every snippet is taken from the page, type-checked as an author would, and used. */
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {expect} from 'chai'
import {AUTHORS_OPTIONS} from '../support/authors.ts'
import {linkPackage} from '../support/linked-plugin.ts'
import {mediastruct, PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {snippets} from '../support/snippets.ts'
import {plant} from './tree.ts'

const PAGE = 'docs/plugins.md'
/** By the file name in their first line. */
const MODULES = new Map(snippets(PAGE, 'ts').map((code) => [/^\/\/ (\S+)\n/.exec(code)?.[1] ?? code, code]))
const CONFIGS = snippets(PAGE, 'yaml')

interface Use {
  readonly files: Readonly<Record<string, string>>
  /** Added to a config that names the module; none where the page shows a whole one. */
  readonly config?: object
  /** Of the module, in the scratch directory. */
  readonly options?: (directory: string) => object
  /** Not a plugin, but a command of a package. */
  readonly isCommand?: boolean
  readonly commands: readonly string[]
  /** @param document of the last command */
  readonly shows: (document: Document, directory: string) => void
}

interface Document {
  readonly groups: {files: {path: string; keep: boolean; reason: string}[]}[]
  readonly left: {path: string; code: string; reason: string}[]
  readonly moves: {from: string; to: string; date: string; dateSource: string}[]
  readonly files: {path: string; size: number}[]
  readonly volumes: {medium: string; capacityBytes: number}[]
}

const TWINS = {'photos/best/a.jpg': 'a', 'photos/b.jpg': 'a', 'backup/edited/c.jpg': 'a'}
const FIND = ['crawl photos backup', 'dupes']

/** What each module does to files, seen from outside. */
const USES: Readonly<Record<string, Use>> = {
  'oldest-first.ts': {
    files: TWINS,
    config: {dedupe: 'oldest-first'},
    commands: FIND,
    shows: ({groups}, directory) => {
      const kept = groups[0]?.files.find(({keep}) => keep)
      expect(kept).to.include({path: join(directory, 'backup/edited/c.jpg'), reason: 'the oldest'})
    },
  },
  'prefer-folders.ts': {
    files: TWINS,
    config: {dedupe: 'prefer-folders'},
    options: () => ({folders: ['photos/best']}),
    commands: FIND,
    shows: ({groups}, directory) => {
      const kept = groups[0]?.files.find(({keep}) => keep)
      expect(kept).to.include({path: join(directory, 'photos/best/a.jpg'), reason: 'in a preferred folder'})
    },
  },
  'mediastruct.config.ts': {
    files: TWINS,
    commands: FIND,
    shows: ({groups}, directory) => {
      const kept = groups[0]?.files.find(({keep}) => keep)
      expect(kept).to.include({path: join(directory, 'backup/edited/c.jpg'), reason: 'somebody worked on it'})
    },
  },
  'skip-thumbnails.ts': {
    files: {'drop/IMG_20190102_030405.THM': 'small', 'drop/IMG_20190102_030405.jpg': 'a picture'},
    commands: ['ingest drop --to lib'],
    shows: ({left, moves}, directory) => {
      expect(moves.map(({from}) => from)).to.deep.equal([join(directory, 'drop/IMG_20190102_030405.jpg')])
      expect(left.map(({code, reason}) => [code, reason])).to.deep.equal([['excluded', 'a thumbnail']])
    },
  },
  'sha256.ts': {
    files: {'photos/a.jpg': 'some bytes'},
    config: {hash: 'sha256'},
    commands: ['crawl photos --index index.csv'],
    shows: (_, directory) => {
      const sha256 = createHash('sha256').update('some bytes').digest('hex')
      expect(readFileSync(join(directory, 'index.csv'), 'utf8')).to.include(sha256)
    },
  },
  'scan-year.ts': {
    files: {'drop/slides 1974/17.tif': 'a slide', 'drop/IMG_20190102_030405.jpg': 'not a slide'},
    config: {dates: ['scan-year', 'filename']},
    commands: ['ingest drop --to lib'],
    shows: ({moves}) => {
      const dated = moves.map(({date, dateSource}) => `${date} ${dateSource}`).sort()
      expect(dated).to.deep.equal(['1974-01-01 scan-year', '2019-01-02T03:04:05 filename'])
    },
  },
  'by-kind.ts': {
    files: {'drop/VID_20190102_030405.mp4': 'a film', 'drop/IMG_20190102_030405.jpg': 'a picture'},
    config: {rename: 'by-kind'},
    commands: ['ingest drop --to lib'],
    shows: ({moves}, directory) => {
      const tops = moves.map(({to}) => to.slice(join(directory, 'lib/').length).split('/')[0]).sort()
      expect(tops).to.deep.equal(['films', 'pictures'])
    },
  },
  'shoebox.ts': {
    files: {'lib/2019-01-02/a.jpg': 'a picture'},
    config: {medium: 'usb-64gb'},
    commands: ['crawl lib', 'archive lib --to arch'],
    shows: ({volumes}) => {
      expect(volumes.map(({medium, capacityBytes}) => [medium, capacityBytes])).to.deep.equal([
        ['usb-64gb', 60_000_000_000],
      ])
    },
  },
  'largest.ts': {
    files: {'photos/a.jpg': 'small', 'photos/b.jpg': 'much larger'},
    isCommand: true,
    commands: ['crawl photos', 'largest 1'],
    shows: ({files}, directory) => {
      expect(files).to.deep.equal([{path: join(directory, 'photos/b.jpg'), size: 11}])
    },
  },
  'tell-me.ts': {
    files: {'drop/IMG_20190102_030405.jpg': 'a picture'},
    options: (directory) => ({file: join(directory, 'told.txt')}),
    commands: ['ingest drop --to lib'],
    shows: ({moves: [move]}, directory) => {
      const [moved, ended] = readFileSync(join(directory, 'told.txt'), 'utf8').split('\n')
      expect(moved).to.equal(`ingest: ${move?.from} -> ${move?.to}`)
      expect(ended).to.match(/^[0-9A-Z]{26} is done$/)
    },
  },
}

describe('docs/plugins.md', function () {
  this.timeout(60_000)

  it('has a use in this test for every module that it shows, and the other way round', () => {
    const used = [...MODULES.keys()].filter((name) => !isTest(name))
    expect(used.sort()).to.deep.equal(Object.keys(USES).sort())
  })

  it('shows what an author can type: every module is right by the strict types of the package', () => {
    const directory = authorsDirectory()
    for (const [name, code] of MODULES) writeFileSync(join(directory, name), code)
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({compilerOptions: AUTHORS_OPTIONS}))
    execFileSync(join(PACKAGE_ROOT, 'node_modules/.bin/tsc'), ['-p', directory], {stdio: 'pipe'})
  })

  for (const [name, {files, config, options, isCommand, commands, shows}] of Object.entries(USES)) {
    it(`${name} does what the page says`, async () => {
      const directory = authorsDirectory()
      plant(directory, files)
      mkdirSync(join(directory, 'lib'), {recursive: true})
      for (const [path, index] of Object.keys(files).map((path, index) => [path, index] as const)) {
        utimesSync(join(directory, path), 2e9 - index, 2e9 - index)
      }
      writeFileSync(join(directory, name), MODULES.get(name) ?? '')
      if (isCommand) await linkCommand(directory, name)
      else if (!name.startsWith('mediastruct.config')) {
        const reference = options ? [`./${name}`, options(directory)] : `./${name}`
        const text = JSON.stringify({...config, plugins: [reference]})
        writeFileSync(join(directory, 'mediastruct.config.json'), text)
      }
      let last: Document | undefined
      for (const command of commands) {
        const ran = await mediastruct([...command.split(' '), '--json'], {cwd: directory})
        expect(ran.code, ran.stdout + ran.stderr).to.be.at.most(command === 'dupes' ? 1 : 0)
        last = ran.json<Document>()
      }
      expect(last).to.not.equal(undefined)
      if (last) shows(last, directory)
    })
  }

  it('shows configs that are taken as they stand', async () => {
    expect(CONFIGS).to.have.length(3)
    for (const config of CONFIGS) {
      const directory = authorsDirectory()
      for (const [name, code] of MODULES)
        if (!name.startsWith('mediastruct.')) writeFileSync(join(directory, name), code)
      writeFileSync(join(directory, 'mediastruct.config.yaml'), config)
      const {code, stdout, stderr} = await mediastruct(['hooks', '--json'], {cwd: directory})
      expect(code, config + stdout + stderr).to.equal(0)
      const chosen = /^(?:dedupe|dates): \[?(?:.*, )?([\w-]+)/m.exec(config)?.[1]
      expect(stdout, config).to.include(`"name":"${chosen}"`)
    }
  })

  it('shows tests that are green', () => {
    const directory = authorsDirectory()
    for (const [name, code] of MODULES) writeFileSync(join(directory, name), code)
    const tests = [...MODULES.keys()].filter(isTest)
    expect(tests).to.have.length(1)
    const {NODE_TEST_CONTEXT: _, ...env} = process.env
    execFileSync(process.execPath, ['--test', ...tests], {cwd: directory, env, stdio: 'pipe'})
  })

  it('links to nothing that is not there', () => {
    const page = readFileSync(join(PACKAGE_ROOT, PAGE), 'utf8')
    const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => `#${slug(title)}`)
    for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(anchors).to.include(target)
      else if (!target.startsWith('http'))
        expect(existsSync(join(PACKAGE_ROOT, 'docs', target)), target).to.equal(true)
    }
  })
})

function isTest(name: string): boolean {
  return name.endsWith('.test.ts')
}

/** A package ships JavaScript. */
async function linkCommand(directory: string, name: string): Promise<void> {
  const id = basename(name, '.ts')
  const compilerOptions = {...AUTHORS_OPTIONS, noEmit: false, outDir: 'dist'}
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({compilerOptions, files: [name]}))
  execFileSync(join(PACKAGE_ROOT, 'node_modules/.bin/tsc'), ['-p', directory], {stdio: 'pipe'})
  const code = readFileSync(join(directory, 'dist', `${id}.js`), 'utf8')
  await linkPackage({name: `mediastruct-plugin-${id}`, commands: {[id]: code}})
}

/** Where an author works: `mediastruct` for the types, and zod, are installed. */
function authorsDirectory(): string {
  const directory = scratch()
  writeFileSync(join(directory, 'package.json'), '{"type": "module"}')
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(directory, 'node_modules'))
  return directory
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
