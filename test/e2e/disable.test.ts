/** First-party plugins live by the rules of strangers: each can be turned off and replaced, and what is missing is said. */
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {linkPackage} from '../support/linked-plugin.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {picture, plant, writeConfig} from './tree.ts'

const CONFIG = 'mediastruct.config.json'
const TREES = {drop: ['drop'], library: 'lib', archive: 'vault', trees: ['a'], duplicates: 'd'}

interface Refused {
  error: {code: string; message: string; hint: string}
}

/** A library of one day, a drop with one picture, and a tree with a duplicate. */
async function world(config: object = {}): Promise<string> {
  const directory = uncrawled()
  const crawled = await mediastruct(['crawl', 'lib', 'a'], {cwd: directory})
  expect(crawled.code, crawled.stderr).to.equal(0)
  writeConfig(directory, {...TREES, ...config})
  return directory
}

function uncrawled(config: object = {}): string {
  const directory = scratch()
  plant(directory, {
    'lib/2019/2019-01-02/1.jpg': 'one',
    'drop/IMG_20190102_030405.jpg': 'new',
    'a/again.jpg': 'one',
  })
  writeConfig(directory, {...TREES, ...config})
  return directory
}

/** Refused with 2, in one document that names the config; and nothing was touched. */
async function refused(cwd: string, args: readonly string[]): Promise<Refused['error']> {
  const before = picture(cwd)
  const ran = await mediastruct([...args, '--json'], {cwd})
  expect(ran.code, ran.stdout + ran.stderr).to.equal(2)
  expect(picture(cwd)).to.deep.equal(before)
  const {error} = ran.json<Refused>()
  expect(error.message).to.include(`is turned off in ${join(cwd, CONFIG)}`)
  expect(error.hint).to.include('Take it out of "disable"')
  return error
}

function done(ran: Ran): Ran {
  expect(ran.code, ran.stdout + ran.stderr).to.equal(0)
  return ran
}

/** Commands that go with each plugin. */
const COMMANDS: Record<string, string[][]> = {
  ingester: [['ingest']],
  crawler: [['crawl']],
  dupefinder: [['dupes']],
  sorter: [['sort'], ['dedupe']],
  archiver: [
    ['archive', '--before', '2020'],
    ['volumes', 'list'],
    ['volumes', 'show', 'MS-0001'],
    ['volumes', 'locate', '*'],
  ],
  demo: [['demo']],
}

/** Names that go with each plugin: what asks for them, and what they are names of. */
const NAMES: [plugin: string, config: object, command: string[], says: string][] = [
  ['bluray', {}, ['archive', '--before', '2020'], 'medium named "bd-r-25"'],
  ['bluray', {medium: 'm-disc-25'}, ['archive', '--before', '2020'], 'medium named "m-disc-25"'],
  ['dupefinder', {}, ['sort'], 'dedupe policy named "prefer-master"'],
]

describe('a first-party plugin that is turned off', function () {
  this.timeout(60_000)

  for (const [plugin, commands] of Object.entries(COMMANDS)) {
    it(`${plugin} takes its commands with it, and says where`, async () => {
      const cwd = uncrawled({disable: [plugin]})
      for (const command of commands) {
        const {code, message} = await refused(cwd, command)
        expect([command, code]).to.deep.equal([command, 'DISABLED'])
        expect(message).to.include(`"${plugin}"`)
      }
    })
  }

  for (const [plugin, config, command, says] of NAMES) {
    it(`${plugin} takes its names with it: ${command[0]} says whose the ${says} was`, async () => {
      const cwd = await world({disable: [plugin], ...config})
      const {code, message} = await refused(cwd, command)
      expect(code).to.equal('UNKNOWN_NAME')
      expect(message).to.include(says).and.include(`@mediastruct/plugin-${plugin}, which offers it`)
    })
  }

  it('a name that nobody ever offered is unknown, not turned off', async () => {
    const cwd = uncrawled({disable: ['bluray'], medium: 'papyrus'})
    const ran = await mediastruct(['archive', '--before', '2020', '--json'], {cwd})
    expect(ran.json<Refused>().error.message).to.equal('There is no medium named "papyrus".')
  })

  it('is listed by no hook', async () => {
    for (const plugin of ['ingester', 'dupefinder', 'bluray']) {
      const hooks = done(await mediastruct(['hooks', '--json'], {cwd: uncrawled({disable: [plugin]})}))
      expect(hooks.stdout).to.not.include(`plugin-${plugin}`)
    }
  })

  it('is missed by nobody else: ingest refreshes the index without the crawler, and files', async () => {
    const cwd = await world({disable: ['crawler', 'dupefinder', 'sorter', 'archiver', 'bluray', 'demo']})
    plant(cwd, {'drop/IMG_20190102_030406.jpg': 'late', 'lib/2019/2019-01-02/late.jpg': 'late'})
    const ran = done(await mediastruct(['ingest', '--json'], {cwd}))
    const {moves, left} = ran.json<{moves: {to: string}[]; left: {path: string}[]}>()
    const held = join(cwd, 'drop/IMG_20190102_030406.jpg')
    expect(moves.filter(({to}) => to.startsWith(join(cwd, 'lib')))).to.have.length(1)
    expect([...left.map(({path}) => path), ...moves.map((move) => JSON.stringify(move))].join()).to.include(
      held,
    )
  })

  for (const round of [
    ['ingest', 'crawl', 'dupes'],
    ['crawl', 'sort --dry-run'],
    ['crawl', 'volumes list'],
  ]) {
    it(`a round with one of its commands is refused before it begins: ${round.join(', ')}`, async () => {
      const cwd = uncrawled({disable: ['dupefinder', 'sorter', 'archiver'], round})
      expect((await refused(cwd, ['run'])).code).to.equal('DISABLED')
    })
  }

  describe('the archiver', () => {
    const MEDIUM = ['--before', '2020', '--json']

    it('undo of its run is refused, and done once it is back', async () => {
      const cwd = await world()
      const before = picture(join(cwd, 'lib'))
      done(await mediastruct(['archive', ...MEDIUM], {cwd}))
      writeConfig(cwd, {...TREES, disable: ['archiver']})
      expect((await refused(cwd, ['undo', '--last'])).code).to.equal('DISABLED')
      done(await mediastruct(['status', '--json'], {cwd}))
      writeConfig(cwd, TREES)
      done(await mediastruct(['undo', '--last', '--json'], {cwd}))
      expect(picture(join(cwd, 'lib'))).to.deep.equal(before)
    })

    it('a plan of its own is not carried out', async () => {
      const cwd = await world()
      done(await mediastruct(['archive', ...MEDIUM, '--plan', 'plan.ndjson'], {cwd}))
      writeConfig(cwd, {...TREES, disable: ['archiver']})
      expect((await refused(cwd, ['apply', 'plan.ndjson'])).code).to.equal('DISABLED')
    })

    it('undo of runs that need nothing of their command goes on without it', async () => {
      const cwd = await world()
      const before = picture(cwd)
      done(await mediastruct(['sort', '--json'], {cwd}))
      writeConfig(cwd, {...TREES, disable: ['sorter']})
      done(await mediastruct(['undo', '--last', '--json'], {cwd}))
      expect(picture(join(cwd, 'a'))).to.deep.equal(before.filter((entry) => String(entry).includes('again')))
    })
  })
})

