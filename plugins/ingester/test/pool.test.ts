import {expect} from 'chai'
import {fromText} from 'mediastruct'
import {ExaminerPool} from '../src/examine/pool.ts'

const MODULE = new URL('misbehaving.ts', import.meta.url).href

describe('ExaminerPool', () => {
  let pool: ExaminerPool
  afterEach(() => pool.close())

  /** @param limitMs short where it is to pass, and long where a slow machine must not reach it */
  function start(limitMs: number): void {
    pool = new ExaminerPool({module: MODULE, most: 2, limitMs, limitMib: 64})
  }

  /** Its type, or the code of what is thrown. */
  async function outcome(name: string): Promise<unknown> {
    try {
      return (await pool.examine(fromText(name))).type
    } catch (error) {
      return (error as {code?: unknown}).code
    }
  }

  for (const [name, code, limitMs = 50_000] of [
    ['hang', 'EXAMINE_TIME', 2000],
    ['deaf to termination', 'EXAMINE_TIME', 2000],
    ['eat', 'EXAMINE_MEMORY'],
    ['eat with numbers', 'EXAMINE_MEMORY'],
    ['eat with holes', 'EXAMINE_MEMORY'],
    ['exit', 'EXAMINE_CRASH'],
    ['throw', 'EXAMINE_CRASH'],
    ['refuse', 'EIO'],
  ] as const) {
    it(`lists a file whose reader does "${name}" as ${code}, and goes on with the others`, async () => {
      start(limitMs)
      const names = ['a', name, 'b', 'c', name, 'd']
      expect(await Promise.all(names.map(outcome))).to.deep.equal(['a', code, 'b', 'c', code, 'd'])
      expect(await outcome('afterwards')).to.equal('afterwards')
    })
  }

  it('lets a file wait for those that hang without holding it against the file', async () => {
    start(2000)
    const names = ['hang', 'hang', 'hang', 'hang', 'patient']
    expect((await Promise.all(names.map(outcome))).at(-1)).to.equal('patient')
  })

  it('sends what waits to a process together', async () => {
    start(50_000)
    const counts = await Promise.all(Array.from({length: 20}, (_, index) => outcome(`count ${index}`)))
    expect(counts.slice(0, 2)).to.deep.equal(['1', '1'])
    expect(Math.max(...counts.map(Number))).to.be.greaterThan(4)
  })

  it('survives what a reader leaves behind to fail', async () => {
    start(50_000)
    await outcome('late')
    expect(await outcome('afterwards')).to.equal('afterwards')
  })
})
