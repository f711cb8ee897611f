/** Where something was taken, as formats write it. */
import type {Position} from '../examine/examination.ts'

/** `+48.8577+002.295/`, `+4851.5-00217.7+035.2/`: degrees, or degrees and minutes, or with seconds too (ISO 6709 annex H). */
export function iso6709(text: string): Position | undefined {
  const [, latitude, longitude] = /^([+-]\d{2,6}(?:\.\d+)?)([+-]\d{3,7}(?:\.\d+)?)/.exec(text) ?? []
  if (latitude === undefined || longitude === undefined) return undefined
  return positionOf(degrees(latitude, 2), degrees(longitude, 3))
}

function degrees(text: string, digits: 2 | 3): number {
  const [, whole = '', fraction = ''] = /^[+-](\d+)(\.\d+)?$/.exec(text) ?? []
  const parts = [whole.slice(0, digits), whole.slice(digits, digits + 2), whole.slice(digits + 2)]
  const used = parts.filter((part) => part !== '')
  const value = used.reduce((sum, part, index) => {
    const isLast = index === used.length - 1
    return sum + Number(isLast ? part + fraction : part) / 60 ** index
  }, 0)
  return text.startsWith('-') ? -value : value
}

/** Undefined for what is no place on earth, and for 0,0, which receivers without a fix write. */
export function positionOf(latitude: number, longitude: number): Position | undefined {
  const isPlace =
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0)
  return isPlace ? {latitude, longitude} : undefined
}
