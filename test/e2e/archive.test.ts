/** The way into the archive and back, with the real program. */
import {execFileSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {mediastruct} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {multiset, picture, plant} from './tree.ts'

interface Volume {
  id: string
  files: number
  payloadBytes: number
  usedBytes: number
  capacityBytes: number
  folders: string[]
}
interface Document {
  schema: string
  run: string | null
  moves: {from: string; to: string; state: string; volume: string}[]
  left: {path: string; code: string}[]
  errors: unknown[]
  volumes: Volume[]
  lowerBound: number
}
interface Crawled {
  roots: {hashed: number}[]
  changed: unknown[]
  damaged: unknown[]
}

const FIRST_YEAR = {
  '2019/2019-05-04/a.jpg': 'one',
  '2019/2019-05-04/a.xmp': 'about one',
  '2019/2019-05-05 Fête/100% "b".jpg': 'two',
}
const SECOND_YEAR = {'2020/2020-01-01/c.jpg': 'three', '2020/2020-01-01/again.jpg': 'one'}

describe('archive, with the real program', function () {
  this.timeout(120_000)
  let root: string
  let library: string
  let archive: string
  const run = (...args: string[]) => mediastruct([...args, '--catalog', 'catalog.db'], {cwd: root})
  const document = async (...args: string[]) => (await run(...args, '--json')).json<Document>()
  const archiving = ['archive', 'lib', '--to', 'arch', '--medium', 'dvd-r']
  const check = () => {
    for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
      // A manifest writes a percent sign as %25; sha256sum takes names as they are.
      const lines = readFileSync(join(archive, 'MS-0001', manifest), 'utf8').replaceAll('%25', '%')
      execFileSync('sha256sum', ['--check', '--strict', '--quiet', '-'], {
        cwd: join(archive, 'MS-0001'),
        input: lines,
      })
    }
  }
  const crawlFindsNothingNew = async () => {
    const {code, json} = await run('crawl', 'lib', 'arch', '--json')
    const {roots, changed, damaged} = json<Crawled>()
    expect([code, changed, damaged]).to.deep.equal([0, [], []])
    expect(roots.map(({hashed}) => hashed)).to.deep.equal([0, 0])
  }

  beforeEach(async () => {
    root = scratch()
    library = join(root, 'lib')
    archive = join(root, 'arch')
    plant(library, {...FIRST_YEAR, 'notes.txt': 'no date'})
    await run('crawl', 'lib')
  })

  it('fills a volume, fills it further, and takes it all back', async () => {
    const before = picture(library)
    const planned = await document(...archiving, '--dry-run')
    expect(existsSync(archive)).to.equal(false)
    const first = await document(...archiving)
    expect(first.schema).to.equal('mediastruct/archive@1')
    expect(first.moves.map(({from, to}) => [from, to])).to.deep.equal(
      planned.moves.map(({from, to}) => [from, to]),
    )
    expect(first.volumes).to.deep.equal(planned.volumes)
    expect(first.moves.map(({state, volume}) => `${state} ${volume}`)).to.deep.equal(
      Array(3).fill('done MS-0001'),
    )
    expect(first.left.map(({code}) => code)).to.deep.equal(['undated'])
    expect(first.lowerBound).to.equal(1)
    check()
    await crawlFindsNothingNew()

    plant(library, SECOND_YEAR)
    await run('crawl', 'lib')
    const between = picture(library, archive)
    const second = await document(...archiving)
    expect(second.volumes.map(({id, files, folders}) => [id, files, folders.length])).to.deep.equal([
      ['MS-0001', 4, 3],
    ])
    expect(second.left.map(({code}) => code).sort()).to.deep.equal(['held', 'undated'])
    check()
    await crawlFindsNothingNew()

    expect((await run('undo', first.run ?? '')).code).to.be.oneOf([0, 1])
    expect(existsSync(join(archive, 'MS-0001/data/2019/2019-05-04/a.jpg'))).to.equal(true)

    expect((await run('undo', '--last')).code).to.equal(0)
    check()
    await crawlFindsNothingNew()
    expect(multiset(join(archive, 'MS-0001', 'data'))).to.have.length(3)
    expect(picture(library, archive).length).to.equal(between.length)

    expect((await run('undo', '--last')).code).to.equal(0)
    expect(existsSync(join(archive, 'MS-0001'))).to.equal(false)
    expect(picture(library)).to.include.members(before)
    expect((await run('volumes', 'list', '--json')).json<{volumes: unknown[]}>().volumes).to.deep.equal([])
  })

  it('makes whole volumes of a saved plan', async () => {
    await run(...archiving, '--plan', 'plan.ndjson')
    expect(existsSync(archive)).to.equal(false)
    expect((await run('apply', 'plan.ndjson')).code).to.equal(0)
    check()
    const {volumes} = (await run('volumes', 'list', '--json')).json<{volumes: Volume[]}>()
    expect(volumes.map(({id, files}) => [id, files])).to.deep.equal([['MS-0001', 3]])
  })

  it('says where things lie', async () => {
    await run(...archiving)
    const {stdout} = await run('volumes', 'locate', '2019-05-05')
    expect(stdout.split('\n')).to.deep.equal([
      'volume   state     path on it',
      'MS-0001  unburned  data/2019/2019-05-05 Fête/100% "b".jpg',
      '',
      `MS-0001: its directory is there, ${join(archive, 'MS-0001')}`,
      '',
    ])
    const shown = (await run('volumes', 'show', 'MS-0001', '--json')).json<{files: {path: string}[]}>()
    expect(shown.files.map(({path}) => path)).to.deep.equal(
      Object.keys(FIRST_YEAR).map((path) => `data/${path}`),
    )
    expect((await run('volumes', 'show', 'MS-0002')).code).to.equal(2)
  })

  for (const [what, args, code] of [
    ['nothing is named', ['archive', '--to', 'arch'], 'NO_SOURCE'],
    ['a date is none', ['archive', 'lib', '--to', 'arch', '--before', '2019-02-30'], 'BAD_DATE'],
    ['the medium is unknown', ['archive', 'lib', '--to', 'arch', '--medium', 'bdr-25'], 'UNKNOWN_NAME'],
    ['the archive lies in the source', ['archive', 'lib', '--to', 'lib/arch'], 'BAD_TARGET'],
    ['the source was never crawled', ['archive', 'other', '--to', 'arch'], 'NOT_CRAWLED'],
  ] as const) {
    it(`touches nothing where ${what}`, async () => {
      plant(join(root, 'other'), {'2019-05-04/x.jpg': 'x'})
      const ran = await run(...args, '--json')
      expect(ran.code).to.equal(2)
      expect(ran.json<{error: {code: string}}>().error.code).to.equal(code)
      expect(existsSync(archive)).to.equal(false)
    })
  }
})
