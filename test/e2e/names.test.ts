/** Names that break programs go through crawl, export, dupes, sort and undo unharmed. */
import {execFileSync} from 'node:child_process'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {ODD_NAMES} from '../support/odd-names.ts'
import {scratch} from '../support/scratch.ts'
import {filesBelow, multiset, picture, plant, writeConfig} from './tree.ts'

const text = (name: string): Buffer => Buffer.from(name)
const RAW_NAMES = 2
/** Those, and the replacement character. */
const NOT_FOR_B3SUM = 3

interface Exported {
  path: string
  pathBytes?: string
}

/** Trees `a` (master) and `b`, each with a file of every name; all of them are crawled. */
async function crawledNames(): Promise<string> {
  const directory = scratch()
  for (const tree of ['a', 'b']) {
    mkdirSync(join(directory, tree))
    for (const [content, name] of Object.entries(ODD_NAMES)) {
      writeFileSync(Buffer.concat([text(`${directory}/${tree}/`), name]), content)
    }
  }
  writeConfig(directory, {masters: ['a'], trees: ['b'], duplicates: 'd'})
  const {code, stderr} = await mediastruct(['crawl'], {cwd: directory})
  expect(code, stderr).to.equal(0)
  return directory
}

const bytesOf = ({path, pathBytes}: Exported) =>
  pathBytes === undefined ? text(path) : Buffer.from(pathBytes, 'base64')
const sorted = (paths: readonly Buffer[]) => paths.map((path) => path.toString('latin1')).sort()
const onDisk = (directory: string) => sorted(['a', 'b'].flatMap((tree) => filesBelow(join(directory, tree))))

describe('names', () => {
  it('are all exported, byte by byte, as ndjson and json', async () => {
    const directory = await crawledNames()
    const lines = await mediastruct(['index', 'export', '--format', 'ndjson'], {cwd: directory})
    const ndjson = lines.stdout
      .trimEnd()
      .split('\n')
      .map((line): Exported => JSON.parse(line))
    expect(sorted(ndjson.map(bytesOf))).to.deep.equal(onDisk(directory))
    const array = await mediastruct(['index', 'export', '--format', 'json'], {cwd: directory})
    expect(sorted(array.json<Exported[]>().map(bytesOf))).to.deep.equal(onDisk(directory))
  })

  for (const format of ['csv', 'ndjson', 'json']) {
    it(`survive ${format} into an empty catalog and out again`, async () => {
      const directory = await crawledNames()
      await mediastruct(['index', 'export', '-o', `x.${format}`], {cwd: directory})
      const imported = await mediastruct(['index', 'import', `x.${format}`, '--catalog', 'new.db'], {
        cwd: directory,
      })
      expect(imported.code, imported.stderr).to.equal(0)
      const again = ['index', 'export', '--format', 'json', '--catalog', 'new.db']
      for (const roots of [[], ['a', 'b']]) {
        const {stderr, code, json} = await mediastruct([...again, ...roots], {cwd: directory})
        expect(code, stderr).to.equal(0)
        expect(sorted(json<Exported[]>().map(bytesOf))).to.deep.equal(onDisk(directory))
      }
    })
  }

  it('are checked by b3sum, but for those that it can not take', async function () {
    const directory = await crawledNames()
    const {code, stderr} = await mediastruct(['index', 'export', '-o', 'x.b3sum'], {cwd: directory})
    expect(code).to.equal(1)
    expect(stderr.match(/is not UTF-8/g)).to.have.length(2 * NOT_FOR_B3SUM)
    const lines = readFileSync(join(directory, 'x.b3sum'), 'utf8').trimEnd().split('\n')
    expect(lines).to.have.length(2 * (Object.keys(ODD_NAMES).length - NOT_FOR_B3SUM))
    if (!hasTool('b3sum')) return this.skip()
    execFileSync('b3sum', ['--check', '--quiet', 'x.b3sum'], {cwd: directory})
  })

  it('are grouped with their own twins only, in every format', async () => {
    const directory = await crawledNames()
    const {json} = await mediastruct(['dupes', '--json'], {cwd: directory})
    const {groups} = json<{groups: {files: Exported[]}[]}>()
    expect(groups).to.have.length(Object.keys(ODD_NAMES).length)
    for (const {files} of groups) {
      const [kept, other] = files.map((file) => bytesOf(file).toString('latin1'))
      expect(other?.replace('/b/', '/a/')).to.equal(kept)
    }
    const csv = await mediastruct(['dupes', '--format', 'csv'], {cwd: directory})
    expect(csv.stdout.match(/,percent$/gm)).to.have.length(2 * RAW_NAMES)
    await mediastruct(['dupes', '--format', 'fdupes', '-o', 'x.fdupes'], {cwd: directory})
    expect(readFileSync(join(directory, 'x.fdupes')).includes(ODD_NAMES['byte 0xff'] ?? '')).to.equal(true)
  })

  it('are found however an accent was spelled, and a search in vain says so', async () => {
    const directory = scratch()
    plant(directory, {'a/Gr\u{75}\u{308}\u{df}e.jpg': 'x'})
    await mediastruct(['crawl', 'a'], {cwd: directory})
    const found = await mediastruct(['index', 'search', 'Gr\u{fc}\u{df}e*'], {cwd: directory})
    expect(found.stdout).to.include('.jpg')
    const vain = await mediastruct(['index', 'search', 'nobody*'], {cwd: directory})
    expect([vain.code, vain.stdout]).to.deep.equal([0, ''])
    expect(vain.stderr).to.include('nobody*')
  })

  it('never reach a terminal unescaped', async () => {
    const directory = await crawledNames()
    for (const command of [
      ['dupes', '-v'],
      ['index', 'search', '*'],
      ['sort', '--dry-run', '-v'],
    ]) {
      const {stdout, stderr} = await mediastruct(command, {cwd: directory})
      expect(stdout + stderr, command.join(' ')).to.not.match(/[\u001b\u0007\u202e]/)
    }
  })

  for (const list of [undefined, 'list.csv', 'list.json']) {
    it(`are moved and brought back ${list === undefined ? 'from the index' : `from ${list}`}`, async () => {
      const directory = await crawledNames()
      const before = picture(directory)
      if (list !== undefined)
        await mediastruct(['dupes', '--format', list.slice(5), '-o', list], {cwd: directory})
      const contents = multiset(join(directory, 'a'), join(directory, 'b'))
      const sort = await mediastruct(['sort', '--json', ...(list === undefined ? [] : ['--list', list])], {
        cwd: directory,
      })
      expect(sort.code, sort.stdout).to.equal(0)
      expect(filesBelow(join(directory, 'b'))).to.have.length(0)
      expect(multiset(join(directory, 'a'), join(directory, 'd'))).to.deep.equal(contents)
      const undo = await mediastruct(['undo', '--last', '--json'], {cwd: directory})
      expect(undo.code, undo.stdout).to.equal(0)
      const after = picture(directory).filter((line) => list === undefined || !line.includes(`/${list} `))
      expect(after).to.deep.equal(before)
    })
  }
})

function hasTool(name: string): boolean {
  try {
    execFileSync(name, ['--version'], {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
}
