/** In a worker thread: what a plugin's code throws when nobody waits for it any more goes back with the answer. */
import {setImmediate} from 'node:timers/promises'
import {messageOf} from '../errors.ts'
import {type ChosenHash, isForeign} from './factory.ts'

export interface Heeded<Result> {
  readonly answer: Result
  /** Sentences that name the plugin. */
  readonly strays: readonly string[]
}

let isWatching = false
const strays: string[] = []

/** Does a task of a worker thread, with this hash. */
export async function heeding<Result>(
  provider: ChosenHash | undefined,
  work: () => Result | Promise<Result>,
): Promise<Heeded<Result>> {
  if (provider === undefined || !isForeign(provider)) return {answer: await work(), strays: []}
  await watch()
  const answer = await work()
  // A turn of the event loop, which a busy thread never makes by itself: only then does Node tell of what nobody took.
  await setImmediate()
  return {answer, strays: strays.splice(0)}
}

async function watch(): Promise<void> {
  if (isWatching) return
  isWatching = true
  const {watchStrays} = await import('../foreign-code.ts')
  watchStrays((error, who) => {
    // A mistake of our own ends the thread, and with it the work.
    if (who === undefined) throw error
    strays.push(`${who}, after it had answered: ${messageOf(error)}`)
  })
}
