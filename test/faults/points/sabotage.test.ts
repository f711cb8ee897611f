/** Are these tests able to fail? A careless mover in the place of ours is caught. */
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect} from 'chai'
import {brokenInvariant} from './invariant.ts'
import {straced, whyNoStrace} from './strace.ts'
import {STORIES, type Story, World} from './world.ts'

const SABOTAGE = ['--import', fileURLToPath(new URL('sabotage.ts', import.meta.url))]

describe('a careless mover', function () {
  this.timeout(60_000)
  it('is caught when it is killed between its two steps', async function () {
    if (whyNoStrace() !== undefined) this.skip()
    const story = STORIES.find(({command}) => command === 'ingest')
    if (!story) throw new Error('there is no such story')
    const target = await firstTarget(story)
    const world = new World('same')
    try {
      await world.prepare(story)
      const before = world.files()
      const inject = [{syscall: 'openat', when: 1, fault: 'signal=SIGKILL'}]
      const paths = [join(world.far, target)]
      const {signal} = await straced(world, story.args, {
        trace: ['openat'],
        inject,
        paths,
        nodeOptions: SABOTAGE,
      })
      expect(signal).to.equal('SIGKILL')
      expect(brokenInvariant(before, world.files(), 'same')).to.match(/^LOST/)
    } finally {
      world.remove()
    }
  })
})

/** Where the first file comes to lie, below `far`. */
async function firstTarget(story: Story): Promise<string> {
  const world = new World('same')
  try {
    await world.prepare(story)
    await world.run(story.args)
    const moved = world.files().find(({path}) => path.startsWith('far/'))
    return moved?.path.slice('far/'.length) ?? ''
  } finally {
    world.remove()
  }
}
