import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {expect} from 'chai'
import fc from 'fast-check'
import {fromBytes, fromText, join, type RawPath, toBytes} from '../../src/paths/bytes.ts'
import type {Move, PlanHeader} from '../../src/plan/move.ts'
import {readPlanFile, writePlanFile} from '../../src/plan/plan-file.ts'

const header: PlanHeader = {
  command: 'sort',
  target: '/dup' as RawPath,
  masters: ['/m' as RawPath, fromBytes(Buffer.from('2fff', 'hex'))],
  algorithm: 'sha256',
}
const move: Move = {
  from: '/a/b.jpg' as RawPath,
  to: '/dup/b.jpg' as RawPath,
  size: 1,
  mtimeNs: -1_500_000_000_123_456_789n,
  hash: 'ab',
  algorithm: 'sha256',
  reason: 'r',
}

/** What JSON leaves out is equal to what is undefined. */
const defined = (value: Move) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))

describe('plan file', () => {
  let root: RawPath
  let count = 0
  beforeEach(() => {
    root = fromText(mkdtempSync(`${tmpdir()}/mediastruct-plan-`))
  })
  afterEach(() => rmSync(toBytes(root), {recursive: true, force: true}))
  const fresh = () => join(root, `${count++}.ndjson` as RawPath)

  async function readAll(path: RawPath) {
    const plan = await readPlanFile(path)
    const moves: Move[] = []
    for await (const one of plan.moves) moves.push(one)
    return {header: plan.header, moves}
  }

  it('gives back what was written, for any path', async () => {
    const part = fc
      .uint8Array({minLength: 1, maxLength: 12})
      .map((bytes) => fromBytes(bytes.map((byte) => (byte === 0 || byte === 47 ? 95 : byte))))
    const path = fc
      .array(
        part.filter((name) => name !== '.' && name !== '..'),
        {minLength: 1, maxLength: 3},
      )
      .map((parts) => `/${parts.join('/')}` as RawPath)
    const moves = fc.record({
      from: path,
      to: path,
      keeper: fc.option(path, {nil: undefined}),
      copy: fc.constantFrom(true, undefined),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(moves, {maxLength: 5}), async (some) => {
        const file = fresh()
        const written = some.map((fields) => ({...move, ...fields}))
        expect(await writePlanFile(file, header, written)).to.equal(written.length)
        const plan = await readAll(file)
        expect(plan.header).to.deep.equal(header)
        expect(plan.moves.map(defined)).to.deep.equal(written.map(defined))
      }),
      {numRuns: 50},
    )
  })

  it('never writes over a file', async () => {
    const file = fresh()
    writeFileSync(toBytes(file), 'mine')
    const code = await writePlanFile(file, header, []).then(
      () => '',
      (error) => error.code,
    )
    expect([code, readFileSync(toBytes(file), 'utf8')]).to.deep.equal(['NOT_OURS', 'mine'])
  })

  const first = () =>
    JSON.stringify({
      schema: 'mediastruct/plan@1',
      command: 'sort',
      target: '/dup',
      masters: [],
      algorithm: 'sha256',
    })
  const line = (fields: object) =>
    JSON.stringify({
      from: '/a',
      to: '/b',
      size: 1,
      mtimeNs: '1',
      hash: 'ab',
      algorithm: 'sha256',
      reason: '',
      ...fields,
    })
  const nonsense: [string, string, number][] = [
    ['nothing', '', 1],
    ['no JSON', 'hello', 1],
    ['another schema', '{"schema":"mediastruct/plan@9"}', 1],
    ['a relative path', `${first()}\n${line({})}\n${line({from: 'a'})}`, 3],
    ['dots', `${first()}\n${line({to: '/dup/../etc/passwd'})}`, 2],
    ['NUL', `${first()}\n${line({to: '/dup/\0'})}`, 2],
    ['a negative size', `${first()}\n${line({size: -1})}`, 2],
    ['a number for a time', `${first()}\n${line({mtimeNs: 1})}`, 2],
    ['a bad hash', `${first()}\n${line({hash: 'XY'})}`, 2],
    ['an unknown field', `${first()}\n${line({force: true})}`, 2],
    ['bytes that say otherwise', `${first()}\n${line({fromBytes: Buffer.from('/z').toString('base64')})}`, 2],
    ['another algorithm', `${first()}\n${line({algorithm: 'md5'})}`, 2],
    ['an array', `${first()}\n\n[]`, 3],
  ]
  for (const [what, text, number] of nonsense) {
    it(`refuses ${what}, naming the line`, async () => {
      const file = fresh()
      writeFileSync(toBytes(file), text)
      const error = await readAll(file).then(
        () => undefined,
        (thrown) => thrown,
      )
      expect(error?.code).to.equal('BAD_PLAN')
      expect(error?.message).to.include(`line ${number}:`)
      expect(error?.exitCode).to.equal(2)
    })
  }
})
