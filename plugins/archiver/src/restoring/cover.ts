/** The fewest discs that hold everything: minimum set cover, exact where it is small, never worse than greedy beyond. */

/** Steps of the exact search before what was found so far is taken. */
const MOST_STEPS = 50_000

/**
 * @param needs of each thing that is needed, the discs of which any one will do, as numbers; none may be empty
 * @returns discs, ascending: each need has one of them, and there are as few as can be found
 */
export function fewestDiscs(needs: Iterable<readonly number[]>): number[] {
  const distinct = withoutImplied(new Set([...needs].map(keyOf)))
  const forced = new Set(distinct.filter(({length}) => length === 1).flat())
  const open = distinct.filter((need) => !need.some((disc) => forced.has(disc)))
  const search = new Search(open)
  return [...forced, ...search.best].sort((a, b) => a - b)
}

function keyOf(need: readonly number[]): string {
  return [...new Set(need)].sort((a, b) => a - b).join()
}

/** What any disc of a smaller need satisfies is satisfied with that one. The shortest come first. */
function withoutImplied(keys: ReadonlySet<string>): number[][] {
  const needs = [...keys].map((key) => key.split(',').map(Number)).sort((a, b) => a.length - b.length)
  const kept: number[][] = []
  for (const need of needs) {
    const discs = new Set(need)
    if (!kept.some((other) => other.every((disc) => discs.has(disc)))) kept.push(need)
  }
  return kept
}

/** Branch and bound over the discs of the need with the fewest of them, from what greed finds. */
class Search {
  best: readonly number[]
  #steps = 0

  constructor(needs: readonly number[][]) {
    this.best = greedy(needs)
    this.#go(needs, [])
  }

  #go(needs: readonly number[][], chosen: readonly number[]): void {
    if (needs.length === 0) {
      if (chosen.length < this.best.length) this.best = chosen
      return
    }
    if (chosen.length + disjoint(needs) >= this.best.length) return
    const narrowest = needs.reduce((least, need) => (need.length < least.length ? need : least))
    for (const disc of byUse(narrowest, needs)) {
      if (++this.#steps > MOST_STEPS) return
      this.#go(without(disc, needs), [...chosen, disc])
    }
  }
}

/** The disc that satisfies most of what is left, again and again; of several, the first. */
export function greedy(needs: readonly number[][]): number[] {
  const chosen: number[] = []
  for (let left = needs; left.length > 0; ) {
    const [disc] = byUse(
      [...new Set(left.flat())].sort((a, b) => a - b),
      left,
    )
    if (disc === undefined) break
    chosen.push(disc)
    left = without(disc, left)
  }
  return chosen
}

/** Needs that share no disc want one each: a lower bound. */
function disjoint(needs: readonly number[][]): number {
  const taken = new Set<number>()
  let count = 0
  for (const need of [...needs].sort((a, b) => a.length - b.length)) {
    if (need.some((disc) => taken.has(disc))) continue
    count++
    for (const disc of need) taken.add(disc)
  }
  return count
}

function byUse(discs: readonly number[], needs: readonly number[][]): number[] {
  const uses = new Map<number, number>()
  for (const disc of needs.flat()) uses.set(disc, (uses.get(disc) ?? 0) + 1)
  return [...discs].sort((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0))
}

function without(disc: number, needs: readonly number[][]): number[][] {
  return needs.filter((need) => !need.includes(disc))
}
