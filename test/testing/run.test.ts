/** `run` of `mediastruct/testing`: the real program, with a config of the test's making and nothing of the user's. */
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {run, scratch} from '../../src/testing/index.ts'
import {refusal} from '../support/refused.ts'

const FILTER = `export default ({types}) => ({
  name: 'filter', apiVersion: 1,
  setup(api) {
    api.onFileDiscovered((file) => { if (types.some((type) => file.path.endsWith(type))) file.skip('of that type') })
  },
})`

const PACKAGE = {
  'plugin/package.json': JSON.stringify({
    name: 'p',
    type: 'module',
    oclif: {hooks: {'mediastruct:plugin': './dist/plugin.js'}},
  }),
  'plugin/dist/plugin.js': FILTER,
}

interface Crawl {
  files: number
  roots: {skipped: number}[]
}

describe('run', function () {
  this.timeout(60_000)

  for (const plugin of ['plugin', 'plugin/dist/plugin.js']) {
    it(`takes a plugin by its path (${plugin}), with options and more config`, async () => {
      const cwd = scratch({...PACKAGE, 'photos/a.jpg': 'a', 'photos/b.tmp': 'b', 'photos/c.txt': 'c'})
      const crawl = (types: string[]) =>
        run(['crawl', '--json'], {
          cwd,
          plugin: join(cwd, plugin),
          options: {types},
          config: {trees: ['photos'], threads: 1},
        })
      const first = await crawl(['.tmp', '.txt'])
      expect(first.code, first.stderr).to.equal(0)
      expect(first.json<Crawl>()).to.have.property('files', 1)
      expect((await crawl(['.tmp'])).json<Crawl>().files).to.equal(2)
    })
  }

  it('remembers from run to run in one directory, and sees nothing of the user', async () => {
    const [cwd, other] = [scratch({'photos/a.jpg': 'a'}), scratch()]
    expect((await run(['crawl', 'photos'], {cwd})).code).to.equal(0)
    const search = ['index', 'search', '*.jpg', '--json']
    expect((await run(search, {cwd})).json<{files: unknown[]}>().files).to.have.length(1)
    expect((await run(search, {cwd: other})).code).to.equal(2)
  })

  it('tells exit code, stdout and stderr of a command that fails', async () => {
    const {code, stdout, stderr} = await run(['crawl', '--no-such-flag'], {cwd: scratch()})
    expect([code, stdout]).to.deep.equal([2, ''])
    expect(stderr).to.include('no-such-flag')
  })

  it('replaces no config but its own, and writes no function into one', async () => {
    const cwd = scratch()
    const file = join(cwd, 'mediastruct.config.json')
    writeFileSync(file, '{}')
    await refusal('NOT_OURS', () => run(['config'], {cwd, config: {copies: 3}}))
    expect(readFileSync(file, 'utf8')).to.equal('{}')
    const rename = () => undefined
    const error = await run(['config'], {cwd: scratch(), config: {rename}}).catch((caught: unknown) => caught)
    expect(String(error)).to.include('"rename" is a function')
  })
})
