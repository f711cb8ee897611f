/** Which points are tried: every one, or as many as `MEDIASTRUCT_FAULTS` says, by a seed that is told. */
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {PACKAGE_ROOT} from '../../support/mediastruct.ts'

/** How many points over all suites; `undefined` for every one. */
export const POINTS = wanted(process.env.MEDIASTRUCT_FAULTS, 'POINTS')
export const SEED = process.env.MEDIASTRUCT_FAULT_SEED ?? headOr('mediastruct')

/** ms since 1970; beyond it no further point is begun, and the table says how many were left out. */
const DEADLINE = Date.now() + (wanted(process.env.MEDIASTRUCT_FAULT_MINUTES, 'MINUTES') ?? Infinity) * 60_000

export function isOutOfTime(): boolean {
  return Date.now() > DEADLINE
}

/** Of many, so many by the seed: of every kind one, then of every kind another, as long as there are any. */
export function selected<T>(
  items: readonly T[],
  most: number,
  nameOf: (item: T) => {kind: string; name: string},
): T[] {
  const shuffled = items.toSorted(by((item) => rank(nameOf(item).name)))
  const kinds = [...Map.groupBy(shuffled, (item) => nameOf(item).kind)].toSorted(by(([kind]) => rank(kind)))
  const rounds = Math.max(0, ...kinds.map(([, group]) => group.length))
  const inTurn = Array.from({length: rounds}, (_, round) =>
    kinds.flatMap(([, group]) => group.slice(round, round + 1)),
  )
  return inTurn.flat().slice(0, most)
}

function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : 1)
}

function rank(text: string): string {
  return createHash('sha256').update(`${SEED} ${text}`).digest('hex')
}

/** @throws Error where it is neither a number nor `all` */
function wanted(text: string | undefined, what: 'POINTS' | 'MINUTES'): number | undefined {
  if (text === undefined || text === 'all') return undefined
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new Error(`"${text}" in MEDIASTRUCT_FAULT…: expected how many ${what.toLowerCase()}, or "all"`)
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
