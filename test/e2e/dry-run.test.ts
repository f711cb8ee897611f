import {lstatSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {plant, writeConfig} from './tree.ts'

/** Everything below, our own directories too: name, size, inode, mtime and ctime. */
function listing(directory: string): string[] {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .sort()
    .map((name) => {
      const {size, ino, mtimeNs, ctimeNs} = lstatSync(join(directory, name), {bigint: true})
      return [name, size, ino, mtimeNs, ctimeNs].join(' ')
    })
}

async function world(): Promise<string> {
  const directory = scratch()
  plant(directory, {
    'drop/IMG_20190102_030405.jpg': 'new',
    'library/2018/2018-05-06/20180506_111111_abcdabcd.jpg': 'filed',
    'backup/copy.jpg': 'filed',
    'archive/keep.txt': 'a master',
  })
  writeConfig(directory, {
    drop: ['drop'],
    library: 'library',
    archive: 'archive',
    trees: ['backup'],
    duplicates: 'duplicates',
  })
  const crawl = await mediastruct(['crawl'], {cwd: directory})
  expect(crawl.code, crawl.stderr).to.equal(0)
  return directory
}

interface Moves {
  moves: {from: string; to: string}[]
}

describe('a dry run', function () {
  this.timeout(60_000)

  for (const command of [['ingest'], ['refile'], ['sort'], ['archive', '--before', '2019']]) {
    it(`of ${command[0]} writes nothing, and names the moves of the real run`, async () => {
      const directory = await world()
      const before = listing(directory)
      const dry = await mediastruct([...command, '--dry-run', '--json'], {cwd: directory})
      expect(dry.code, dry.stderr + dry.stdout).to.equal(0)
      expect(listing(directory)).to.deep.equal(before)
      const real = await mediastruct([...command, '--json'], {cwd: directory})
      const ways = ({moves}: Moves) => moves.map(({from, to}) => ({from, to}))
      expect(ways(dry.json<Moves>())).to.have.length(1)
      expect(ways(real.json<Moves>())).to.deep.equal(ways(dry.json<Moves>()))
    })
  }

  for (const command of [
    ['sort', 'backup', '--to', 'd'],
    ['refile', '--to', 'backup'],
    ['archive', 'backup', '--to', 'x'],
    ['crawl', 'nope'],
  ]) {
    it(`nor does ${command[0]} make a catalog only to refuse`, async () => {
      const directory = scratch()
      plant(directory, {'backup/1.jpg': 'x'})
      const before = listing(directory)
      const refused = await mediastruct([...command, '--catalog', 'c.db', '--json'], {cwd: directory})
      expect(refused.code, refused.stdout).to.equal(2)
      expect(listing(directory)).to.deep.equal(before)
    })
  }
})
