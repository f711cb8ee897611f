/** `--settle`: two looks at the drops, and the time between them. One wait for all of it, while no lock is held. */
import {setTimeout} from 'node:timers/promises'
import {count, formatBytes, MediaStructError, parseAge, type RawPath, type Reporter} from 'mediastruct'
import {Look, type LookOptions} from './look.ts'

/** Of a watch. An NFS client may believe for 3 s what it saw last (nfs(5), acregmin). */
export const DEFAULT_SETTLE_MS = 5000
const DAY_MS = 86_400_000

/** ms. @throws MediaStructError BAD_FLAG */
export function parseSettle(text: string): number {
  const ms = msOf(text)
  if (ms !== undefined && ms <= DAY_MS) return ms
  throw new MediaStructError('BAD_FLAG', `--settle "${text}" is no time to wait.`, {
    hint: 'Write how long a file must be still: 5s, 1m, at most 1d.',
  })
}

function msOf(text: string): number | undefined {
  try {
    return parseAge(text)
  } catch {
    return undefined
  }
}

export interface SettleOptions extends LookOptions {
  /** How long the second look has to wait. */
  readonly settleMs: number
  readonly reporter: Pick<Reporter, 'note' | 'progress'>
}

/** The first look; the second may be taken when this is over. An interruption ends it at once. */
export async function settle(drops: readonly RawPath[], options: SettleOptions): Promise<Look> {
  const {settleMs, reporter, signal} = options
  const look = await Look.at(drops, options)
  if (look.files === 0) return look
  const what = `${count(look.files, 'file')}, ${formatBytes(look.bytes)}`
  reporter.note(`Looking twice at ${what}: again in ${settleMs / 1000} s.`)
  const progress = reporter.progress('settle')
  progress.add(look.files, look.bytes)
  try {
    await pause(settleMs, signal)
  } finally {
    progress.end()
  }
  return look
}

/** @param ms at most 2^31 */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, {signal}).catch(() => undefined)
}
