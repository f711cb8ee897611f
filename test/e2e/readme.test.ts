import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {snippets} from '../support/snippets.ts'

interface DupesDocument {
  groups: {files: {path: string; keep: boolean; reason: string}[]}[]
}

interface HooksDocument {
  hooks: {hook: string; taps: {plugin: string; name?: string; from: string}[]}[]
}

/** Two trees that hold the same picture under a short and a long path. */
function twoTrees(directory: string): {short: string; long: string} {
  const short = join(directory, 'data', 'a.jpg')
  const long = join(directory, 'backup', 'deep', 'folder', 'a.jpg')
  for (const path of [short, long]) {
    mkdirSync(join(path, '..'), {recursive: true})
    writeFileSync(path, 'the same picture')
  }
  return {short, long}
}

describe('What README shows runs as shown', function () {
  this.timeout(60_000)

  it('a policy of a few lines in mediastruct.config.ts', async () => {
    const directory = scratch()
    const {short} = twoTrees(directory)
    const code = snippets('README.md', 'ts').find((snippet) => snippet.includes('shortest path')) ?? ''
    expect(code).to.include('trees:')
    const config = join(directory, 'mediastruct.config.ts')
    writeFileSync(config, code.replace(/trees: \[.*\]/, "trees: ['backup', 'data']"))
    const crawl = await mediastruct(['crawl', '--config', config], {cwd: directory})
    expect(crawl.code, crawl.stderr).to.equal(0)
    const dupes = await mediastruct(['dupes', '--config', config, '--json'], {cwd: directory})
    expect(dupes.code, dupes.stderr).to.equal(0)
    const [group] = dupes.json<DupesDocument>().groups
    expect(group?.files[0]).to.deep.include({path: short, keep: true, reason: 'shortest path'})
  })

  it('a volume target in a local module', async () => {
    const directory = scratch()
    const code = snippets('README.md', 'ts').find((snippet) => snippet.includes('lto-9')) ?? ''
    writeFileSync(join(directory, 'tape.ts'), code)
    const config = join(directory, 'mediastruct.config.json')
    writeFileSync(config, JSON.stringify({plugins: ['./tape.ts'], medium: 'lto-9'}))
    const hooks = await mediastruct(['hooks', '--config', config, '--json'], {cwd: directory})
    expect(hooks.code, hooks.stderr).to.equal(0)
    const targets = hooks.json<HooksDocument>().hooks.find(({hook}) => hook === 'volumeTarget')
    expect(targets?.taps.at(-1)).to.deep.equal({plugin: 'tape', name: 'lto-9', from: 'config'})
  })

  it('every command of the tour is there', async () => {
    const commands = snippets('README.md', 'sh')
      .join('\n')
      .matchAll(/^mediastruct ((?:index |volumes )?[a-z]+)/gm)
    const ids = new Set([...commands].map(([, id = '']) => id))
    expect([...ids]).to.include.members(['init', 'run', 'sort', 'archive', 'status', 'index export'])
    for (const id of ids) {
      const help = await mediastruct([...id.split(' '), '--help'], {cwd: scratch()})
      expect(help.code, `${id}: ${help.stderr}`).to.equal(0)
    }
  })
})
