/** Two runs at once, on one catalog or into one target: they never mix, and the one that has to wait says for whom. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {census, contents} from './census.ts'
import {type Held, heldAt} from './held.ts'
import {newestJournal} from './journals.ts'

const SORT = ['sort', 'a', '--master', 'm', '--to', 'to']
const OTHER = '.mediastruct/other.db'
const PLAN = ['apply', 'plan.ndjson']
/** So many that two runs overlap: more than one batch of the mover. */
const MANY = 300

describe('a second run on a catalog', () => {
  let directory: string
  let first: Held

  beforeEach(async () => {
    directory = await crawled(['m', 'a'], 2)
    await done(directory, [...SORT, '--plan', 'plan.ndjson'])
    first = await heldAt({call: 'link', path: '/to/'}, SORT, {cwd: directory})
  })

  it('is told who writes it, and touches nothing; readers read; a kill of the first lets it go', async function () {
    this.timeout(60_000)
    const before = namesIn(directory)
    const writers = [SORT, PLAN, ['undo', '--last'], ['crawl'], ['ingest', 'm', '--to', 'lib']]
    const readers = [['history'], ['status'], ['dupes'], ['verify'], [...SORT, '--dry-run']]
    const refused = Promise.all(writers.map((args) => run(directory, args)))
    for (const args of readers) expect((await run(directory, args)).code, args.join(' ')).to.equal(0)
    for (const [number, ended] of (await refused).entries()) {
      expect(ended.code, writers[number]?.join(' ')).to.equal(2)
      expect(ended.stdout).to.contain('CATALOG_LOCKED').and.contain(`process ${first.child.pid}`)
    }
    expect(namesIn(directory)).to.deep.equal(before)
    first.child.kill('SIGKILL')
    await first.ended
    expect(await run(directory, SORT)).to.include({code: 0})
    expect(namesIn(directory)).to.deep.equal(['m/0.jpg', 'm/1.jpg', 'to/a/0.jpg', 'to/a/1.jpg'])
  })
})

describe('a second run into a target', () => {
  it('from another catalog is told whose journal is open, and moves nothing until the first is gone', async function () {
    this.timeout(60_000)
    const directory = await crawled(['m', 'a'], 2)
    await done(directory, ['crawl', 'm', 'a', '--catalog', OTHER])
    const other = [...SORT, '--catalog', OTHER]
    const first = await heldAt({call: 'link', path: '/to/'}, SORT, {cwd: directory})
    const before = namesIn(directory)
    const refused = await run(directory, other)
    expect(refused.code, refused.stdout).to.equal(2)
    expect(refused.stdout).to.contain('TARGET_LOCKED').and.contain(newestOf(directory))
    expect(namesIn(directory)).to.deep.equal(before)
    first.child.kill('SIGKILL')
    await first.ended
    expect((await run(directory, other)).code).to.equal(0)
    expect((await run(directory, SORT)).code).to.equal(0)
    expect(namesIn(directory)).to.deep.equal(['m/0.jpg', 'm/1.jpg', 'to/a/0.jpg', 'to/a/1.jpg'])
  })
})

describe('two runs that race', () => {
  it('for one target, with equal names: every file is there once, from one run or the other', async function () {
    this.timeout(120_000)
    const directory = scratch()
    const runs = ['one', 'two']
    for (const name of runs) plant(join(directory, name), {...pictures('m', name), ...pictures('a', name)})
    writeConfig(directory, {threads: 1})
    const sortOf = (name: string) => [
      ...['sort', `${name}/a`, '--master', `${name}/m`, '--to', 'to', '--catalog', `.mediastruct/${name}.db`],
    ]
    await Promise.all(
      runs.map((name) =>
        done(directory, ['crawl', `${name}/m`, `${name}/a`, '--catalog', `.mediastruct/${name}.db`]),
      ),
    )
    const before = contents(census(directory))
    await byContract(directory, runs.map(sortOf))
    expect(contents(census(directory))).to.deep.equal(before)
    for (const name of runs) await done(directory, sortOf(name))
    expect(contents(census(directory))).to.deep.equal(before)
    expect(census(join(directory, 'to'))).to.have.length(2 * MANY)
    for (const name of runs) await done(directory, ['undo', '--last', '--catalog', `.mediastruct/${name}.db`])
    expect(contents(census(directory))).to.deep.equal(before)
  })

  it('with one plan: each file moves once', async function () {
    this.timeout(60_000)
    const directory = await crawled(['m', 'a'], MANY)
    await done(directory, [...SORT, '--plan', 'plan.ndjson'])
    const before = contents(census(directory))
    await byContract(directory, [PLAN, [...PLAN, '--catalog', OTHER], PLAN])
    expect(contents(census(directory))).to.deep.equal(before)
    expect(census(join(directory, 'to'))).to.have.length(MANY)
  })
})

/** Trees of the same pictures, indexed. */
async function crawled(trees: readonly string[], files: number): Promise<string> {
  const directory = scratch()
  for (const tree of trees) plant(directory, pictures(tree, 'of both', files))
  writeConfig(directory, {threads: 1})
  await done(directory, ['crawl', ...trees])
  return directory
}

function pictures(tree: string, content: string, files = MANY): Record<string, string> {
  return Object.fromEntries(
    Array.from({length: files}, (_, number) => [`${tree}/${number}.jpg`, `picture ${number} ${content}`]),
  )
}

function run(cwd: string, args: readonly string[]): Promise<Ran> {
  return mediastruct([...args, '--json', '--no-progress'], {cwd})
}

async function done(cwd: string, args: readonly string[]): Promise<void> {
  const {code, stdout} = await run(cwd, args)
  expect(code, `${args.join(' ')}: ${stdout}`).to.equal(0)
}

/** All at once: each is done, or is refused and says who is in the way. */
async function byContract(cwd: string, commands: readonly (readonly string[])[]): Promise<void> {
  const ended = await Promise.all(commands.map((args) => run(cwd, args)))
  for (const {code, stdout} of ended) {
    if (code !== 0) expect(stdout).to.match(/"code":"(TARGET|CATALOG)_LOCKED"/)
    expect(code, stdout).to.be.oneOf([0, 2])
  }
  expect(ended.map(({code}) => code)).to.include(0)
}

function namesIn(directory: string): string[] {
  const names = census(directory).map(({path}) => path)
  return names.filter((path) => path.endsWith('.jpg')).sort()
}

function newestOf(directory: string): string {
  const journal = newestJournal(join(directory, 'to'))
  expect(readFileSync(journal, 'utf8')).to.contain('"command":"sort"')
  return journal
}
