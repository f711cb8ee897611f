import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect} from 'chai'
import {startThreads, type ThreadPool} from '../src/threads.ts'
import {scratch} from './support/scratch.ts'

/** Takes so many ms, and says which thread it was. */
const MODULE = `import {threadId} from 'node:worker_threads'
export default async (ms) => {
  if (ms < 0) throw new Error('no time')
  await new Promise((resolve) => setTimeout(resolve, ms))
  return threadId
}`

describe('worker threads', function () {
  this.timeout(20_000)
  let pool: ThreadPool<number, number>
  beforeEach(async () => {
    const file = join(scratch(), 'module.mjs')
    writeFileSync(file, MODULE)
    pool = await startThreads({module: pathToFileURL(file).href, most: 2})
  })
  afterEach(() => pool.destroy())
  const threadsOf = async (tasks: readonly number[]) =>
    new Set(await Promise.all(tasks.map((task) => pool.run(task)))).size

  it('are as few as the work needs, and as many as there may be', async () => {
    const thread = await pool.run(0)
    expect(await pool.run(0)).to.equal(thread)
    expect(await threadsOf([2000, 2000, 0, 0])).to.equal(2)
    expect(await threadsOf([300, 300])).to.equal(2)
  })

  it('go on with what waits where a task fails', async () => {
    const results = await Promise.allSettled([-1, 0, -1, 0].map((task) => pool.run(task)))
    expect(results.map(({status}) => status)).to.deep.equal([
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })
})
