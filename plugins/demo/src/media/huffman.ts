/** The Huffman tables for luminance of JPEG (ITU-T T.81, tables K.3 and K.5), used here for every component. */

interface HuffmanTable {
  /** How many codes have 1, 2, … 16 bits. */
  readonly counts: Uint8Array
  /** The symbols, in the order of their codes. */
  readonly symbols: Uint8Array
}

export const DC: HuffmanTable = {
  counts: bytes('00010501010101010100000000000000'),
  symbols: bytes('000102030405060708090a0b'),
}

export const AC: HuffmanTable = {
  counts: bytes('0002010303020403050504040000017d'),
  symbols: bytes(
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728' +
      '292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a83848586878889' +
      '8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2' +
      'e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
}

export interface Code {
  readonly bits: number
  readonly length: number
}

/** The code of each symbol (T.81, annex C): counted up within a length, doubled from one length to the next. */
export function codesOf({counts, symbols}: HuffmanTable): ReadonlyMap<number, Code> {
  const codes = new Map<number, Code>()
  let bits = 0
  let next = 0
  counts.forEach((count, index) => {
    for (const symbol of symbols.subarray(next, next + count))
      codes.set(symbol, {bits: bits++, length: index + 1})
    next += count
    bits *= 2
  })
  return codes
}

/** Bits into bytes, the first bit highest; a 0 follows each 0xff, as a JPEG scan wants it. */
export class BitWriter {
  readonly #bytes: number[] = []
  #pending = 0
  #length = 0

  put({bits, length}: Code): void {
    for (let bit = length - 1; bit >= 0; bit--) this.#putBit((bits >> bit) & 1)
  }

  /** The bytes, the last one filled with ones. */
  finish(): Uint8Array {
    while (this.#length > 0) this.#putBit(1)
    return Uint8Array.from(this.#bytes)
  }

  #putBit(bit: number): void {
    this.#pending = this.#pending * 2 + bit
    if (++this.#length < 8) return
    this.#bytes.push(this.#pending)
    if (this.#pending === 0xff) this.#bytes.push(0)
    this.#pending = this.#length = 0
  }
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}
