/** A baseline JPEG encoder (ITU-T T.81): three components, no subsampling, one quantization table. */
import {AC, BitWriter, type Code, codesOf, DC} from './huffman.ts'

/** Red, green and blue of a pixel, 0–255 each. */
export type Pixels = (x: number, y: number) => readonly [red: number, green: number, blue: number]

export interface JpegOptions {
  /** Multiple of 8. */
  width: number
  /** Multiple of 8. */
  height: number
  pixels: Pixels
  /** Payload of an APP1 segment that comes first (EXIF). */
  app1?: Uint8Array
}

/** Steps of quantization: finer for low frequencies. By row and column of the 8×8 block. */
const STEPS = Array.from({length: 64}, (_, index) => 4 + 3 * ((index >> 3) + (index & 7)))
const ZIGZAG = zigzag()
const COSINES = Array.from({length: 64}, (_, index) => {
  const [frequency, position] = [index >> 3, index & 7]
  return (
    (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * position + 1) * frequency * Math.PI) / 16)
  )
})
const DC_CODES = codesOf(DC)
const AC_CODES = codesOf(AC)
const COMPONENTS = [1, 2, 3]

export function encodeJpeg({width, height, pixels, app1}: JpegOptions): Uint8Array {
  const [soi, eoi] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])]
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff]
  return Buffer.concat([
    soi,
    ...(app1 ? [segment(0xe1, app1)] : []),
    segment(0xdb, [0, ...ZIGZAG.map((index) => STEPS[index] ?? 1)]),
    segment(0xc0, [8, ...size, 3, ...COMPONENTS.flatMap((id) => [id, 0x11, 0])]),
    segment(0xc4, [0x00, ...DC.counts, ...DC.symbols]),
    segment(0xc4, [0x10, ...AC.counts, ...AC.symbols]),
    segment(0xda, [3, ...COMPONENTS.flatMap((id) => [id, 0x00]), 0, 63, 0]),
    scan(width, height, pixels),
    eoi,
  ])
}

/** A marker, the length (which counts itself), and the payload. */
function segment(marker: number, payload: Uint8Array | number[]): Buffer {
  const length = payload.length + 2
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 0xff]), Buffer.from(payload)])
}

function scan(width: number, height: number, pixels: Pixels): Uint8Array {
  const writer = new BitWriter()
  const previous = [0, 0, 0]
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) {
      blocksAt(x, y, pixels).forEach((block, component) => {
        const coefficients = quantize(block)
        const dc = coefficients[0] ?? 0
        putDc(writer, dc - (previous[component] ?? 0))
        putAc(writer, coefficients)
        previous[component] = dc
      })
    }
  }
  return writer.finish()
}

/** The 8×8 blocks of Y, Cb and Cr (JFIF's matrix), centred on zero. */
function blocksAt(left: number, top: number, pixels: Pixels): Float64Array[] {
  const [luma, blue, red] = [new Float64Array(64), new Float64Array(64), new Float64Array(64)]
  for (let index = 0; index < 64; index++) {
    const [r, g, b] = pixels(left + (index & 7), top + (index >> 3))
    luma[index] = 0.299 * r + 0.587 * g + 0.114 * b - 128
    blue[index] = -0.168736 * r - 0.331264 * g + 0.5 * b
    red[index] = 0.5 * r - 0.418688 * g - 0.081312 * b
  }
  return [luma, blue, red]
}

/** The quantized cosine transform, in zigzag order. */
function quantize(block: Float64Array): number[] {
  const spectrum = transformRows(transformRows(block))
  return ZIGZAG.map((index) => Math.round((spectrum[index] ?? 0) / (STEPS[index] ?? 1)))
}

/** The cosine transform of each row, transposed: done twice, it is the two-dimensional one. */
function transformRows(block: Float64Array): Float64Array {
  const result = new Float64Array(64)
  for (let row = 0; row < 8; row++) {
    for (let frequency = 0; frequency < 8; frequency++) {
      let sum = 0
      for (let at = 0; at < 8; at++) sum += (block[row * 8 + at] ?? 0) * (COSINES[frequency * 8 + at] ?? 0)
      result[frequency * 8 + row] = sum
    }
  }
  return result
}

function putDc(writer: BitWriter, difference: number): void {
  const magnitude = magnitudeOf(difference)
  writer.put(codeFor(DC_CODES, magnitude.length))
  writer.put(magnitude)
}

/** Runs of zeros before each value; 0xf0 stands for sixteen of them, 0x00 for nothing more. */
function putAc(writer: BitWriter, coefficients: readonly number[]): void {
  let zeros = 0
  for (const value of coefficients.slice(1)) {
    if (value === 0) {
      zeros++
      continue
    }
    for (; zeros >= 16; zeros -= 16) writer.put(codeFor(AC_CODES, 0xf0))
    const magnitude = magnitudeOf(value)
    writer.put(codeFor(AC_CODES, zeros * 16 + magnitude.length))
    writer.put(magnitude)
    zeros = 0
  }
  if (zeros > 0) writer.put(codeFor(AC_CODES, 0x00))
}

/** A value in as few bits as hold it; a negative one as its ones' complement. */
function magnitudeOf(value: number): Code {
  const length = value === 0 ? 0 : 32 - Math.clz32(Math.abs(value))
  return {bits: value < 0 ? value + (1 << length) - 1 : value, length}
}

function codeFor(codes: ReadonlyMap<number, Code>, symbol: number): Code {
  const code = codes.get(symbol)
  if (!code) throw new RangeError(`No Huffman code for ${symbol}.`)
  return code
}

/** Indices of a block along its diagonals, there and back. */
function zigzag(): number[] {
  const place = (index: number) => {
    const [row, column] = [index >> 3, index & 7]
    const diagonal = row + column
    return diagonal * 8 + (diagonal % 2 === 0 ? column : row)
  }
  return Array.from({length: 64}, (_, index) => index).sort((a, b) => place(a) - place(b))
}
