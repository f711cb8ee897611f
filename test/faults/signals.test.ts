/** Ctrl-C, SIGTERM, SIGHUP: the file in hand is finished, a second one stops at once, and the same command goes on. */
import {once} from 'node:events'
import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {appeared, mediastruct, type Running, start} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {lost, torn} from './census.ts'
import {type HoldPoint, heldAt} from './held.ts'
import {type Command, InterruptedWorld, STORIES, undisturbedEnd} from './interrupted-worlds.ts'

type Code = 129 | 130 | 143

const SIGNALS: Readonly<Record<Code, NodeJS.Signals>> = {129: 'SIGHUP', 130: 'SIGINT', 143: 'SIGTERM'}
/** Each signal is heard in one place: not every command needs every one. */
const ROWS: {command: Command; once: Code; twice: Code; at: HoldPoint['call']}[] = [
  {command: 'ingest', once: 130, twice: 143, at: 'link'},
  {command: 'sort', once: 143, twice: 130, at: 'unlink'},
  {command: 'apply', once: 129, twice: 130, at: 'link'},
  {command: 'archive', once: 130, twice: 129, at: 'unlink'},
  {command: 'undo', once: 130, twice: 143, at: 'link'},
]
/** Of the files, the one in hand. */
const IN_HAND = 3

describe('a signal', function () {
  this.timeout(60_000)
  for (const {command, once: code, twice, at} of ROWS) {
    it(`${SIGNALS[code]} during ${command}: the file in hand is finished, exit ${code}, and it goes on`, async () => {
      const {into} = STORIES[command]
      const world = await InterruptedWorld.make(STORIES[command])
      const before = world.files()
      const held = await heldAt({call: 'link', path: into, nth: IN_HAND}, [...world.args, '--json'], {
        cwd: world.directory,
      })
      held.child.kill(SIGNALS[code])
      await heard(held)
      const ended = await held.release()
      expect(ended.code, ended.stdout).to.equal(code)
      const {moves} = ended.json<{moves: {to: string; state: string}[]}>()
      const done = moves.filter(({state}) => state === 'done')
      expect(done).to.have.length(IN_HAND)
      for (const {to} of done) expect(existsSync(to), to).to.equal(true)
      expect(world.files()).to.have.length(before.length)
      await expectToGoOn(world, command)
    })

    it(`${SIGNALS[twice]} twice during ${command} (${at}): nothing is lost, exit ${twice}, and it goes on`, async () => {
      const world = await InterruptedWorld.make(STORIES[command])
      const before = world.files()
      const point = at === 'link' ? STORIES[command].into : '.jpg'
      const held = await heldAt({call: at, path: point, nth: IN_HAND}, [...world.args, '--json'], {
        cwd: world.directory,
      })
      held.child.kill(SIGNALS[twice])
      await heard(held)
      held.child.kill(SIGNALS[twice])
      expect((await held.ended).code).to.equal(twice)
      expect(lost(before, world.files())).to.deep.equal([])
      expect(torn(before, world.files())).to.deep.equal([])
      await expectToGoOn(world, command)
    })
  }

  for (const command of [
    ['crawl', 'a'],
    ['verify', 'a'],
    ['ingest', 'a', '--to', 'lib'],
  ]) {
    it(`while ${command[0]} reads: exit 130, and the same command ends as if nothing had been`, async () => {
      const directory = readingWorld()
      const args = [...command, '--json', '--config', 'mediastruct.config.json']
      const cwd = {cwd: directory}
      if (command[0] === 'verify')
        expect((await mediastruct(['crawl', ...args.slice(1)], cwd)).code).to.equal(0)
      const running = start(args, {...cwd, env: {SLOW_IN: directory}})
      await appeared(join(directory, 'reached'), running.child)
      running.child.kill('SIGINT')
      await heard(running)
      writeFileSync(join(directory, 'go'), '')
      const ended = await running.ended
      expect(ended.code, ended.stdout).to.equal(130)
      expect(ended.stdout).to.contain(`"schema":"mediastruct/${command[0]}@1"`)
      const again = await mediastruct(args, cwd)
      expect(again.code, again.stdout).to.equal(0)
      expect(again.stdout).to.match(/"files":4\b|"ok":4\b|"moved":4\b/)
    })
  }

  it('twice while a crawl reads stops at once', async () => {
    const directory = readingWorld()
    const args = ['crawl', 'a', '--json', '--config', 'mediastruct.config.json']
    const running = start(args, {cwd: directory, env: {SLOW_IN: directory}})
    await appeared(join(directory, 'reached'), running.child)
    running.child.kill('SIGINT')
    await heard(running)
    running.child.kill('SIGINT')
    expect((await running.ended).code).to.equal(130)
    const again = await mediastruct(args, {cwd: directory})
    expect(again.code, again.stdout).to.equal(0)
    expect(again.stdout).to.contain('"files":4')
  })
})

/** The first signal is answered on stderr, and nothing ends yet. */
async function heard({child, ended}: Running): Promise<void> {
  const first = await Promise.race([once(child.stderr, 'data'), ended])
  expect(String(first), 'what it said').to.contain('once more stops at once')
}

/** The same command again ends where an undisturbed run does. */
async function expectToGoOn(world: InterruptedWorld, command: Command): Promise<void> {
  const again = await world.run()
  expect(again.code, again.stdout).to.equal(0)
  expect(world.look()).to.deep.equal(await undisturbedEnd(command))
}

/** A hash of a plugin's that waits within the first file, where it is told to. */
const SLOW_HASH = `
import {existsSync, writeFileSync} from 'node:fs'
import {createHash} from 'node:crypto'
const directory = process.env.SLOW_IN
const nothing = new Int32Array(new SharedArrayBuffer(4))
function pause() {
  if (directory === undefined) return
  writeFileSync(directory + '/reached', '')
  while (!existsSync(directory + '/go')) Atomics.wait(nothing, 0, 0, 5)
}
export function create() {
  const hash = createHash('sha256')
  return {update: (bytes) => hash.update(bytes), digest: () => (pause(), hash.digest())}
}
export default () => ({
  name: 'slow', apiVersion: 1,
  setup(api) { api.hashAlgorithm({name: 'slow', module: import.meta.url, export: 'create', digestBytes: 32}) },
})`

function readingWorld(): string {
  const directory = scratch()
  const names = [1, 2, 3, 4].map((number) => [`a/IMG_2019010${number}_030405.jpg`, `picture ${number}`])
  plant(directory, {...Object.fromEntries(names), 'slow.mjs': SLOW_HASH})
  writeConfig(directory, {threads: 1, hash: 'slow', plugins: ['./slow.mjs']})
  return directory
}
