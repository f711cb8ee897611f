/** A plugin that can't be loaded any more stops what needs plugins, and nothing that would help to be rid of it. */
import {rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {PLUGIN_NAME, pluginDirectory, pluginTarball} from '../support/plugin-package.ts'
import {scratch, scratchHome} from '../support/scratch.ts'
import {documentOf, listed, succeeds} from './plugins.ts'

const writes = (text: string) => (root: string) => writeFileSync(join(root, 'plugin.js'), text)
const plugin = (rest: string) => `export default () => ({name: '${PLUGIN_NAME}', ${rest}})`

const BROKEN: [name: string, breaks: (root: string) => void, says: string][] = [
  ['throws when it is loaded', writes("throw new Error('boom')"), 'boom'],
  ['is no JavaScript', writes('export {'), "can't be loaded"],
  ['lacks its module', (root) => rmSync(join(root, 'plugin.js')), 'plugin.js'],
  ['exports nothing', writes(''), 'exports nothing by default'],
  ['gives no plugin', writes('export default () => 3'), 'expected a plugin object'],
  ['is of another apiVersion', writes(plugin('apiVersion: 9, setup() {}')), 'apiVersion 9'],
  ['throws in setup', writes(plugin("apiVersion: 1, setup() { throw new Error('boom') }")), 'boom'],
  ['ends the program', writes('process.exit(0)'), 'process.exit'],
  ['has a broken package.json', (root) => writeFileSync(join(root, 'package.json'), '{'), 'no package in'],
  ['is gone', (root) => rmSync(root, {recursive: true}), 'no package in'],
]

/** One that fails in each stage: when it is run, and when it is looked for. */
const HARDEST = ['ends the program', 'has a broken package.json']

/** Links a sound plugin. @returns where it lies */
async function linked(): Promise<string> {
  const root = pluginDirectory()
  await succeeds(['link', root])
  return root
}

/** Installs a sound plugin. @returns where it lies */
async function installed(): Promise<string> {
  await succeeds(['install', pluginTarball()])
  return join(scratchHome(), 'data', 'mediastruct', 'node_modules', PLUGIN_NAME)
}

describe('a plugin that was linked, and now', () => {
  for (const [name, breaks, says] of BROKEN) {
    it(`${name}: is named and listed, and stops what needs plugins`, async () => {
      const [root, cwd] = [await linked(), scratch()]
      breaks(root)
      const [entry] = await listed()
      expect(entry?.name).to.equal(PLUGIN_NAME)
      expect(entry?.problem).to.include(says)
      const stopped = await mediastruct(['crawl', '.'], {cwd})
      expect(stopped.code, stopped.stderr).to.equal(2)
      expect(stopped.stderr).to.include(PLUGIN_NAME)
    })
  }
})

/** What a person types who wants to be rid of it. */
for (const [way, bring] of Object.entries({linked, installed})) {
  describe(`a plugin that was ${way}, and now`, () => {
    for (const [name, breaks] of BROKEN.filter(([name]) => HARDEST.includes(name))) {
      it(`${name}: leaves the help, the version and the list as they are, and is removed`, async () => {
        const [root, cwd] = [await bring(), scratch()]
        breaks(root)
        for (const args of [['--help'], ['--version'], ['plugins', '--help'], ['plugins']]) {
          const ran = await mediastruct(args, {cwd})
          expect(ran.code, args.join(' ') + ran.stderr).to.equal(0)
          expect(ran.stdout).to.not.equal('')
        }
        await documentOf(['inspect', PLUGIN_NAME], 'plugins-inspect')
        await succeeds(['uninstall', PLUGIN_NAME])
        expect(await listed()).to.deep.equal([])
        const crawled = await mediastruct(['crawl', '.'], {cwd})
        expect(crawled.code, crawled.stderr).to.equal(0)
      })
    }
  })
}
