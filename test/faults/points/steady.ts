/**
 * Loaded before the program: chance is taken out of its names. Journals, copies in the making and our own files being
 * written are called the same in every run, so that strace can be told to look at them, and calls on them be counted.
 */
import crypto from 'node:crypto'
import {registerHooks, syncBuiltinESMExports} from 'node:module'

crypto.randomBytes = ((size: number) => Buffer.alloc(size)) as typeof crypto.randomBytes
syncBuiltinESMExports()

/** Runs are numbered from the first one on; the clock, years after it, takes over as soon as this is not loaded. */
const NUMBERED = `
import {ulid as byClock} from './ulid.js?by-clock'
export function ulid(previous = '00000000000000000000000000') {
  return byClock(previous > '01' ? previous : '01000000000000000000000000', 0)
}
`

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('/catalog/ulid.js')) return nextLoad(url, context)
    return {format: 'module', source: NUMBERED, shortCircuit: true}
  },
})
