/** What a run did is taken back: names, bytes, times, modes, and the directories that it made; never more than that. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct, type Ran} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {census, fingerprint} from './census.ts'
import {heldAt} from './held.ts'
import {newestJournal} from './journals.ts'
import {Mounts, skippedBecause, whyNoMounts} from './mounts.ts'

const FILES = {
  'm/x.jpg': 'x',
  'm/y.jpg': 'y',
  'a/deep/x.jpg': 'x',
  'a/y.jpg': 'y',
  'lib/2019-05-04/one.jpg': 'one',
  'lib/2019-05-05/two.jpg': 'two',
  'drop/IMG_20190102_030405.jpg': 'new',
  'drop/IMG_20190102_030405.xmp': '<x:xmpmeta/>',
  'drop/sub/IMG_20190203_111213.jpg': 'newer',
}
const CRAWL = ['crawl', 'm', 'a', 'lib']
const INGEST = ['ingest', 'drop', '--to', 'far/to']
const SORT = ['sort', 'a', '--master', 'm', '--to', 'far/to']
const REFILE = ['refile', '--to', 'lib', '--folder', '{yyyy}', '--rename', '{name} {yyyy}', '--prune-empty']
const ARCHIVE = ['archive', 'lib', '--to', 'far/to', '--medium', 'dvd-r']

const RUNS: Readonly<Record<string, string[][]>> = {
  ingest: [INGEST],
  'a copying ingest': [[...INGEST, '--copy']],
  sort: [CRAWL, SORT],
  apply: [CRAWL, [...SORT, '--plan', '.mediastruct/plan.ndjson'], ['apply', '.mediastruct/plan.ndjson']],
  refile: [CRAWL, REFILE],
  'an unburned archive': [CRAWL, ARCHIVE],
}

const noMounts = whyNoMounts()
for (const device of ['one device', 'two devices'] as const) {
  const missing = device === 'two devices' ? noMounts : undefined
  describe(`undo on ${device}${skippedBecause(missing)}`, () => {
    let mounts: Mounts | undefined
    beforeEach(function () {
      if (missing !== undefined) return this.skip()
      if (device === 'two devices') mounts = new Mounts()
    })
    afterEach(() => {
      mounts?.remove()
      mounts = undefined
    })

    for (const [name, commands] of Object.entries(RUNS)) {
      it(`of ${name}: names, bytes, times and modes are as before, and so are the directories`, async () => {
        const directory = world(mounts?.tmpfs('far'))
        const before = look(directory)
        for (const args of commands) await done(directory, args)
        const after = look(directory)
        expect(after).to.not.deep.equal(before)
        await done(directory, ['undo', '--last'])
        expect(look(directory)).to.deep.equal(before)
        // A copy is made again by ingest, and only archive adds to an archive.
        if (name === 'a copying ingest' || name === 'an unburned archive') return
        const {runs} = (await done(directory, ['history'])).json<{
          runs: {run: string; undoes: string | null}[]
        }>()
        expect(runs[0]?.undoes, 'the undo is a run itself').to.equal(runs[1]?.run)
        await done(directory, ['undo', runs[0]?.run ?? ''])
        expect(look(directory).filter(isFile), 'the undo of the undo').to.deep.equal(after.filter(isFile))
      })
    }
  })
}

describe('undo', () => {
  it('leaves what was changed, is gone, or was moved on by a later run, and says which', async () => {
    const directory = world()
    const edited = ['a', 'b', 'c', 'd'].map((name, day) => [`drop/IMG_2019030${day + 1}.jpg`, name])
    plant(directory, Object.fromEntries(edited))
    const {run, moves} = (await done(directory, INGEST)).json<{
      run: string
      moves: {from: string; to: string}[]
    }>()
    const placeOf = (day: number) => moves.find(({from}) => from.endsWith(`IMG_2019030${day}.jpg`))?.to ?? ''
    writeFileSync(placeOf(1), 'E')
    await done(directory, ['crawl', 'far/to'])
    utimesSync(placeOf(2), 1, 1)
    rmSync(placeOf(3))
    mkdirSync(placeOf(3))
    const archived = await done(directory, [
      'archive',
      'far/to/2019/2019-01-02',
      '--to',
      'arch',
      '--medium',
      'dvd-r',
    ])
    const later = archived.json<{run: string}>().run
    const undone = await done(directory, ['undo', run])
    const {left, totals} = undone.json<{
      left: {path: string; code: string; reason: string}[]
      totals: object
    }>()
    expect(totals).to.include({moved: moves.length - 5, errors: 0})
    expect(left.map(({code}) => code)).to.deep.equal(Array(5).fill('changed'))
    for (const day of [1, 2, 3]) expect(left.map(({path}) => path)).to.include(placeOf(day))
    expect(left.filter(({reason}) => reason.includes(later))).to.have.length(2)
    expect(readFileSync(placeOf(1), 'utf8')).to.equal('E')
    expect(lstatSync(placeOf(2)).mtimeMs).to.equal(1000)
    await done(directory, ['undo', later])
    expect((await done(directory, ['undo', run])).stdout).to.contain('"moved":2')
  })

  it('leaves directories that hold something of the user, or were there before', async () => {
    const directory = world()
    mkdirSync(join(directory, 'far/to/2019'), {recursive: true})
    await done(directory, INGEST)
    plant(directory, {'far/to/2019/2019-01-02/notes.txt': 'mine'})
    await done(directory, ['undo', '--last'])
    const dated = readdirSync(join(directory, 'far/to/2019'))
    expect(dated).to.deep.equal(['2019-01-02'])
    expect(readdirSync(join(directory, 'far/to/2019/2019-01-02'))).to.deep.equal(['notes.txt'])
    rmSync(join(directory, 'far/to/2019/2019-01-02'), {recursive: true})
    await done(directory, INGEST)
    await done(directory, ['undo', '--last'])
    expect(readdirSync(join(directory, 'far/to'))).to.include('2019')
  })

  for (const name of ['ingest', 'sort']) {
    it(`of ${name} needs the journal alone`, async () => {
      const directory = world()
      const before = look(directory)
      for (const args of RUNS[name] ?? []) await done(directory, args)
      const journal = newestJournal(join(directory, 'far/to'))
      rmSync(join(directory, '.mediastruct'), {recursive: true})
      await done(directory, ['undo', '--journal', journal])
      expect(look(directory).filter(isFile)).to.deep.equal(before.filter(isFile))
    })
  }

  it('of an archive by its journal leaves all: only the catalog knew that its volumes are not burned', async () => {
    const directory = world()
    for (const args of [CRAWL, ARCHIVE]) await done(directory, args)
    const after = look(directory)
    const journal = newestJournal(join(directory, 'far/to'))
    rmSync(join(directory, '.mediastruct'), {recursive: true})
    const {stdout} = await done(directory, ['undo', '--journal', journal])
    expect(stdout).to.contain('"moved":0').and.contain('"left":2')
    expect(look(directory)).to.deep.equal(after)
  })

  for (const cut of [0, 40, 300]) {
    it(`of a run that was killed needs its journal alone, the last line of which is torn by ${cut} bytes`, async () => {
      const directory = world()
      const before = look(directory)
      const held = await heldAt({call: 'unlink', path: '/drop/', nth: 2}, INGEST, {cwd: directory})
      held.child.kill('SIGKILL')
      await held.ended
      const journal = newestJournal(join(directory, 'far/to'))
      const {size} = lstatSync(journal)
      rmSync(join(directory, '.mediastruct'), {recursive: true})
      truncateSync(journal, size - cut)
      await done(directory, ['undo', '--journal', journal])
      const files = census(directory, join(directory, 'far'))
      for (const line of before.filter(isFile)) expect(look(directory), line).to.include(line)
      // What a torn line told of is under both its names: nothing but more than before.
      if (cut === 0) expect(look(directory).filter(isFile)).to.deep.equal(before.filter(isFile))
      expect(files.some(({path}) => path.endsWith('.part'))).to.equal(false)
    })
  }

  it('by the journal of an interrupted run takes back only what that run moved', async () => {
    for (const end of ['SIGINT', 'SIGKILL'] as const) {
      const directory = world()
      const held = await heldAt({call: 'link', path: '/to/2019/'}, INGEST, {cwd: directory})
      const journal = newestJournal(join(directory, 'far/to'))
      held.child.kill(end)
      await (end === 'SIGINT' ? held.release() : held.ended)
      const again = (await done(directory, INGEST)).json<{moves: {to: string}[]}>()
      expect(again.moves).to.have.length.greaterThan(0)
      rmSync(join(directory, '.mediastruct'), {recursive: true})
      await done(directory, ['undo', '--journal', journal])
      for (const {to} of again.moves)
        expect(lstatSync(to, {throwIfNoEntry: false})?.isFile(), to).to.equal(true)
    }
  })

  it('touches nothing where it is only shown', async () => {
    const directory = world()
    await done(directory, INGEST)
    const before = fingerprint(directory)
    const {dryRun, moves} = (await done(directory, ['undo', '--last', '--dry-run'])).json<{
      dryRun: boolean
      moves: unknown[]
    }>()
    expect(dryRun).to.equal(true)
    expect(moves).to.have.length(3)
    expect(fingerprint(directory)).to.deep.equal(before)
  })
})

/** @param far what is `far` in it, where that is another device */
function world(far?: string): string {
  const directory = scratch()
  plant(directory, FILES)
  mkdirSync(join(directory, '.mediastruct'))
  if (far === undefined) mkdirSync(join(directory, 'far'))
  else symlinkSync(far, join(directory, 'far'))
  mkdirSync(join(directory, 'far/to'))
  chmodSync(join(directory, 'a/y.jpg'), 0o640)
  chmodSync(join(directory, 'drop/IMG_20190102_030405.jpg'), 0o400)
  utimesSync(join(directory, 'drop/IMG_20190102_030405.xmp'), '1304504430.123457', '1304504430.123457')
  utimesSync(
    join(directory, 'a/deep/x.jpg'),
    new Date('1961-04-12T06:07:00.25Z'),
    new Date('1961-04-12T06:07:00.25Z'),
  )
  writeConfig(directory, {threads: 1})
  return directory
}

