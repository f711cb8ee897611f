/** Which points are tried: all with `MEDIASTRUCT_FAULTS=all`, else some, by a seed that is told. */
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {PACKAGE_ROOT} from '../support/mediastruct.ts'

export const EVERYTHING = process.env.MEDIASTRUCT_FAULTS === 'all'
export const SEED = process.env.MEDIASTRUCT_FAULT_SEED ?? headOr('mediastruct')

/** Of many, so many by the seed; all where no number is given. */
export function selected<T>(items: readonly T[], most: number = items.length): T[] {
  if (most >= items.length) return [...items]
  const order = items.map((item, index) => ({item, rank: rank(`${index} of ${items.length}`)}))
  return order
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, most)
    .map(({item}) => item)
}

/** A number below `bound` by the seed. */
export function chosen(what: string, bound: number): number {
  return Number.parseInt(rank(what).slice(0, 8), 16) % bound
}

function rank(text: string): string {
  return createHash('sha256').update(`${SEED} ${text}`).digest('hex')
}

/** Another selection for each commit, where there are commits. */
function headOr(fallback: string): string {
  try {
    const options = {cwd: PACKAGE_ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']} as const
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], options).trim()
  } catch {
    return fallback
  }
}
