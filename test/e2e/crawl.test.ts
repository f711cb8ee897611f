/** `crawl` with the real program: what is read again, what is found, and that it can be cut off at any time. */
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {forThisTest} from '../support/children.ts'
import {mediastruct, PROGRAM, programEnv} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant, writeConfig} from './tree.ts'

interface Crawled {
  roots: {path: string; state: string; files: number; hashed: number; unchanged: number; removed: number}[]
  damaged: {path: string; was: string; is: string}[]
  changed: {path: string; change: string}[]
  errors: {path: string; code: string}[]
}

function planted(config: object = {trees: ['a']}): string {
  const directory = scratch()
  plant(directory, {'a/x.jpg': 'xx', 'a/y.jpg': 'yy', 'a/sub/long.jpg': 'another size'})
  writeConfig(directory, config)
  return directory
}

async function crawl(directory: string, ...args: string[]): Promise<{code: number | null; crawled: Crawled}> {
  const {code, json} = await mediastruct(['crawl', '--json', ...args], {cwd: directory})
  return {code, crawled: json<Crawled>()}
}

async function index(directory: string): Promise<string> {
  return (await mediastruct(['index', 'export', '--format', 'csv'], {cwd: directory})).stdout
}

/** Other content of the same size under the same mtime, as a failing disk has it. */
function damage(file: string): void {
  const {atime, mtime} = statSync(file)
  writeFileSync(file, 'ZZ')
  utimesSync(file, atime, mtime)
}

const again: {name: string; args: string[]; state: string; hashed: number}[] = [
  {name: 'reads nothing of what did not change', args: [], state: 'crawled', hashed: 0},
  {name: 'leaves a young tree alone with --max-age', args: ['--max-age', '1h'], state: 'fresh', hashed: 0},
  {
    name: 'crawls a young tree with --force',
    args: ['--max-age', '1h', '--force'],
    state: 'crawled',
    hashed: 0,
  },
  {name: 'reads all of it with --rehash', args: ['--rehash'], state: 'crawled', hashed: 3},
]

