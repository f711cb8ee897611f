import {mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../../../test/support/mediastruct.ts'
import {scratch} from '../../../test/support/scratch.ts'

interface CrawlDocument {
  schema: string
  files: number
  bytes: number
  threads: number
  roots: {path: string; state: string; hashed: number; unchanged: number}[]
  changed: {path: string; change: string}[]
}

describe('mediastruct crawl', function () {
  this.timeout(60_000)
  let cwd: string
  let tree: string
  beforeEach(() => {
    cwd = scratch()
    tree = join(cwd, 'tree')
    mkdirSync(tree)
    writeFileSync(join(tree, 'x.jpg'), 'abc')
    writeFileSync(join(tree, 'y.raw'), 'raw')
  })
  const crawl = (...args: string[]) => mediastruct(['crawl', ...args], {cwd})

  it('prints one document, and writes the index where it is told to', async () => {
    const {code, json} = await crawl(
      tree,
      '--json',
      '--threads',
      '1',
      '--exclude',
      '*.raw',
      '--index',
      'index.ndjson',
    )
    expect(code).to.equal(0)
    const document = json<CrawlDocument>()
    expect(document).to.include({schema: 'mediastruct/crawl@1', files: 1, bytes: 3, threads: 1})
    expect(document.roots[0]).to.include({path: tree, state: 'crawled', hashed: 1})
  })

  it('leaves a fresh tree alone, and says so', async () => {
    await crawl(tree)
    const {stdout, code} = await crawl(tree, '--max-age', '30d')
    expect(code).to.equal(0)
    expect(stdout).to.include('fresh, not crawled (2 files, 6 B)')
    expect(
      (await crawl(tree, '--max-age', '30d', '--force', '--json')).json<CrawlDocument>().roots[0],
    ).to.include({
      state: 'crawled',
      unchanged: 2,
    })
  })

  it('ends with 1 where a master changed', async () => {
    writeFileSync(join(cwd, 'mediastruct.config.json'), JSON.stringify({masters: ['tree']}))
    expect((await crawl()).code).to.equal(0)
    rmSync(join(tree, 'y.raw'))
    const {code, json} = await crawl('--json')
    expect(code).to.equal(1)
    expect(json<CrawlDocument>().changed).to.deep.equal([{path: join(tree, 'y.raw'), change: 'removed'}])
  })

  it('refuses what it does not know, and names what it does', async () => {
    for (const [args, hint] of [
      [['--change-by', 'size,colour'], 'size, mtime, ctime, inode'],
      [['--max-age', '3 moons'], '30d'],
      [['--hash', 'blake2'], 'blake3'],
    ] as const) {
      const {code, stderr} = await crawl(tree, ...args)
      expect(code, stderr).to.equal(2)
      expect(stderr).to.include(hint)
    }
    expect((await crawl()).code).to.equal(2)
  })
})
