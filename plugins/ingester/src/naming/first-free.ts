/** The names that a file may get, one after another, until one is free. */
import type {NameProposal} from 'mediastruct'
import type {Step} from './datetime-hash.ts'

/** What is asked for a file. */
export interface Wish {
  /** Of the file to be named, lower-case hex. */
  readonly hash: string
  /** Whether the template has a `{counter}`, which then tells files apart. */
  readonly counted: boolean
  /** Where to begin to count: the numbers below are taken. */
  readonly from?: number | undefined
  /** Tried before all others. */
  readonly first?: NameProposal | undefined
  propose(step: Step): Promise<NameProposal>
}

/** Who has a place already: its hash in lower-case hex, where that is known. */
export interface Occupant {
  readonly hash?: string | undefined
}

export interface Free {
  readonly proposal: NameProposal
  /** The number that made it free, where it was counted. */
  readonly counter?: number | undefined
}

type OccupantOf = (proposal: NameProposal) => Promise<Occupant | undefined>

/** Digits that the hash part grows through; the last is all of it. */
const HASH_STEPS = [undefined, 12, 16, Number.POSITIVE_INFINITY] as const

/**
 * The first proposal that is free. A counter counts up; without one the hash part grows; where neither can tell two
 * files apart (equal contents, a template without both), `-2`, `-3` … is put before the extension.
 */
export async function firstFree(wish: Wish, occupantOf: OccupantOf): Promise<Free> {
  if (wish.first !== undefined && (await occupantOf(wish.first)) === undefined) return {proposal: wish.first}
  const free = wish.counted ? await firstNumber(wish, occupantOf) : await firstHash(wish, occupantOf)
  if (free !== undefined) return free
  const {folder, name} = await wish.propose({})
  for (let number = 2; ; number++) {
    const proposal = {folder, name: withSuffix(name, number)}
    if ((await occupantOf(proposal)) === undefined) return {proposal}
  }
}

async function firstNumber({propose, from = 1}: Wish, occupantOf: OccupantOf): Promise<Free | undefined> {
  let before: NameProposal | undefined
  for (let counter = from; ; counter++) {
    const proposal = await propose({counter})
    // A strategy of a plugin's may not care for the number.
    if (before !== undefined && isSame(proposal, before)) return undefined
    if ((await occupantOf(proposal)) === undefined) return {proposal, counter}
    before = proposal
  }
}

async function firstHash({hash, propose}: Wish, occupantOf: OccupantOf): Promise<Free | undefined> {
  for (const hashDigits of HASH_STEPS) {
    const proposal = await propose({hashDigits})
    const occupant = await occupantOf(proposal)
    if (occupant === undefined) return {proposal}
    if (occupant.hash === hash) return undefined
  }
  return undefined
}

/** Whether a file has one of the names that it could have been given, had others been there before it. */
export async function isOneOf(wish: Wish, current: NameProposal): Promise<boolean> {
  for (const step of await stepsTo(wish, current)) {
    const proposal = await wish.propose(step)
    if (isSame(proposal, current) || isNumbered(proposal, current)) return true
  }
  return false
}

/** Steps that may have led to a name. */
async function stepsTo({counted, propose}: Wish, {name}: NameProposal): Promise<readonly Step[]> {
  if (!counted) return HASH_STEPS.map((hashDigits) => ({hashDigits}))
  const [ones, twos] = [await propose({counter: 111_111_111}), await propose({counter: 222_222_222})]
  let start = 0
  while (start < ones.name.length && ones.name[start] === twos.name[start]) start++
  // Other digits may follow directly.
  const digits = /^\d{1,9}/.exec(name.slice(start))?.[0] ?? ''
  const counters = Array.from(digits, (_, index) => Number(digits.slice(0, index + 1)))
  return [...counters.filter((counter) => counter > 0).map((counter) => ({counter})), {}]
}

function isSame(one: NameProposal, other: NameProposal): boolean {
  return one.folder === other.folder && one.name === other.name
}

/** `a-2.jpg` of `a.jpg`. */
function isNumbered({folder, name}: NameProposal, current: NameProposal): boolean {
  const number = /-([2-9]|[1-9]\d{1,8})(?=\.[^.]*$|$)/.exec(current.name)?.[1]
  return number !== undefined && isSame({folder, name: withSuffix(name, Number(number))}, current)
}

function withSuffix(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? `${name.slice(0, dot)}-${number}${name.slice(dot)}` : `${name}-${number}`
}
