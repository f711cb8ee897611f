import {mock} from 'node:test'
import {setImmediate} from 'node:timers/promises'
import {expect} from 'chai'
import {PatientPool, type TaskPool} from '../src/task-pool.ts'

/** Begins what it is handed, and ends it when it is told to. */
class ToldPool implements TaskPool<string, string> {
  readonly begun: string[] = []
  readonly #ends = new Map<string, () => void>()

  run(task: string): Promise<string> {
    this.begun.push(task)
    return new Promise((resolve) => this.#ends.set(task, () => resolve(task)))
  }

  async end(task: string): Promise<void> {
    this.#ends.get(task)?.()
    await setImmediate()
  }

  async destroy(): Promise<void> {}
}

describe('a patient pool', () => {
  let told: ToldPool
  let pool: PatientPool<string, string, object>
  beforeEach(() => {
    mock.timers.enable({apis: ['setTimeout']})
    told = new ToldPool()
    pool = new PatientPool(told, 4)
  })
  afterEach(async () => {
    await pool.destroy()
    mock.timers.reset()
  })

  async function ask(...tasks: string[]): Promise<void> {
    for (const task of tasks) void pool.run(task)
    await setImmediate()
  }

  async function pass(ms: number): Promise<void> {
    mock.timers.tick(ms)
    await setImmediate()
  }

  it('hands over one task after another as long as they are done soon', async () => {
    await ask('a', 'b', 'c')
    expect(told.begun).to.deep.equal(['a'])
    await told.end('a')
    expect(told.begun).to.deep.equal(['a', 'b'])
    await told.end('b')
    expect(told.begun).to.deep.equal(['a', 'b', 'c'])
  })

  it('hands over twice as many whenever work has waited', async () => {
    await ask('a', 'b', 'c', 'd')
    await pass(399)
    expect(told.begun).to.deep.equal(['a'])
    await pass(1)
    expect(told.begun).to.deep.equal(['a', 'b'])
    await pass(24)
    expect(told.begun).to.deep.equal(['a', 'b'])
    await pass(1)
    expect(told.begun).to.deep.equal(['a', 'b', 'c', 'd'])
  })

  it('waits less long when the first one is up', async () => {
    await ask('a')
    await told.end('a')
    await ask('b', 'c')
    await pass(24)
    expect(told.begun).to.deep.equal(['a', 'b'])
    await pass(1)
    expect(told.begun).to.deep.equal(['a', 'b', 'c'])
  })
})
