/** Names of copies: a letter, or a word. */
import {MediaStructError} from '../errors.ts'
import type {CopyRow} from './copies.ts'
import type {VolumeEventRow} from './volume-events.ts'

const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/

/** The name of a copy as it is remembered: case tells nothing apart. @throws MediaStructError BAD_COPY */
export function copyName(text: string): string {
  const name = text.toLowerCase()
  if (NAME.test(name)) return name
  throw new MediaStructError('BAD_COPY', `"${text}" can't be the name of a copy.`, {
    hint: 'Write a letter, as in MS-0001/a, or a word: up to 32 of a-z, 0-9 and "-" after the first.',
  })
}

/**
 * The first names, from `a` on, of media that are imaged, whose writing failed or that nothing was done for yet. The name of
 * a copy that was once written is not given again by itself: there may be a medium that bears it.
 */
export function freeNames(
  copies: readonly CopyRow[],
  events: readonly VolumeEventRow[],
  count: number,
): string[] {
  const states = new Map(copies.map(({name, state}) => [name, state]))
  const written = new Set(
    events.flatMap(({copy, event}) => (copy && event !== 'imaged' && event !== 'failed' ? copy : [])),
  )
  const names: string[] = []
  for (const name of letters()) {
    if (names.length >= count) break
    const state = states.get(name) ?? 'unburned'
    const isFree = state === 'unburned' || state === 'imaged' || state === 'failed'
    if (isFree && !written.has(name)) names.push(name)
  }
  return names
}

/** `a` … `z`, `aa`, `ab` … as columns of a table are called. */
function* letters(): Generator<string, never> {
  for (let number = 0; ; number++) {
    let name = ''
    for (let rest = number; rest >= 0; rest = Math.floor(rest / 26) - 1)
      name = String.fromCharCode(97 + (rest % 26)) + name
    yield name
  }
}
