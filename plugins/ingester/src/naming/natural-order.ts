/** The order in which a person counts: `IMG_9` before `IMG_10`. */

const DIGITS = /(\d+)/

/** Negative where `a` comes first. Case counts only between names that are otherwise alike. */
export function compareNaturally(a: string, b: string): number {
  const [left, right] = [a.split(DIGITS), b.split(DIGITS)]
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    const order = index % 2 === 1 ? compareNumbers(part, other) : compareText(fold(part), fold(other))
    if (order !== 0) return order
  }
  return left.length - right.length || compareText(a, b)
}

/** Of any length: leading zeros say nothing. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return left.length - right.length || compareText(left, right)
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** ASCII only: the names are bytes. */
function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
