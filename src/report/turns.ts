/** A long loop on the main thread lets others have their turn: a signal, a line of progress, a timer. */
import {setImmediate} from 'node:timers/promises'

/** ms: what a person does not notice, and far longer than a turn of the event loop takes. */
const TURN_MS = 25

/** Passes items on, and lets everything else happen now and then. */
export async function* inTurns<T>(items: Iterable<T>): AsyncGenerator<T, void, void> {
  let since = performance.now()
  for (const item of items) {
    yield item
    if (performance.now() - since < TURN_MS) continue
    await setImmediate()
    since = performance.now()
  }
}
