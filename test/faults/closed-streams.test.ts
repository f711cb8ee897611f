/** A reader that goes away ends a result quietly, and never a move: what was begun is done. */
import {once} from 'node:events'
import {expect} from 'chai'
import {plant, writeConfig} from '../e2e/tree.ts'
import {mediastruct, start} from '../support/mediastruct.ts'
import {scratch} from '../support/scratch.ts'
import {heldAt} from './held.ts'
import {type Command, InterruptedWorld, STORIES, undisturbedEnd} from './interrupted-worlds.ts'

/** More than a pipe and our own buffers hold. */
const MANY = 1500

const OUTPUTS: Readonly<Record<string, string[]>> = {
  'duplicates as JSON': ['dupes', '--json'],
  'a dry run as JSON': ['sort', 'b', '--master', 'a', '--to', 'd', '--dry-run', '--json'],
  'a dry run, every file': ['sort', 'b', '--master', 'a', '--to', 'd', '--dry-run', '-v'],
  'the exported index': ['index', 'export', '--format', 'ndjson'],
}

describe('stdout that is closed', function () {
  this.timeout(60_000)

  it('in the middle of a long result ends it quietly with 0', async () => {
    const directory = scratch()
    const names = Array.from({length: MANY}, (_, number) => `${number} ${'long name '.repeat(8)}.jpg`)
    plant(
      directory,
      Object.fromEntries(
        names.flatMap((name) => [
          [`a/${name}`, name],
          [`b/${name}`, name],
        ]),
      ),
    )
    writeConfig(directory, {trees: ['a', 'b'], threads: 2})
    expect((await mediastruct(['crawl'], {cwd: directory})).code).to.equal(0)
    for (const [what, args] of Object.entries(OUTPUTS)) {
      const {child, ended} = start([...args, '--no-progress'], {cwd: directory})
      const [first] = (await once(child.stdout, 'data')) as [Buffer]
      child.stdout.destroy()
      const {code, stderr} = await ended
      expect(first.length, what).to.be.greaterThan(0)
      expect(code, `${what}: ${stderr}`).to.equal(0)
      expect(stderr, what).to.equal('')
    }
  })

  for (const command of Object.keys(STORIES) as Command[]) {
    it(`while ${command} moves files: all of them are moved, and stderr too may be closed`, async () => {
      const story = STORIES[command]
      const world = await InterruptedWorld.make(story)
      const args = [...world.args, '--json', '--progress=json']
      const held = await heldAt({call: 'link', path: story.into, nth: 2}, args, {cwd: world.directory})
      held.child.stdout.destroy()
      held.child.stderr.destroy()
      expect((await held.release()).code).to.equal(0)
      expect(world.look()).to.deep.equal(await undisturbedEnd(command))
      const {stdout} = await mediastruct(['history', '--json'], {cwd: world.directory})
      expect(stdout).to.contain('"state":"done"').and.not.contain('"state":"interrupted"')
    })
  }

  it('while a round goes on: the step in hand is done to its end', async () => {
    const directory = scratch()
    plant(directory, {'drop/IMG_20190102_030405.jpg': 'new', 'drop/IMG_20190102_030406.jpg': 'newer'})
    writeConfig(directory, {drop: ['drop'], library: 'lib', threads: 1, round: ['ingest', 'crawl', 'dupes']})
    const held = await heldAt({call: 'link', path: '/lib/'}, ['run'], {cwd: directory})
    held.child.stdout.destroy()
    expect((await held.release()).code).to.equal(0)
    const {stdout} = await mediastruct(['history', '--json'], {cwd: directory})
    expect(stdout).to.contain('"state":"done"').and.contain('"done":2')
  })
})
