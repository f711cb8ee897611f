import {expect} from 'chai'
import {HashPool} from '../../src/hash/pool.ts'
import {Workers} from '../../src/hash/workers.ts'
import type {HashProvider} from '../../src/hooks.ts'
import {join, type RawPath, toText} from '../../src/paths/bytes.ts'
import {blake3, raw, scratchPath, write} from '../support/indexed.ts'
import {refusal} from '../support/refused.ts'

/** A hash module as a plugin would bring it: the sum of the bytes, in `digestBytes` bytes. */
function provider(root: RawPath, source: string, digestBytes = 8): HashProvider {
  const module = `file://${toText(write(root, 'hash.mjs', source))}`
  return {name: 'sum', module, export: 'create', digestBytes}
}

const SUM = `export function create() {
  let sum = 0
  return {update: (bytes) => { for (const byte of bytes) sum += byte }, digest: () => { const d = new Uint8Array(8); d[0] = sum; return d }}
}`

describe('the hash pool', () => {
  it('gives one result a path, in order, failures among them, whatever the threads', async () => {
    const root = scratchPath()
    const paths = Array.from({length: 300}, (_, index) => write(root, `f${index}`, `content ${index}`))
    paths.splice(7, 0, join(root, raw('none')))
    const expected = paths.map((_, index) =>
      index === 7 ? 'ENOENT' : blake3(`content ${index > 7 ? index - 1 : index}`),
    )
    for (const threads of [1, 3]) {
      const pool = new HashPool(new Workers(threads))
      const results = await pool.hashFiles(paths)
      await pool.workers.close()
      expect(results.map((result) => (result.ok ? result.hash : result.code))).to.deep.equal(expected)
    }
  })

  it('hashes with a module of a plugin', async () => {
    const root = scratchPath()
    const pool = new HashPool(new Workers(1), provider(root, SUM))
    const [result] = await pool.hashFiles([write(root, 'x', 'aa')])
    await pool.workers.close()
    expect(result).to.include({ok: true, hash: 'c200000000000000'})
  })

  for (const [what, says, source, digestBytes] of [
    ['another length than promised', 'it promised 32 bytes and gave 8', SUM, 32],
    ['one digest for all', 'different contents the same digest', SUM.replace('sum += byte', 'sum = 7'), 8],
    [
      'two digests for one',
      'one content different digests',
      SUM.replace('d[0] = sum', 'd[0] = sum, crypto.getRandomValues(d.subarray(1))'),
      8,
    ],
  ] as const) {
    it(`takes no hash with ${what}, and says so before a file is hashed`, async () => {
      const root = scratchPath()
      const pool = new HashPool(new Workers(1), provider(root, source, digestBytes))
      const {message} = await refusal('HASH_MODULE', () => pool.hashFiles([write(root, 'x', 'aa')]))
      await pool.workers.close()
      expect(message).to.include(says)
    })
  }

  it('names the hash whose module has no such export, or is not there', async () => {
    const root = scratchPath()
    const path = write(root, 'x', 'aa')
    for (const broken of [
      provider(root, 'export const other = 1'),
      {...provider(scratchPath(), SUM), module: 'file:///none.mjs'},
    ]) {
      const pool = new HashPool(new Workers(1), broken)
      const {message} = await refusal('HASH_MODULE', () => pool.hashFiles([path]))
      expect(message).to.include('"sum"')
      await pool.workers.close()
    }
  })

  it('has nothing to do for no path, and closes unused', async () => {
    const pool = new HashPool(new Workers(2))
    expect(await pool.hashFiles([])).to.deep.equal([])
    await pool.workers.close()
  })
})
