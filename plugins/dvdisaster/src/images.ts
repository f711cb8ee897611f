/** What dvdisaster does with images: by its exit code, by what it says, and by its own test, which all must agree. */
import {tmpdir} from 'node:os'
import type {EccJob, EccProtectJob, EccState} from 'mediastruct'
import {lastLines, type Ran, runDvdisaster} from './run.ts'

/** `0.79.5`. @throws Error that says what is missing, and how to get it */
export async function version(): Promise<string> {
  const {printed} = await runDvdisaster(['--version'], {scratch: tmpdir()}, 'stdout')
  const found = /dvdisaster (\d[\w.]*)/.exec(printed)?.[1]
  if (found === undefined) throw new Error(`dvdisaster tells no version: ${lastLines(printed)}`)
  return found
}

/** @throws Error */
export async function protect(job: EccProtectJob): Promise<void> {
  const {image, capacitySectors} = job
  const ran = await runDvdisaster(['-i', image, '-mRS02', '-n', String(capacitySectors), '-c'], job)
  assertRan(ran)
  if (!/has been augmented with error correction data/.test(ran.printed))
    throw new Error(`dvdisaster added no error correction: ${lastLines(ran.printed)}`)
}

/** Reads all of it. @throws Error */
export async function check(job: EccJob): Promise<EccState> {
  const {failure, printed} = await runDvdisaster(['-i', job.image, '-t'], job)
  const told = tested(printed)
  // It ends well over the worst image; where it does not, it could not even look.
  if (failure !== undefined) return {...told, state: told.state === 'none' ? 'none' : 'damaged'}
  return told
}

/** @throws Error where dvdisaster can't even begin */
export async function repair(job: EccJob): Promise<EccState> {
  const before = await check(job)
  if (before.state !== 'damaged') return before
  // A drive reads on behind what was written: what is surplus goes.
  const {printed} = await runDvdisaster(['-i', job.image, '-f', '--truncate'], job)
  const after = await check(job)
  return {...after, detail: repaired(printed) ?? after.detail}
}

const METHOD = /- method\s*: RS02/
const GOOD: readonly RegExp[] = [
  /- good image\s*: all sectors present/,
  /- medium sectors\s*: .*\(good\)/,
  /- data md5sum\s*: \w+ \(good\)/,
  /- crc md5sum\s*: \w+ \(good\)/,
  /- ecc md5sum\s*: \w+ \(good\)/,
]

function tested(printed: string): EccState {
  if (!METHOD.test(printed))
    return {state: 'none', detail: 'no error correction of RS02 was recognized in it'}
  if (GOOD.every((pattern) => pattern.test(printed))) return {state: 'intact', detail: 'all sectors are good'}
  return {state: 'damaged', detail: lastLines(printed)}
}

/** `257 sectors were repaired, 260 could not be`. */
function repaired(printed: string): string | undefined {
  const done = /Repaired sectors: (\d+)/.exec(printed)?.[1]
  const left = /Unrepaired sectors: (\d+)/.exec(printed)?.[1]
  if (done === undefined && left === undefined) return undefined
  const rest = left === undefined ? '' : `, ${left} could not be`
  return `${done ?? 0} sectors were repaired${rest}`
}

function assertRan({failure, printed}: Ran): void {
  if (failure !== undefined) throw new Error(`dvdisaster failed, ${failure}: ${lastLines(printed)}`)
}
