/**
 * The states of a copy, and what leads from one to the next: a table, and nothing but it.
 *
 * `verified` and `audited` come of a check alone: the medium was read back whole and every file was as it should be.
 * Nothing leads back to `unburned`: a volume of which there is, or was to be, a copy never changes again.
 */

export const COPY_STATES = ['unburned', 'imaged', 'burned', 'verified', 'audited', 'failed', 'lost'] as const
export type CopyState = (typeof COPY_STATES)[number]

/**
 * What can happen to a copy. `image`: an image for it was made and read back. `burn`: we wrote it. `mark`: the user says
 * that it was written. `add`: files of it came in that were read once, and compared with nothing. `pass`: all of it was read and found good. `pass-part`: a part of it was (`--subset`). `damage`:
 * something on it was found wrong. `fail`: writing it failed, or the user says that it is no good. `lose`: it is gone.
 */
export type CopyAction = 'image' | 'burn' | 'mark' | 'add' | 'pass' | 'pass-part' | 'damage' | 'fail' | 'lose'

/** A sentence that follows `MS-0001/a `. */
interface Refusal {
  readonly because: string
}

const IS_BURNED: Refusal = {
  because:
    'is burned already: another disc gets another name. If this one is lost or broken, mark it so, then use its name again.',
}

type Row = Readonly<Record<CopyState, CopyState | Refusal>>

const always = (state: CopyState): Row =>
  ({
    unburned: state,
    imaged: state,
    burned: state,
    verified: state,
    audited: state,
    failed: state,
    lost: state,
  }) as const

export const TRANSITIONS: Readonly<Record<CopyAction, Row>> = {
  image: {...always('imaged'), burned: IS_BURNED, verified: IS_BURNED, audited: IS_BURNED},
  burn: {...always('burned'), burned: IS_BURNED, verified: IS_BURNED, audited: IS_BURNED},
  // Said again of a copy that was read back since, it takes nothing from it: where it is kept may be what is told.
  mark: {...always('burned'), verified: 'verified', audited: 'audited'},
  // What was read back before may have been less than what is known now.
  add: always('burned'),
  // Whatever was thought of it: it is there, and it is whole.
  pass: {...always('verified'), verified: 'audited', audited: 'audited'},
  // A part proves that it is there, and never that the rest is good.
  'pass-part': {...always('burned'), verified: 'audited', audited: 'audited', failed: 'failed'},
  damage: always('failed'),
  fail: always('failed'),
  lose: always('lost'),
}

/** The state that follows, or why nothing does. */
export function nextState(state: CopyState, action: CopyAction): CopyState | Refusal {
  return TRANSITIONS[action][state]
}

/** What a volume is shown as: the better a copy, the later it stands here. */
const BETTER: readonly CopyState[] = ['unburned', 'lost', 'failed', 'imaged', 'burned', 'verified', 'audited']

/** The best of a volume's copies; `unburned` where there is none. */
export function bestOf(states: Iterable<CopyState>): CopyState {
  let best: CopyState = 'unburned'
  for (const state of states) if (BETTER.indexOf(state) > BETTER.indexOf(best)) best = state
  return best
}

/** Whether it was read back whole from its medium. */
export function isReadBack(state: string): boolean {
  return state === 'verified' || state === 'audited'
}

/** Whether there is, as far as anyone knows, a written medium. */
export function isWritten(state: string): boolean {
  return state === 'burned' || isReadBack(state)
}
