/**
 * Preloaded into the program: a beat every few milliseconds on the main thread. The longest time without a beat, and when
 * it began, go to the file LONGEST_GAP: for so long nothing else could happen there, a line of progress included.
 */
import {writeFileSync} from 'node:fs'
import {performance} from 'node:perf_hooks'
import {isMainThread} from 'node:worker_threads'

const EVERY_MS = 5
const file = process.env.LONGEST_GAP

if (isMainThread && file) {
  let last = performance.now()
  let longest = 0
  const beat = () => {
    const now = performance.now()
    // At once: however the program ends, the longest so far is there.
    if (now - last > longest) {
      longest = now - last
      writeFileSync(file, JSON.stringify({gapMs: longest, atMs: last}))
    }
    last = performance.now()
  }
  setInterval(beat, EVERY_MS).unref()
}
