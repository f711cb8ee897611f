/** What is in the library already gets the names that the config says now: all of an asset, undoable, and only once. */
import {mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {createBlake3} from '../../src/hash/blake3.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {filesBelow, picture, plant, writeConfig} from './tree.ts'

interface Refiled {
  runs?: unknown[]
  run: string | null
  moves: {from: string; to: string; state: string; date?: string; dateSource?: string}[]
  left: {path: string; code: string; reason: string}[]
  errors: {path: string; code: string}[]
  notices: {path: string; code: string}[]
  inPlace: number
  totals: {moved: number}
}

function hash8(content: string): string {
  const hasher = createBlake3()
  hasher.update(Buffer.from(content))
  return Buffer.from(hasher.digest()).toString('hex').slice(0, 8)
}

describe('refile', function () {
  this.timeout(120_000)
  let root: string
  beforeEach(() => {
    root = scratch()
    writeConfig(root, {drop: ['drop'], library: 'lib', threads: 1})
  })

  async function run(...args: string[]): Promise<Ran> {
    return await mediastruct([...args, '--json'], {cwd: root})
  }

  async function done(...args: string[]): Promise<Refiled> {
    const ran = await run(...args)
    expect(ran.code, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).to.equal(0)
    return ran.json<Refiled>()
  }

  async function refused(...args: string[]): Promise<string> {
    const ran = await run(...args)
    expect(ran.code, ran.stdout).to.equal(2)
    return ran.json<{error: {code: string}}>().error.code
  }

  const library = () =>
    filesBelow(join(root, 'lib'))
      .map((file) => file.toString().slice(root.length + 5))
      .sort()
  const contentOf = (name: string) => readFileSync(join(root, 'lib', name), 'utf8')
  const below = (path: string) => path.slice(root.length + 1)

  /** What a library holds that was never ingested. */
  async function shelved(files: Readonly<Record<string, string>>): Promise<void> {
    plant(join(root, 'lib'), files)
    await done('crawl', 'lib')
  }

  /** An asset with a time in its name, and a picture with a date that only the user knew. */
  async function ingested(): Promise<void> {
    plant(join(root, 'drop'), {
      'IMG_20190102_030405.jpg': 'one',
      'IMG_20190102_030405.jpg.xmp': 'edited',
    })
    await done('ingest')
    plant(join(root, 'lib'), {[FILED[3] ?? '']: 'an edit'})
    plant(join(root, 'drop'), {'scan 7.tif': 'by hand'})
    await done('ingest', '--date', '1987-06-05')
    await done('crawl', 'lib')
  }

  const FILED = [
    `1987/1987-06-05/19870605_${hash8('by hand')}.tif`,
    `2019/2019-01-02/20190102_030405_${hash8('one')}.jpg`,
    `2019/2019-01-02/20190102_030405_${hash8('one')}.jpg.xmp`,
    `2019/2019-01-02/20190102_030405_${hash8('one')}_edited.jpg`,
  ]

  it('names by a new template, once; undo gives the old names back, and a crawl reads nothing for either', async () => {
    await ingested()
    expect(library()).to.deep.equal(FILED)
    const before = picture(join(root, 'lib'))
    const args = ['refile', '--rename', '{yyyy}-{MM}-{dd} {name}', '--folder', '{yyyy}']
    const dry = await done(...args, '--dry-run')
    expect(picture(join(root, 'lib'))).to.deep.equal(before)
    const {moves, inPlace, run: id} = await done(...args)
    const ways = (some: Refiled['moves']) => some.map(({from, to}) => [below(from), below(to)])
    expect(ways(dry.moves)).to.deep.equal(ways(moves))
    expect(inPlace).to.equal(0)
    expect(library()).to.deep.equal([
      '1987/1987-06-05 scan 7.tif',
      '2019/2019-01-02 IMG_20190102_030405.jpg',
      '2019/2019-01-02 IMG_20190102_030405.jpg.xmp',
      '2019/2019-01-02 IMG_20190102_030405_edited.jpg',
    ])
    const dates = moves.map(({date, dateSource}) => `${date} ${dateSource}`)
    expect(new Set(dates)).to.deep.equal(new Set(['1987-06-05 --date', '2019-01-02T03:04:05 filename']))
    const again = await done(...args)
    expect([again.moves, again.inPlace]).to.deep.equal([[], 4])
    const crawl = (await run('crawl', 'lib')).json<{roots: {hashed: number}[]}>()
    expect(crawl.roots[0]?.hashed).to.equal(0)
    await done('undo', id ?? '')
    expect(picture(join(root, 'lib'))).to.deep.equal(before)
    const home = await done('refile')
    expect([home.moves, home.inPlace]).to.deep.equal([[], 4])
  })

  it('keeps the date that a run recorded, until the sources are asked again, or the file is another one', async () => {
    await ingested()
    const rename = ['--rename', '{yyyy}_{name}']
    const sources = ({moves}: Refiled) =>
      moves.filter(({to}) => to.includes('scan')).map((move) => move.dateSource)
    expect(sources(await done('refile', ...rename, '--dry-run'))).to.deep.equal(['--date'])
    expect(sources(await done('refile', ...rename, '--redate', '--dry-run'))).to.deep.equal(['filename'])
    writeFileSync(join(root, 'lib', FILED[0] ?? ''), 'mended by hand')
    await done('crawl', 'lib')
    const {moves} = await done('refile', ...rename)
    const scan = moves.find(({to}) => to.includes('scan'))
    expect(scan && [below(scan.to), scan.dateSource]).to.deep.equal([
      'lib/1987/1987-06-05/1987_scan 7.tif',
      'filename',
    ])
  })

  it('finds the date that the first name of a file told, whatever its name is now', async () => {
    await shelved({'IMG_20190102_030405.jpg': 'one', 'VID_20190203_040506.mp4': 'two'})
    await done('refile', '--rename', '{hash8}', '--folder', 'all')
    expect(library()).to.deep.equal([`all/${hash8('one')}.jpg`, `all/${hash8('two')}.mp4`].sort())
    const {moves} = await done('refile', '--redate', '--rename', '{name}', '--folder', '{yyyy}')
    expect(moves.map(({date, dateSource}) => `${date} ${dateSource}`).sort()).to.deep.equal([
      '2019-01-02T03:04:05 filename',
      '2019-02-03T04:05:06 filename',
    ])
    expect(library()).to.deep.equal(['2019/IMG_20190102_030405.jpg', '2019/VID_20190203_040506.mp4'])
  })

  it('shows a person what it would do, and how much has its place', async () => {
    await shelved({[FILED[1] ?? '']: 'one', 'IMG_20190203_111213.jpg': 'two'})
    const {stdout} = await mediastruct(['refile', '--dry-run'], {cwd: root})
    expect(stdout).to.match(/^In their place already: 1 file\nWould refile 1 file/)
    expect(stdout).to.include('taken 2019-02-03 (filename)')
  })

  it('swaps names, follows chains, and numbers nothing that has room', async () => {
    const day = '2019/2019-01-02'
    const filed = (content: string) => `${day}/20190102_030405_${hash8(content)}.jpg`
    await shelved({
      [filed('b')]: 'a',
      [filed('a')]: 'b',
      [filed('d')]: 'c',
      [`${day}/d 20190102_030405.jpg`]: 'd',
      [filed('e')]: 'e',
    })
    const before = picture(join(root, 'lib'))
    const {moves, inPlace} = await done('refile')
    expect(library()).to.deep.equal(['a', 'b', 'c', 'd', 'e'].map(filed).sort())
    for (const content of ['a', 'b', 'c', 'd', 'e']) expect(contentOf(filed(content))).to.equal(content)
    expect([moves.length, inPlace]).to.deep.equal([5, 1])
    expect(moves.filter(({to}) => to.includes('.moving')).length).to.equal(1)
    expect((await done('refile')).moves).to.deep.equal([])
    await done('undo', '--last')
    expect(picture(join(root, 'lib'))).to.deep.equal(before)
  })

  it('changes the case of extensions alone, with those of companions', async () => {
    await shelved({'2019/2019-01-02/20190102_A.JPG': 'x', '2019/2019-01-02/20190102_A.JPG.XMP': 'y'})
    const {moves} = await done('refile', '--rename', '{name}', '--lowercase-ext')
    expect(moves).to.have.length(2)
    expect(library()).to.deep.equal(['2019/2019-01-02/20190102_A.jpg', '2019/2019-01-02/20190102_A.jpg.xmp'])
  })

  it('numbers in the order of capture, and keeps numbers that are given', async () => {
    await shelved({
      'IMG_9 20190102_030406.jpg': 'second',
      'IMG_10 20190102_030406.jpg': 'third',
      'a 20190102_030407.jpg': 'fourth',
      'z 20190102_030405.mov': 'first',
    })
    const args = ['refile', '--rename', '{yyyy}_{counter}', '--folder', '{yyyy}']
    await done(...args)
    const named = () => library().map((name) => `${name} ${contentOf(name)}`)
    const first = [
      '2019/2019_001.mov first',
      '2019/2019_002.jpg second',
      '2019/2019_003.jpg third',
      '2019/2019_004.jpg fourth',
    ]
    expect(named()).to.deep.equal(first)
    plant(join(root, 'lib'), {'earlier 20190101.jpg': 'earlier'})
    await done('crawl', 'lib')
    expect((await done(...args)).inPlace).to.equal(4)
    expect(named()).to.deep.equal([...first, '2019/2019_005.jpg earlier'])
  })

  it('leaves what changed, what nobody can date or name, and packages, each with all that belongs to it', async () => {
    await shelved({
      '20190101 changed.jpg': 'x',
      '20190101 changed.xmp': 'x',
      '20190102 gone.jpg': 'x',
      '20190103 joined.jpg': 'x',
      'undated.jpg': 'x',
      'My.photoslibrary/20190104.jpg': 'x',
      [`20190105 ${'x'.repeat(230)}.jpg`]: 'x',
    })
    writeFileSync(join(root, 'lib/20190101 changed.xmp'), 'longer')
    rmSync(join(root, 'lib/20190102 gone.jpg'))
    plant(join(root, 'lib'), {'20190103 joined.xmp': 'new', '20190106 unknown.jpg': 'new'})
    const before = picture(join(root, 'lib'))
    const {left, moves, errors} = await done(
      'refile',
      '--rename',
      '{yyyy}{yyyy}{yyyy}{yyyy}{yyyy}{yyyy}{name}',
    )
    expect([moves, errors]).to.deep.equal([[], []])
    const told = left.map(({path, code, reason}) => `${below(path).slice(4, 20)} ${code} ${reason}`)
    const expected = [
      /^20190101 changed changed 20190101 changed.xmp, which belongs to it, changed since it was indexed: crawl first$/,
      /^20190101 changed changed it changed since it was indexed: crawl first$/,
      /^20190102 gone.jp changed it is no longer there$/,
      /^20190103 joined. changed 20190103 joined.xmp, which belongs to it, is not in the index yet: crawl first$/,
      /^20190105 x+ name .*at most 255 bytes/,
      /^undated.jpg undated no source knows/,
      /^My.photoslibrary package it is part of .*My.photoslibrary$/,
    ]
    expect(told, told.join('\n')).to.have.length(expected.length)
    for (const [index, pattern] of expected.entries()) expect(told[index]).to.match(pattern)
    expect(picture(join(root, 'lib'))).to.deep.equal(before)
  })

  it('takes what is named, and what belongs to it, and gives way to what is not', async () => {
    const day = '2019/2019-01-02'
    await shelved({
      'a/one 20190102.jpg': 'x',
      'a/one 20190102.xmp': 'y',
      'a/two 20190102.jpg': 'z',
      'b/three 20190102.jpg': 'w',
      [`${day}/2019.jpg`]: 'there',
    })
    const name = ['--rename', '{name}']
    const one = await done('refile', 'lib/a/one 20190102.xmp', ...name)
    expect(one.moves.map(({to}) => below(to))).to.deep.equal([
      `lib/${day}/one 20190102.jpg`,
      `lib/${day}/one 20190102.xmp`,
    ])
    const two = await done('refile', 'lib/a', 'lib/a/two 20190102.jpg', ...name)
    expect(two.moves.map(({to}) => below(to))).to.deep.equal([`lib/${day}/two 20190102.jpg`])
    const three = await done('refile', 'lib/b', '--rename', '{yyyy}')
    expect(three.moves.map(({to}) => below(to))).to.deep.equal([`lib/${day}/2019-2.jpg`])
    expect(contentOf(`${day}/2019.jpg`)).to.equal('there')
  })

  it('touches neither masters nor duplicates that lie in the library', async () => {
    writeConfig(root, {library: 'lib', masters: ['lib/master'], duplicates: 'lib/dups', threads: 1})
    plant(join(root, 'lib'), {'master/20190102.jpg': 'x', 'dups/20190102.jpg': 'x', '20190102.jpg': 'y'})
    await done('crawl', 'lib', 'lib/master')
    const {moves, left} = await done('refile')
    expect(moves.map(({from}) => below(from))).to.deep.equal(['lib/20190102.jpg'])
    expect(left.map(({path, code}) => [below(path), code])).to.deep.equal([
      ['lib/master', 'excluded'],
      ['lib/dups', 'excluded'],
    ])
    expect(await refused('refile', 'lib/master')).to.equal('OUTSIDE_LIBRARY')
  })

  it('saves a plan, which apply carries out, and prunes what it emptied', async () => {
    await shelved({'deep/down/IMG_20190102_030405.jpg': 'one', 'deep/down/IMG_20190102_030405.xmp': 'two'})
    const {moves} = await done('refile', '--plan', 'plan.ndjson')
    expect(moves.every(({state}) => state === 'planned')).to.equal(true)
    await done('apply', 'plan.ndjson')
    expect(library().every((name) => name.startsWith('2019/2019-01-02/'))).to.equal(true)
    await done('undo', '--last')
    expect(library()).to.deep.equal([
      'deep/down/IMG_20190102_030405.jpg',
      'deep/down/IMG_20190102_030405.xmp',
    ])
    await done('refile', '--prune-empty')
    expect(await done('history')).to.have.nested.property('runs[0].command', 'refile')
    mkdirSync(join(root, 'lib/deep'))
  })

  it('stays where another program took a name meanwhile, and so does what belongs to it', async () => {
    await shelved({'IMG_20190102_030405.jpg': 'one', 'IMG_20190102_030405.xmp': 'two'})
    await done('refile', '--plan', 'plan.ndjson')
    const taken = `2019/2019-01-02/20190102_030405_${hash8('one')}.xmp`
    plant(join(root, 'lib'), {[taken]: 'a stranger'})
    const {moves, left} = await done('apply', 'plan.ndjson')
    expect(moves).to.deep.equal([])
    expect(left.map(({code}) => code).sort()).to.deep.equal(['changed', 'name'])
    expect(contentOf(taken)).to.equal('a stranger')
    expect(contentOf('IMG_20190102_030405.jpg')).to.equal('one')
  })

  it('is refused before anything is touched', async () => {
    expect(await refused('refile')).to.equal('NO_CATALOG')
    await shelved({'20190102.jpg': 'x'})
    utimesSync(join(root, 'lib/20190102.jpg'), 1, 1)
    plant(root, {'elsewhere/20190102.jpg': 'x'})
    expect(await refused('refile', 'elsewhere')).to.equal('OUTSIDE_LIBRARY')
    expect(await refused('refile', 'lib/nosuch')).to.equal('MISSING_ROOT')
    plant(join(root, 'lib'), {'20190103.jpg': 'new'})
    expect(await refused('refile', 'lib/20190103.jpg')).to.equal('NOT_CRAWLED')
    expect(await refused('refile', '--to', 'elsewhere')).to.equal('NOT_CRAWLED')
    expect(await refused('refile', '--rename', '{nam}')).to.equal('BAD_TEMPLATE')
    expect(await refused('refile', '--rename', 'nosuch')).to.equal('UNKNOWN_NAME')
    writeConfig(root, {library: 'lib', dates: ['exi'], threads: 1})
    expect(await refused('refile')).to.equal('UNKNOWN_NAME')
    expect((await done('history')).runs).to.deep.equal([])
    writeConfig(root, {threads: 1})
    expect(await refused('refile')).to.equal('NO_LIBRARY')
    writeConfig(root, {masters: ['lib'], threads: 1})
    expect(await refused('refile', '--to', 'lib')).to.equal('IN_MASTER')
  })
})
