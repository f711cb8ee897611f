/** The whole job without a network: nothing is asked of the world, no plugin loaded from it, no name looked up. */
import {spawnSync} from 'node:child_process'
import {expect} from 'chai'
import {scratch} from '../support/scratch.ts'
import {skippedBecause} from './mounts.ts'
import {Scene} from './scene.ts'

const {status} = spawnSync('unshare', ['-n', 'true'], {stdio: 'ignore'})
const missing = status === 0 ? undefined : 'unshare -n is not allowed here'

const JOB = [
  'ingest NEAR/drop --to NEAR/lib',
  'crawl NEAR/lib NEAR/old',
  'dupes --master NEAR/lib',
  'sort NEAR/old --master NEAR/lib --to NEAR/dup',
  'archive NEAR/lib --to NEAR/arch --medium bd-r-25',
  'status',
  'undo RUN',
]

describe(`no network${skippedBecause(missing)}`, function () {
  this.timeout(60_000)
  beforeEach(function () {
    if (missing !== undefined) this.skip()
  })

  it('is needed for nothing of the job', async () => {
    const near = scratch()
    const scene = new Scene({near, far: near}).plant({
      'drop/IMG_20190102_030405.jpg': 'a picture',
      'old/copy of it.jpg': 'a picture',
    })
    for (const args of JOB) await scene.done(args, {under: ['unshare', '-n']})
    scene.expectFinished()
    const there = scene.files().map(({path}) => path)
    expect(there).to.include('dup/old/copy of it.jpg')
    expect(there.filter((path) => path.startsWith('lib/'))).to.have.length(1)
  })
})
