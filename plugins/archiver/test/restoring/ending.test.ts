import {expect} from 'chai'
import {fromText, type VolumeRow} from 'mediastruct'
import {type Ended, type Outcome, outcomeOf} from '../../src/restoring/ending.ts'
import {type Job, Shelf} from '../../src/restoring/jobs.ts'
import {jobsFor} from '../../src/restoring/jobs-for.ts'
import {wantedFiles} from '../../src/restoring/wanted.ts'
import {World} from './shelf.ts'

describe('how a restoring ends', () => {
  let world: World
  let volumes: readonly VolumeRow[]
  let jobs: Job[]
  beforeEach(async () => {
    world = new World()
    world.copies.burned(world.volume('MS-0001', {'2019/a.jpg': {}, '2019/b.jpg': {}}), 'a', {by: 'mark'})
    volumes = world.volumes.all()
    const wanted = wantedFiles({catalog: world.catalog, volumes, what: ['MS-0001'], companions: false})
    jobs = await jobsFor(wanted, fromText('/to'), async () => false)
  })
  afterEach(() => world.close())

  const end = (more: Partial<Ended>, intoTree = false): Outcome =>
    outcomeOf(
      {
        ...({what: ['MS-0001'], to: fromText('/to'), from: [fromText('/v.iso')]} as const),
        ...({companions: true, dryRun: false, intoTree} as const),
      } as unknown as Parameters<typeof outcomeOf>[0],
      {
        ...{jobs, volumes, shelf: new Shelf(world.copies), far: [], wentThrough: true, tree: undefined},
        ...{eccOf: () => undefined, ...more},
      },
    )
  const AGAIN = 'mediastruct volumes restore MS-0001 --to /to --from /v.iso'

  it('needs no disc where it was interrupted and all is at hand', () => {
    const outcome = end({wentThrough: false})
    expect([outcome.discs, outcome.errors, outcome.again]).to.deep.equal([[], [], AGAIN])
    expect([outcome.brokeOff, outcome.isWhole]).to.deep.equal([true, false])
    const far = end({wentThrough: false, far: jobs.slice(0, 1)})
    expect(far.discs.map(({files}) => files)).to.deep.equal([1])
  })

  it('repairs an image that carries error correction before anything is asked for again', () => {
    const volume = volumes.find(({id}) => id === 'MS-0001')
    const source = {path: fromText('/v.iso'), isDirectory: false}
    for (const {problems} of jobs) problems.push({source, volumes, what: 'its content differs'})
    const eccOf = (asked: VolumeRow) => (asked === volume ? {name: 'dvdisaster'} : undefined)
    const {repair, again} = end({eccOf})
    expect(repair?.command).to.equal(
      'mediastruct volumes image MS-0001 -o MS-0001.iso --from /v.iso --ecc dvdisaster',
    )
    expect(again).to.equal(`${AGAIN} --from /dev/sr0`)
    expect(end({}).repair, 'it carries none').to.equal(undefined)
  })

  it('is to be crawled where it went into a tree', () => {
    for (const job of jobs) job.state = 'restored'
    const outcome = end({tree: fromText('/lib')}, true)
    expect([outcome.isWhole, outcome.again, outcome.crawl]).to.deep.equal([
      true,
      undefined,
      'mediastruct crawl /lib',
    ])
  })
})
