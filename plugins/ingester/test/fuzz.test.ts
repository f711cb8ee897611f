import {expect} from 'chai'
import fc from 'fast-check'
import {BoundedReadable, MOST_BYTES, MOST_READS} from '../src/examine/bounded-file.ts'
import {inspect} from '../src/examine/inspect.ts'
import {SEEDS} from './seeds.ts'

const PARAMETERS = {numRuns: 300, seed: 1}

/** Changes to a file: where it is cut, which bytes are others, and what stands for sizes and offsets. */
const damage = fc.record({
  cut: fc.nat(10_000),
  flips: fc.array(fc.tuple(fc.nat(10_000), fc.nat(255)), {maxLength: 12}),
  words: fc.array(
    fc.tuple(fc.nat(10_000), fc.constantFrom(0, 1, 7, 8, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff)),
    {maxLength: 4},
  ),
})

function damaged(
  whole: Uint8Array,
  {cut, flips, words}: typeof damage extends fc.Arbitrary<infer T> ? T : never,
): Buffer {
  const bytes = Buffer.from(whole.subarray(0, whole.length - (cut % whole.length)))
  for (const [position, value] of flips) bytes[position % bytes.length] = value
  for (const [position, value] of words) {
    if (bytes.length >= 4) bytes.writeUInt32BE(value, position % (bytes.length - 3))
  }
  return bytes
}

/** Examines a file that says that it is larger than it is, as a sparse one is. */
async function examined(bytes: Uint8Array, size = bytes.length): Promise<{reads: number; read: number}> {
  const cost = {reads: 0, read: 0}
  const file = new BoundedReadable(size, (position, length) => {
    cost.reads += 1
    cost.read += length
    const piece = new Uint8Array(length)
    piece.set(bytes.subarray(position, position + length))
    return piece
  })
  const examination = await inspect(file)
  // It crosses to another process.
  expect(JSON.stringify(structuredClone(examination)).length).to.be.below(100_000)
  return cost
}

describe('a broken file', () => {
  for (const [name, whole] of Object.entries(SEEDS)) {
    it(`brings nobody down: ${name}, cut and changed anywhere`, async () => {
      await fc.assert(
        fc.asyncProperty(damage, async (how) => {
          const {reads} = await examined(damaged(whole, how))
          expect(reads).to.be.below(20)
        }),
        PARAMETERS,
      )
    })

    it(`costs no more than a bound: ${name}, of a terabyte`, async () => {
      await fc.assert(
        fc.asyncProperty(damage, async (how) => {
          const {reads, read} = await examined(damaged(whole, how), 2 ** 40)
          expect(reads).to.be.at.most(MOST_READS)
          expect(read).to.be.at.most(MOST_BYTES)
        }),
        {...PARAMETERS, numRuns: 30},
      )
    })

    it(`is random behind its first bytes: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({maxLength: 4000}),
          fc.integer({min: 12, max: 40}),
          async (noise, kept) => {
            await examined(Buffer.concat([whole.subarray(0, kept), noise]))
          },
        ),
        PARAMETERS,
      )
    })
  }
})
