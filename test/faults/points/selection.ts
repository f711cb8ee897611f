/** Which points are tried: all with `MEDIASTRUCT_FAULTS=all`, else some, by a seed that is told. */
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {PACKAGE_ROOT} from '../../support/mediastruct.ts'

export const EVERYTHING = process.env.MEDIASTRUCT_FAULTS === 'all'
export const SEED = process.env.MEDIASTRUCT_FAULT_SEED ?? headOr('mediastruct')

/** Of many, so many by the seed, of as many kinds as possible; all where no number is given. */
export function selected<T>(items: readonly T[], most: number | undefined, kindOf: (item: T) => string): T[] {
  if (most === undefined) return [...items]
  const kinds = [...Map.groupBy(items, kindOf)].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
  return kinds
    .map(([kind, group]) => group[chosen(`one of ${kind}`, group.length)])
    .filter((item) => item !== undefined)
    .slice(0, most)
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
    const args = ['rev-parse', '--short=12', 'HEAD']
    return execFileSync('git', args, {cwd: PACKAGE_ROOT, encoding: 'utf8', stdio: 'pipe'}).trim()
  } catch {
    return fallback
  }
}
