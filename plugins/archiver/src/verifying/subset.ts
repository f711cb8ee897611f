/** A part of a copy, by its files: every part of the same division together is all of them. */
import {MediaStructError} from 'mediastruct'

export interface Subset {
  /** From 1. */
  readonly part: number
  readonly of: number
}

const MOST_PARTS = 10_000

/** `2/5`. @throws MediaStructError USAGE */
export function parseSubset(text: string): Subset {
  const [, part, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []
  const subset = {part: Number(part), of: Number(of)}
  if (subset.part >= 1 && subset.part <= subset.of && subset.of <= MOST_PARTS) return subset
  throw new MediaStructError('USAGE', `"${text}" is no part of a copy.`, {
    hint: `Write --subset 1/4 for the first of four parts; there are at most ${MOST_PARTS}.`,
  })
}

/**
 * Neighbours stay together, and parts are about equally long.
 * @param files in an order that is always the same; of unknown size counts as nothing
 */
export function filesOfPart<T>(files: readonly T[], sizeOf: (file: T) => number, {part, of}: Subset): Set<T> {
  // One more byte each: many empty files are work, too.
  const total = files.reduce((sum, file) => sum + sizeOf(file) + 1, 0)
  const chosen = new Set<T>()
  let before = 0
  for (const file of files) {
    if (Math.floor((before / total) * of) + 1 === part) chosen.add(file)
    before += sizeOf(file) + 1
  }
  return chosen
}
