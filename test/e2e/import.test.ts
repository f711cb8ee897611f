import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant} from './tree.ts'

interface Dupes {
  totals: {groups: number; redundantFiles: number}
}

describe('an index without its catalog', function () {
  this.timeout(60_000)

  it('is imported, asked, and read again by the next crawl', async () => {
    const directory = scratch()
    plant(directory, {'a/1.jpg': 'same', 'a/2.jpg': 'other', 'b/3.jpg': 'same'})
    const run = async (...args: string[]) => {
      const ran = await mediastruct([...args, '--catalog', 'c.db', '--json'], {cwd: directory})
      expect(ran.code, ran.stderr + ran.stdout).to.equal(0)
      return ran
    }
    await run('crawl', 'a', 'b')
    await run('index', 'export', '-o', 'index.ndjson')
    for (const suffix of ['', '-wal', '-shm', '.lock'])
      rmSync(join(directory, `c.db${suffix}`), {force: true})

    await run('index', 'import', 'index.ndjson')
    const dupes = await run('dupes')
    expect(dupes.json<Dupes>().totals).to.deep.include({groups: 1, redundantFiles: 1})
    const sort = await mediastruct(['sort', 'b', '--to', 'd', '--catalog', 'c.db'], {cwd: directory})
    expect(sort.code, 'an imported index justifies no move').to.equal(2)
    const crawl = await run('crawl', 'a', 'b')
    const roots = crawl.json<{roots: {hashed: number}[]}>().roots
    expect(roots.map(({hashed}) => hashed)).to.deep.equal([2, 1])
  })

  it('of two machines is compared without any catalog', async () => {
    const directory = scratch()
    plant(directory, {'laptop/1.jpg': 'same', 'nas/2.jpg': 'same', 'nas/3.jpg': 'other'})
    for (const tree of ['laptop', 'nas']) {
      const crawl = ['crawl', tree, '--catalog', `${tree}.db`, '--index', `${tree}.csv`]
      expect((await mediastruct(crawl, {cwd: directory})).code).to.equal(0)
    }
    const dupes = await mediastruct(['dupes', '--index', 'laptop.csv', '--index', 'nas.csv', '--json'], {
      cwd: directory,
    })
    expect(dupes.code, dupes.stderr).to.equal(0)
    expect(dupes.json<Dupes>().totals).to.deep.include({groups: 1, redundantFiles: 1})
  })
})
