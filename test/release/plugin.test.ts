/** A stranger's package comes into the globally installed program from a tarball, is used, and goes again. */
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {makeWorld} from '../support/document-trees.ts'
import {type Installed, installed, outside, pack, type Recorded, runInstalled} from './installed.ts'

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
