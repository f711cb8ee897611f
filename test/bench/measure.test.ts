/** One run is counted whole, and ends when it is told to. */
import {spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {type Command, ended, gnuTimeUsage, killRunning, measure, start} from '../../bench/measure.ts'
import {bytesRead, watchProcess} from '../../bench/proc.ts'
import {forThisTest} from '../support/children.ts'
import {scratch} from '../support/scratch.ts'

const node = (script: string): Command => ({file: process.execPath, args: ['-e', script]})
const place = (keepStdout = false) => ({scratch: scratch(), env: {PATH: process.env.PATH ?? ''}, keepStdout})

describe('bench: a run', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip()
  })

  it('is counted with the memory that its child held at its peak', async () => {
    const child = "Buffer.alloc(150e6, 1); require('fs').writeSync(1, 'done')"
    const parent = `require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(child)}])`
    const {memory} = await measure(node(parent), place())
    expect(memory).to.be.within(150e6, 400e6)
  })

  it('gets its variables, and leaves what it said where that is wanted', async () => {
    const surroundings = place(true)
    await measure({...node('console.log(process.env.WORD)'), env: {WORD: 'heard'}}, surroundings)
    expect(readFileSync(join(surroundings.scratch, 'stdout'), 'utf8')).to.equal('heard\n')
  })

  it('that fails says why', async () => {
    const failing = measure(node("console.error('the disk is full'); process.exit(3)"), place())
    const error: unknown = await failing.catch((reason: unknown) => reason)
    expect(error)
      .to.be.an('error')
      .with.property('message')
      .that.matches(/ended with 3: .*the disk is full/)
  })

  it('ends when all are told to, its children, too', async () => {
    const surroundings = place(true)
    const child = start({file: 'sh', args: ['-c', 'sleep 60 & echo $!; wait']}, surroundings)
    const end = ended(child)
    const said = () => readFileSync(join(surroundings.scratch, 'stdout'), 'utf8')
    while (!said().endsWith('\n')) await new Promise(setImmediate)
    killRunning()
    expect(await end).to.equal('SIGKILL')
    while (isAlive(Number(said()))) await new Promise(setImmediate)
  })
})

/** A zombie that nobody has buried yet is dead. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')
  } catch {
    return false
  }
}

describe('bench: accounting', () => {
  it('reads what GNU time wrote', () => {
    expect(gnuTimeUsage('1.25 0.50 2048\n')).to.deep.equal({cpu: 1.75, memory: 2 << 20})
  })

  it('asks /proc where there is no GNU time: memory at its peak, bytes read', async function () {
    if (process.platform !== 'linux') return this.skip()
    const held =
      "Buffer.alloc(150e6, 1); require('fs').readSync(require('fs').openSync('/dev/zero'), Buffer.alloc(50e6))"
    const child = forThisTest(
      spawn(process.execPath, ['-e', `${held}; process.stdout.write('ready'); process.stdin.resume()`]),
    )
    await new Promise((resolve) => child.stdout?.once('data', resolve))
    const {memory, cpu} = watchProcess(child.pid).stop()
    expect(memory).to.be.within(150e6, 500e6)
    expect(cpu).to.be.at.least(0)
    expect(bytesRead(child.pid ?? 0)).to.be.within(50e6, 100e6)
  })
})