/** A sorter of somebody else's: its flags are its own, and so is its exit code. */
const SORT = `
import {BaseCommand, Flags} from 'mediastruct'
export default class extends BaseCommand {
  static flags = {colour: Flags.string({required: true}), fail: Flags.boolean()}
  static strict = false
  async work() {
    const {argv, flags} = await this.parse(this.ctor)
    if (flags.fail) throw new Error('no paint')
    if (flags.colour === 'grey') this.setExitCode(1)
    if (!this.host.reporter.json) this.host.reporter.print('sorted by ' + flags.colour)
    return {schema: 'colours/sort@1', colour: flags.colour, argv, copies: this.host.settings.copies}
  }
}`

const DISC =
  "api.volumeTarget({name: 'bd-r-25', description: 'Mine', capacityBytes: 30_000_000_000, sectorBytes: 2048, overhead: {fixedSectors: 0, sectorsPerFile: 1, sectorsPerDirectory: 1}, limits: {nameBytes: 200, fileBytes: 1e12}})"

describe('a plugin that stands in for a first-party one', function () {
  this.timeout(60_000)

  it('gets its command once the first-party one is turned off, with all that was typed', async () => {
    const cwd = await world({copies: 7})
    await linkPackage({name: 'colours', commands: {sort: SORT}})
    const ours = done(await mediastruct(['sort', '--dry-run', '--json'], {cwd}))
    expect(ours.json()).to.have.property('schema', 'mediastruct/sort@1')
    writeConfig(cwd, {...TREES, copies: 7, disable: ['sorter']})
    const theirs = done(await mediastruct(['sort', 'x', '--colour', 'red', '--json'], {cwd}))
    expect(theirs.json()).to.deep.equal({schema: 'colours/sort@1', colour: 'red', argv: ['x'], copies: 7})
    expect(done(await mediastruct(['sort', '--colour=blue'], {cwd})).stdout).to.equal('sorted by blue\n')
    const elsewhere = done(
      await mediastruct(['sort', '--colour', 'red', '--json', '--config', join(cwd, CONFIG)], {
        cwd: scratch(),
      }),
    )
    expect(elsewhere.json()).to.have.property('copies', 7)
    expect((await mediastruct(['sort', '--colour', 'grey'], {cwd})).code).to.equal(1)
    const failed = await mediastruct(['sort', '--colour', 'red', '--fail', '--json'], {cwd})
    expect(failed.code).to.equal(1)
    expect(failed.json<Refused>().error.message).to.equal(
      'The plugin colours failed in its command "sort": no paint',
    )
    const wrong = await mediastruct(['sort', '--json'], {cwd})
    expect(wrong.code).to.equal(2)
    expect(wrong.json<Refused>().error.message).to.include('colour')
  })

  it('its command takes part in a round', async () => {
    const cwd = await world({disable: ['sorter'], round: ['sort --colour red']})
    await linkPackage({name: 'colours', commands: {sort: SORT}})
    const ran = done(await mediastruct(['run', '--json'], {cwd}))
    expect(ran.json()).to.have.nested.property('steps[0].result.colour', 'red')
  })

  it('may offer the names that are free then, and not before', async () => {
    const cwd = await world()
    await linkPackage({name: 'my-discs', commands: {}, setup: DISC})
    const taken = await mediastruct(['archive', '--before', '2020', '--json'], {cwd})
    expect(taken.code).to.equal(2)
    expect(taken.json<Refused>().error).to.have.property('code', 'NAME_TAKEN')
    expect(existsSync(join(cwd, 'vault'))).to.equal(false)
    writeConfig(cwd, {...TREES, disable: ['bluray']})
    const ran = done(await mediastruct(['archive', '--before', '2020', '--json'], {cwd}))
    expect(ran.json()).to.have.nested.property('volumes[0].capacityBytes', 30_000_000_000)
  })
})