async function done(cwd: string, args: readonly string[]): Promise<Ran> {
  const ended = await mediastruct([...args, '--json'], {cwd})
  expect(ended.code, `${args.join(' ')}: ${ended.stdout}${ended.stderr}`).to.equal(0)
  return ended
}

const OURS = /(^|\/)(\.mediastruct(\/|$)|mediastruct\.config|MS-\d+(\/[^/]*)?$|to\/index\.json|[^/]*\.db)/

/** Every file with content, time (µs) and mode, and every directory; without what is ours. */
function look(directory: string): string[] {
  const roots: [string, string][] = [['', directory]]
  if (lstatSync(join(directory, 'far')).isSymbolicLink()) roots.push(['far/', join(directory, 'far')])
  const files = roots.flatMap(([below, root]) =>
    census(root).map(
      ({path, content, mtimeNs, mode}) => `${below}${path} file ${content} ${mtimeNs / 1000n} ${mode}`,
    ),
  )
  const directories = roots.flatMap(([below, root]) =>
    readdirSync(root, {recursive: true, withFileTypes: true})
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${below}${join(entry.parentPath, entry.name).slice(root.length + 1)} directory`),
  )
  return [...files, ...directories].filter((line) => !OURS.test(line.split(' ')[0] ?? '')).sort()
}

function isFile(line: string): boolean {
  return line.includes(' file ')
}
