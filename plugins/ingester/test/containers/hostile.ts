/** Broken files: whatever a reader meets, it comes back without a throw, and has read no more than a bound. */
import {expect} from 'chai'
import fc from 'fast-check'
import type {Readable} from '../../src/containers/readable.ts'

export type Reader = (file: Readable) => unknown

/** Counts what is read. */
export class Counted implements Readable {
  readonly size: number
  reads = 0
  bytes = 0
  readonly #byteAt: (position: number) => number

  /** @param byteAt what the file holds, at any position below `size` */
  constructor(size: number, byteAt: (position: number) => number) {
    this.size = size
    this.#byteAt = byteAt
  }

  read(position: number, length: number): Uint8Array {
    const end = Math.min(position + length, this.size)
    this.reads += 1
    if (!(position >= 0 && end > position)) return new Uint8Array()
    this.bytes += end - position
    return Uint8Array.from({length: end - position}, (_, index) => this.#byteAt(position + index))
  }
}

export function counted(bytes: Uint8Array): Counted {
  return new Counted(bytes.length, (position) => bytes[position] ?? 0)
}

const MOST_READS = 20_000
const MOST_BYTES = 32 * 2 ** 20

function surviving(read: Reader, file: Counted): void {
  read(file)
  expect(file.reads).to.be.at.most(MOST_READS)
  expect(file.bytes).to.be.at.most(MOST_BYTES)
}

/** The whole file, cut anywhere, with bytes of it overwritten, followed by noise. */
export function survives(read: Reader, whole: Uint8Array): void {
  const flips = fc.array(fc.tuple(fc.nat(whole.length), fc.integer({min: 0, max: 255})), {maxLength: 16})
  const broken = fc.tuple(fc.nat(whole.length), flips, fc.uint8Array({maxLength: 256}))
  fc.assert(
    fc.property(broken, ([cut, changes, noise]) => {
      const bytes = Buffer.concat([whole.subarray(0, whole.length - cut), noise])
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      surviving(read, counted(bytes))
    }),
    {numRuns: 300},
  )
}

const TEBIBYTE = 2 ** 40

/** A file of a tebibyte that begins as it should, and goes on with the same again, with zeros, or with ones. */
export function survivesEndless(read: Reader, whole: Uint8Array): void {
  for (const beyond of [(at: number) => whole[at % whole.length] ?? 0, () => 0, () => 0xff]) {
    surviving(read, new Counted(TEBIBYTE, (at) => (at < whole.length ? (whole[at] ?? 0) : beyond(at))))
  }
}
