/** The groups that jdupes and fdupes find in real directories are ours, too, and b3sum agrees with every hash. */
import {execFileSync} from 'node:child_process'
import {cpSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct, PACKAGE_ROOT} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {writeConfig} from './tree.ts'

/** Both leave empty files and other names of one inode out, as we do. */
const PEERS = {jdupes: ['-r', '-q'], fdupes: ['-r', '-n', '-q']}
const SOURCES = ['@oclif', 'zod']

function isThere(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
}

/** A list in the format of fdupes, as sorted groups of sorted paths. */
function groupsOf(list: string): string[] {
  const groups = list.trim().split(/\n{2,}/)
  return groups.map((group) => group.split('\n').sort().join('\n')).sort()
}

describe('duplicates, next to other tools', function () {
  this.timeout(120_000)

  async function crawledCopies(): Promise<string> {
    const directory = scratch()
    for (const root of ['one', 'two/below']) {
      mkdirSync(join(directory, root), {recursive: true})
      const copy = (name: string) =>
        cpSync(join(PACKAGE_ROOT, 'node_modules', name), join(directory, root, name), {recursive: true})
      SOURCES.forEach(copy)
    }
    writeConfig(directory, {trees: ['one', 'two']})
    const {code, stderr} = await mediastruct(['crawl'], {cwd: directory})
    expect(code, stderr).to.equal(0)
    return directory
  }

  for (const [tool, options] of Object.entries(PEERS)) {
    it(`are what ${tool} finds`, async function () {
      if (!isThere(tool)) return this.skip()
      const directory = await crawledCopies()
      const roots = ['one', 'two'].map((root) => join(directory, root))
      const theirs = execFileSync(tool, [...options, ...roots], {
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const ours = await mediastruct(['dupes', '--format', 'fdupes'], {cwd: directory})
      const groups = groupsOf(ours.stdout)
      expect(groups.length).to.be.greaterThan(100)
      expect(groups).to.deep.equal(groupsOf(theirs.toString()))
    })
  }

  it('have the hashes that b3sum computes', async function () {
    if (!isThere('b3sum')) return this.skip()
    const directory = await crawledCopies()
    const {code} = await mediastruct(['index', 'export', '-o', 'all.b3sum'], {cwd: directory})
    expect(code).to.equal(0)
    execFileSync('b3sum', ['--check', '--quiet', 'all.b3sum'], {cwd: directory})
  })
})
