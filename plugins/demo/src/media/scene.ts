/** Small landscapes, each of its own: a sky, a sun and hills, drawn from a number. */
import {encodeJpeg, type Pixels} from './jpeg.ts'

/** Pixels. */
const WIDTH = 320
const HEIGHT = 240

/** A picture as a camera writes it. */
export function picture(seed: number, app1?: Uint8Array): Uint8Array {
  return encodeJpeg({width: WIDTH, height: HEIGHT, pixels: scene(seed), ...(app1 && {app1})})
}

/** Frames of a film in which the sun moves. */
export function frames(seed: number, count: number): Uint8Array[] {
  return Array.from({length: count}, (_, index) =>
    encodeJpeg({width: WIDTH, height: HEIGHT, pixels: scene(seed, index / count)}),
  )
}

export const FRAME_SIZE = {width: WIDTH, height: HEIGHT}

/** `time` from 0 to 1 carries the sun across. */
function scene(seed: number, time = 0): Pixels {
  const random = numbersFrom(seed)
  const sun = {
    x: WIDTH * (0.2 + 0.4 * random() + 0.3 * time),
    y: 30 + 50 * random(),
    radius: 14 + 12 * random(),
  }
  const hills = Array.from({length: 3}, (_, layer) => ({
    base: 120 + 40 * layer,
    height: 15 + 20 * random(),
    length: 30 + 50 * random(),
    phase: 6 * random(),
  }))
  const warmth = random()
  return (x, y) => {
    const hill = hills.findLastIndex(
      ({base, height, length, phase}) => y > base + height * Math.sin(x / length + phase),
    )
    if (hill >= 0) return [30 + 30 * hill * warmth, 110 - 25 * hill, 60 - 12 * hill]
    if (Math.hypot(x - sun.x, y - sun.y) < sun.radius) return [255, 235, 150]
    const low = y / HEIGHT
    return [90 + 150 * low * warmth, 140 + 70 * low, 235 - 60 * low * warmth]
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
