/** A package comes into the globally installed program from a tarball, is used, and goes again: a stranger's, and ours. */
import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {filmScan, HAS_PERL, WITHOUT_PERL} from '../../plugins/exiftool/test/files.ts'
import {plant} from '../e2e/tree.ts'
import {makeWorld} from '../support/document-trees.ts'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {snippets} from '../support/snippets.ts'
import {
  type Installed,
  installed,
  npmSettings,
  outside,
  pack,
  type Recorded,
  runInstalled,
} from './installed.ts'

const NAME = 'mediastruct-plugin-shelf'

const MODULE = `export default () => ({
  name: '${NAME}',
  apiVersion: 1,
  setup(api) {
    api.volumeTarget({
      name: 'shelf-500',
      description: 'A directory of 500 GB',
      capacityBytes: 500_000_000_000,
      sectorBytes: 4096,
      overhead: {fixedSectors: 0, sectorsPerFile: 0, sectorsPerDirectory: 0},
      limits: {nameBytes: 255, fileBytes: 500_000_000_000},
    })
  },
})
`

/** @returns the tarball of a package that offers the volume target `shelf-500` and depends on nothing */
async function shelfPlugin(): Promise<string> {
  const directory = join(outside(), NAME)
  mkdirSync(directory)
  writeFileSync(join(directory, 'plugin.js'), MODULE)
  writeFileSync(
    join(directory, 'package.json'),
    JSON.stringify({
      name: NAME,
      version: '1.2.3',
      type: 'module',
      exports: {'.': './plugin.js', './package.json': './package.json'},
      files: ['plugin.js'],
      oclif: {hooks: {'mediastruct:plugin': './plugin.js'}},
    }),
  )
  return await pack(directory)
}

describe('A plugin from a tarball, into the globally installed program', () => {
  let program: Installed

  before(async () => {
    program = await installed('npm install --global')
  })

  it('is installed, listed, used and uninstalled', async () => {
    const {root} = makeWorld()
    const data = {XDG_DATA_HOME: outside()}

    async function done(...args: string[]): Promise<Recorded> {
      const ran = await runInstalled(program, args, {cwd: root, env: data})
      expect(ran.code, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).to.equal(0)
      return ran
    }

    await done('plugins', 'install', `file:${await shelfPlugin()}`)
    expect((await done('plugins')).stdout).to.match(
      /^mediastruct-plugin-shelf +1\.2\.3 +tarball .* volumeTarget shelf-500$/m,
    )
    expect((await done('hooks')).stdout).to.match(/shelf-500 +mediastruct-plugin-shelf +1\.2\.3/)
    await done('crawl')
    const archived = await done('archive', 'library', '--all', '--medium', 'shelf-500', '--json')
    expect(archived.json<{volumes: {medium: string}[]}>().volumes[0]?.medium).to.equal('shelf-500')
    await done('plugins', 'uninstall', NAME)
    expect((await done('hooks')).stdout).to.not.include('shelf-500')
  })
})

describe(`The plugin that brings ExifTool, into the globally installed program${WITHOUT_PERL}`, () => {
  let program: Installed

  before(async function () {
    if (!HAS_PERL) this.skip()
    program = await installed('npm install --global')
  })

  it('brings ExifTool along, and dates what nothing else does', async () => {
    const cwd = scratch()
    plant(cwd, {'drop/frame_0001.dpx': filmScan('1999:12:31:23:59:58')})
    const env = {XDG_DATA_HOME: outside(), ...(await npmSettings())}

    async function done(...args: string[]): Promise<Recorded> {
      const ran = await runInstalled(program, args, {cwd, env})
      expect(ran.code, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).to.equal(0)
      return ran
    }

    await done('plugins', 'install', `file:${await pack(join(PACKAGE_ROOT, 'plugins', 'exiftool'))}`)
    const [config = ''] = snippets('plugins/exiftool/README.md', 'yaml')
    writeFileSync(join(cwd, 'mediastruct.config.yaml'), config)
    const ingest = await done('ingest', 'drop', '--to', 'library', '--json')
    const {moves} = ingest.json<{moves: {date: string; dateSource: string}[]}>()
    expect(moves).to.containSubset([{date: '1999-12-31T23:59:58', dateSource: 'exiftool'}])
    await done('plugins', 'uninstall', '@mediastruct/plugin-exiftool')
    expect(existsSync(join(env.XDG_DATA_HOME, 'mediastruct/node_modules/exiftool-vendored'))).to.equal(false)
  })
})
