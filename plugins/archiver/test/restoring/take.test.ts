import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect} from 'chai'
import {fromText, type Host} from 'mediastruct'
import {openSource} from '../../src/imaging/sources.ts'
import {Hashes} from '../../src/restoring/content.ts'
import {jobsFor} from '../../src/restoring/jobs-for.ts'
import {takeFrom} from '../../src/restoring/take.ts'
import {wantedFiles} from '../../src/restoring/wanted.ts'
import {blake3} from '../importing/world.ts'
import {World} from './shelf.ts'

const progress = {add() {}, end() {}, total() {}, errors() {}}

describe('what is taken from a source', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })
  afterEach(() => world.close())

  it('is looked for where discs of others have it, too, beside a data directory of their own', async () => {
    const files = {'a.jpg': 'at the top', 'data/a.jpg': 'in a data', 'data/data/b.jpg': 'deeper'}
    const disc = join(world.scratch.path, 'disc')
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(disc, name)), {recursive: true})
      writeFileSync(join(disc, name), content)
    }
    const row = (content: string) => ({hash: blake3(content), size: content.length, algorithm: 'blake3'})
    const rows = Object.entries(files).map(([name, content]) => [name, row(content)])
    const volumes = [world.volume('OLD', Object.fromEntries(rows))]
    const to = join(world.scratch.path, 'to')
    const wanted = wantedFiles({catalog: world.catalog, volumes, what: ['OLD'], companions: false})
    const jobs = await jobsFor(wanted, fromText(to), async () => false)
    const options = {hashes: new Hashes({} as Host), progress, signal: new AbortController().signal}
    const source = await openSource(fromText(disc))
    expect((await takeFrom({source, volumes, isNamed: false}, jobs, options)).met).to.equal(3)
    expect(jobs.map(({state}) => state)).to.deep.equal(['restored', 'restored', 'restored'])
    for (const [name, content] of Object.entries(files))
      expect(readFileSync(join(to, name), 'utf8')).to.equal(content)
  })

  it('is there already where somebody put the same content under its name meanwhile, and gets a number beside another', async () => {
    const files = {'a.jpg': 'the same', 'b.jpg': 'its own'}
    const rows = Object.entries(files).map(([name, content]) => [
      name,
      {hash: blake3(content), size: content.length, algorithm: 'blake3'},
    ])
    const volumes = [world.volume('OLD', Object.fromEntries(rows))]
    const [disc, to] = [join(world.scratch.path, 'disc'), join(world.scratch.path, 'to')]
    for (const directory of [disc, to]) mkdirSync(directory, {recursive: true})
    for (const [name, content] of Object.entries(files)) writeFileSync(join(disc, name), content)
    const wanted = wantedFiles({catalog: world.catalog, volumes, what: ['OLD'], companions: false})
    const jobs = await jobsFor(wanted, fromText(to), async () => false)
    writeFileSync(join(to, 'a.jpg'), 'the same')
    writeFileSync(join(to, 'b.jpg'), 'another')
    const hashes = new Hashes({
      hashPool: async () => ({
        hashFiles: async ([path]: string[]) => {
          const bytes = readFileSync(String(path))
          return [{ok: true, size: bytes.length, hash: blake3(bytes.toString())}]
        },
      }),
    } as unknown as Host)
    const source = await openSource(fromText(disc))
    const options = {hashes, progress, signal: new AbortController().signal}
    await takeFrom({source, volumes, isNamed: false}, jobs, options)
    expect(jobs.map((job) => `${job.state} ${job.to.slice(to.length)}`)).to.deep.equal([
      'present /a.jpg',
      'restored /b-2.jpg',
    ])
  })
})