describe('crawl, with the real program', () => {
  for (const {name, args, state, hashed} of again) {
    it(name, async () => {
      const directory = planted()
      await crawl(directory)
      const {code, crawled} = await crawl(directory, ...args)
      expect(code).to.equal(0)
      expect(crawled.roots[0]).to.include({state, hashed})
    })
  }

  it('reads only files of one size with --candidates, and the rest with the next plain crawl', async () => {
    const directory = planted()
    expect((await crawl(directory, '--candidates')).crawled.roots[0]?.hashed).to.equal(2)
    expect(await index(directory)).to.not.contain('long.jpg')
    expect((await crawl(directory)).crawled.roots[0]?.hashed).to.equal(1)
    expect(await index(directory)).to.contain('long.jpg')
  })

  it('reports damage each time and keeps the old hash until it is accepted', async () => {
    const directory = planted()
    await crawl(directory)
    const before = await index(directory)
    damage(join(directory, 'a/x.jpg'))
    for (const _ of ['once', 'twice']) {
      const {code, crawled} = await crawl(directory)
      expect(code).to.equal(1)
      expect(crawled.damaged.map(({path}) => path)).to.deep.equal([join(directory, 'a/x.jpg')])
      expect(await index(directory)).to.equal(before)
    }
    await mediastruct(['verify', '--accept', 'a/x.jpg'], {cwd: directory})
    expect((await crawl(directory)).code).to.equal(0)
    expect(await index(directory)).to.not.equal(before)
  })

  it('takes changes of a master over only when they are accepted', async () => {
    const directory = planted({masters: ['a']})
    await crawl(directory)
    writeFileSync(join(directory, 'a/x.jpg'), 'edited')
    rmSync(join(directory, 'a/y.jpg'))
    const {code, crawled} = await crawl(directory)
    expect(code).to.equal(1)
    expect(crawled.changed.map(({change}) => change).sort()).to.deep.equal(['modified', 'removed'])
    const accepted = await mediastruct(['verify', '--accept', 'a/x.jpg', '--accept', 'a/y.jpg'], {
      cwd: directory,
    })
    expect(accepted.code, accepted.stderr).to.equal(0)
    expect((await crawl(directory)).code).to.equal(0)
  })

  it('refuses a tree that vanished until that is said to be meant', async () => {
    const directory = planted()
    await crawl(directory)
    const before = await index(directory)
    renameSync(join(directory, 'a'), join(directory, 'unmounted'))
    mkdirSync(join(directory, 'a'))
    expect((await mediastruct(['crawl'], {cwd: directory})).code).to.equal(2)
    expect(await index(directory)).to.equal(before)
    const {code, crawled} = await crawl(directory, '--accept-tree', 'a')
    expect([code, crawled.roots[0]?.removed]).to.deep.equal([0, 3])
  })

  it('makes one index whatever the number of threads, and without native code', async () => {
    const directory = scratch()
    for (let i = 0; i < 60; i++) plant(directory, {[`a/${i % 7}/${i}.jpg`]: `content ${i}`.repeat(i * 40)})
    writeConfig(directory, {trees: ['a']})
    const indexes: string[] = []
    for (const [threads, native] of [
      ['1', undefined],
      ['4', undefined],
      ['2', '0'],
    ] as const) {
      rmSync(join(directory, '.mediastruct'), {recursive: true, force: true})
      const env = {MEDIASTRUCT_NATIVE: native}
      const {code} = await mediastruct(['crawl', '--threads', threads], {cwd: directory, env})
      expect(code).to.equal(0)
      indexes.push(await index(directory))
    }
    expect(new Set(indexes).size).to.equal(1)
    expect(indexes[0]?.split('\n')).to.have.length(62)
  })

  it('keeps what it knew of a directory that can not be read', async function () {
    const directory = planted()
    await crawl(directory)
    const before = await index(directory)
    chmodSync(join(directory, 'a/sub'), 0o000)
    const dropped = '-dac_override,-dac_read_search'
    const command = [
      '--bounding-set',
      dropped,
      '--inh-caps',
      dropped,
      process.execPath,
      PROGRAM,
      'crawl',
      '--json',
    ]
    let stdout = ''
    try {
      execFileSync('setpriv', command, {
        cwd: directory,
        env: programEnv(),
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    } catch (error) {
      const {code, stdout: written} = error as {code?: string; stdout?: Buffer}
      if (code === 'ENOENT') return this.skip()
      stdout = String(written)
    } finally {
      chmodSync(join(directory, 'a/sub'), 0o755)
    }
    const {errors, roots}: Crawled = JSON.parse(stdout)
    expect(errors).to.have.length(1)
    expect(errors[0]).to.include({path: join(directory, 'a/sub'), code: 'EACCES'})
    expect(roots[0]?.removed).to.equal(0)
    expect(await index(directory)).to.equal(before)
  })

  it('ends quietly where nobody reads its result', async () => {
    const directory = scratch()
    for (let i = 0; i < 3000; i++) plant(directory, {[`a/${'long name '.repeat(10)}${i}.jpg`]: `${i}`})
    writeConfig(directory, {trees: ['a']})
    await crawl(directory)
    const line = `${process.execPath} ${PROGRAM} index export --format csv | head -1; echo \${PIPESTATUS[0]}`
    const stdout = execFileSync('bash', ['-c', `(${line}) 2>&1`], {
      cwd: directory,
      env: programEnv(),
    }).toString()
    expect(stdout).to.equal('path,hash,size\n0\n')
  })

  it('is interrupted with 130, and the same command goes on', async () => {
    const directory = scratch()
    mkdirSync(join(directory, 'a'))
    const content = Buffer.alloc(1 << 20)
    for (let i = 0; i < 300; i++) {
      content.writeUInt32LE(i)
      writeFileSync(join(directory, 'a', `${i}.jpg`), content)
    }
    writeConfig(directory, {trees: ['a']})
    // Without native code the work lasts long enough to be cut off.
    const env = {...programEnv(), MEDIASTRUCT_NATIVE: '0'}
    const args = [PROGRAM, 'crawl', '--threads', '1', '--progress=json', '--json']
    const child = forThisTest(
      spawn(process.execPath, args, {cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe']}),
    )
    child.stderr.once('data', () => child.kill('SIGINT'))
    const [code] = await once(child, 'exit')
    expect(code).to.equal(130)
    const next = await crawl(directory)
    expect(next.code).to.equal(0)
    expect(next.crawled.roots[0]?.files).to.equal(300)
    expect((await index(directory)).split('\n')).to.have.length(302)
  })

  it('lets one run write at a time, and tells the other who does', async () => {
    const directory = planted()
    await crawl(directory)
    const holder = `const {DatabaseSync} = require('node:sqlite')
      const held = new DatabaseSync(process.argv[1])
      held.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => held, 1000)`
    const lock = join(directory, '.mediastruct/catalog.db.lock')
    const child = forThisTest(
      spawn(process.execPath, ['-e', holder, lock], {stdio: ['ignore', 'pipe', 'ignore']}),
    )
    await once(child.stdout, 'data')
    try {
      const second = await mediastruct(['crawl'], {cwd: directory})
      expect(second.code).to.equal(2)
      expect(second.stderr).to.contain('another run')
      expect((await mediastruct(['dupes'], {cwd: directory})).code).to.equal(0)
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    expect((await crawl(directory)).code).to.equal(0)
    expect(readFileSync(join(directory, 'a/x.jpg'), 'utf8')).to.equal('xx')
  })
})
