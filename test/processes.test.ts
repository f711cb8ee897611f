import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {pathToFileURL} from 'node:url'
import {expect} from 'chai'
import {ProcessEnded, type ProcessTaskOptions, startProcesses, type TaskPool} from '../src/index.ts'
import {scratch} from './support/scratch.ts'

/** Does what it is told, and says which process it was. */
const MODULE = `export default async (task) => {
  if (task.waits) await new Promise((resolve) => setTimeout(resolve, task.waits))
  if (task.throws) throw new Error(task.throws)
  if (task.loops) for (;;);
  if (task.kills) process.kill(process.pid, task.kills)
  if ('exits' in task) process.exit(task.exits)
  if (task.says) console.log(task.says), console.error(task.says)
  for (const hoard = []; task.eats; ) hoard.push(1)
  return {pid: process.pid, bytes: task.bytes}
}`

interface Task {
  waits?: number
  throws?: string
  loops?: boolean
  kills?: string
  exits?: number
  says?: string
  eats?: boolean
  bytes?: Uint8Array | bigint
}

describe('child processes', function () {
  this.timeout(20_000)
  let pool: TaskPool<Task, {pid: number; bytes: unknown}, ProcessTaskOptions>
  const moduleOf = (source: string) => {
    const file = join(scratch(), 'module.mjs')
    writeFileSync(file, source)
    return pathToFileURL(file).href
  }
  beforeEach(() => {
    pool = startProcesses({module: moduleOf(MODULE), most: 2, limitMib: 64})
  })
  afterEach(() => pool.destroy())

  /** Another program, with such a pool, which ends as ours does: for good, before what listens later is told. */
  function programThat(does: string) {
    const processes = new URL('../src/processes.ts', import.meta.url).href
    const options = JSON.stringify({module: moduleOf(MODULE), most: 1, limitMib: 64})
    const source = `import {startProcesses} from '${processes}'
      const ends = process.reallyExit
      process.prependListener('exit', (code) => Reflect.apply(ends, process, [code]))
      const pool = startProcesses(${options})
      ${does}`
    return spawn(process.execPath, ['--input-type=module', '-e', source], {stdio: ['ignore', 'pipe', 'pipe']})
  }

  async function failureOf(task: Task, signal?: AbortSignal): Promise<unknown> {
    return await pool.run(task, signal && {signal}).then(
      () => 'no failure',
      (error) => error,
    )
  }

  it('are other processes, as few as the work needs, and as many as there may be', async () => {
    const {pid} = await pool.run({})
    expect(pid).not.to.equal(process.pid)
    expect(await pool.run({})).to.include({pid})
    const both = await Promise.all([pool.run({waits: 300}), pool.run({waits: 300})])
    expect(new Set(both.map((answer) => answer.pid)).size).to.equal(2)
  })

  it('are never more, however much there is to do', async () => {
    const tasks = Array.from({length: 10}, () => pool.run({waits: 50}))
    const pids = (await Promise.all(tasks)).map(({pid}) => pid)
    expect(new Set(pids).size).to.equal(2)
  })

  it('take and give what can be cloned', async () => {
    expect((await pool.run({bytes: Buffer.of(0, 255)})).bytes).to.deep.equal(Buffer.of(0, 255))
    expect((await pool.run({bytes: 2n ** 63n})).bytes).to.equal(2n ** 63n)
  })

  it('write nothing where the program writes', async () => {
    const {stdout, stderr} = programThat("await pool.run({says: 'not for you'}); console.log('for you')")
    expect(await Promise.all([text(stdout), text(stderr)])).to.deep.equal(['for you\n', ''])
  })

  it('tell what was thrown, and go on', async () => {
    const {pid} = await pool.run({})
    expect(await failureOf({throws: 'no such header'}))
      .to.be.an('error')
      .with.property('message', 'no such header')
    expect(await pool.run({})).to.include({pid})
  })

  for (const [what, task, by] of [
    ['exits', {exits: 0}, 'crash'],
    ['is killed', {kills: 'SIGKILL'}, 'crash'],
    ['runs out of memory', {eats: true}, 'memory'],
  ] as const) {
    it(`cost their own task where one ${what}`, async () => {
      const failure = await failureOf(task)
      expect(failure).to.be.instanceOf(ProcessEnded)
      expect(failure).to.include({by})
      expect(await pool.run({})).to.have.property('pid')
    })
  }

  it('end when their task takes too long, counted from when it is begun', async () => {
    const {pid} = await pool.run({}, {limitMs: 10_000})
    const failure = await pool.run({loops: true}, {limitMs: 200}).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(ProcessEnded).and.to.include({by: 'time'})
    expect((await pool.run({}, {limitMs: 10_000})).pid).not.to.equal(pid)
    await gone(pid)
  })

  it('say that they can not start, once for all', async () => {
    const failures = await withNodeOptions('--no-such-option', async () => {
      const none = startProcesses({module: moduleOf(MODULE), most: 2, limitMib: 64})
      const asked = [1, 2, 3].map(() => none.run({}).catch((error: unknown) => error))
      return await Promise.all(asked).finally(() => none.destroy())
    })
    expect(new Set(failures).size).to.equal(1)
    expect(failures[0]).to.be.instanceOf(ProcessEnded).and.to.include({by: 'start'})
  })

  it('answer each their own task, whatever else is sent', async () => {
    const noise = join(scratch(), 'noise.cjs')
    writeFileSync(noise, `for (const said of ['x', null, {}, {id: 2, result: 'wrong'}]) process.send?.(said)`)
    await withNodeOptions(`--require ${noise}`, async () => {
      const noisy = startProcesses<Task, {bytes: unknown}>({module: moduleOf(MODULE), most: 1, limitMib: 64})
      const answers = await Promise.all([1n, 2n, 3n].map((bytes) => noisy.run({bytes})))
      expect(answers.map(({bytes}) => bytes)).to.deep.equal([1n, 2n, 3n])
      await noisy.destroy()
    })
  })

  it('end when their task is given up, even in a loop', async () => {
    const {pid} = await pool.run({})
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 100)
    expect(await failureOf({loops: true}, controller.signal)).to.equal(controller.signal.reason)
    expect((await pool.run({})).pid).not.to.equal(pid)
    await gone(pid)
  })

  it('heed no Ctrl-C: the parent says what is finished first', async () => {
    const {pid} = await pool.run({})
    expect(await pool.run({kills: 'SIGINT', waits: 50})).to.include({pid})
    expect(await pool.run({})).to.include({pid})
  })

  it('end with the pool', async () => {
    const {pid} = await pool.run({})
    await pool.destroy()
    await gone(pid)
  })

  it('end with the program, also where it is killed', async () => {
    const program = programThat(`console.log((await pool.run({})).pid); setInterval(() => undefined, 1000)`)
    const [pid] = await once(program.stdout, 'data')
    program.kill('SIGKILL')
    await gone(Number(pid))
  })

  it('end with the program that is killed, though in the middle of a loop', async () => {
    const program = programThat('console.log((await pool.run({})).pid); await pool.run({loops: true})')
    const [pid] = await once(program.stdout, 'data')
    await new Promise((resolve) => setTimeout(resolve, 100))
    program.kill('SIGKILL')
    await gone(Number(pid))
  })

  it('end with the program in the middle of a loop', async () => {
    const program = programThat(`console.log((await pool.run({})).pid)
      pool.run({loops: true})
      setTimeout(() => process.exit(3), 100)`)
    const [[pid], [code]] = await Promise.all([once(program.stdout, 'data'), once(program, 'exit')])
    expect(code).to.equal(3)
    await gone(Number(pid))
  })

  it('say of each task why a module can not be loaded', async () => {
    await pool.destroy()
    pool = startProcesses({module: moduleOf('import "./nowhere.mjs"'), most: 1, limitMib: 64})
    for (let round = 0; round < 2; round += 1) {
      expect(await failureOf({}))
        .to.be.an('error')
        .with.property('message')
        .that.includes('nowhere.mjs')
    }
  })

  async function withNodeOptions<T>(options: string, act: () => Promise<T>): Promise<T> {
    const before = process.env.NODE_OPTIONS
    process.env.NODE_OPTIONS = options
    try {
      return await act()
    } finally {
      if (before === undefined) delete process.env.NODE_OPTIONS
      else process.env.NODE_OPTIONS = before
    }
  }

  async function gone(pid: number): Promise<void> {
    while (isThere(pid)) await new Promise((resolve) => setTimeout(resolve, 5))
  }
})

/** One that has ended, and waits to be asked how, is gone (proc(5)). */
function isThere(pid: number): boolean {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0)
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
