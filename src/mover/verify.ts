/**
 * What is checked of each move immediately before it: the index is a memory, never evidence.
 * Source and keeper are read again and hashed with the built-in BLAKE3, whatever planner, list or plugin said.
 */
import type {StoredMove} from '../catalog/runs.ts'
import {fileFailure} from '../errors.ts'
import type {HashPool, HashResult} from '../hash/pool.ts'
import {type RawPath, toText} from '../paths/bytes.ts'
import type {MasterGuard} from '../paths/guard.ts'
import {isSame, lstatOf} from '../paths/identity.ts'
import type {LeftCode, PlanHeader} from '../plan/move.ts'
import type {Fingerprint, Job, Refusal} from './job.ts'
import {hashAll, type Keeper} from './keepers.ts'

export interface Bounds {
  readonly header: PlanHeader
  readonly guard: MasterGuard
  /** Directories within masters that an undo may take out of. */
  readonly allowOutOf: readonly RawPath[]
  /** Of the directories that files are put into, and those above, what this run made. */
  readonly made: readonly RawPath[]
}

export interface Checked {
  readonly jobs: readonly Job[]
  readonly refused: ReadonlyMap<StoredMove, Refusal>
}

/** Checks a batch. Whole assets: where one member is refused, so are its companions. */
export async function checkBatch(
  batch: readonly StoredMove[],
  bounds: Bounds,
  hashes: HashPool,
): Promise<Checked> {
  const refused = new Map<StoredMove, Refusal>()
  for (const move of batch) {
    const refusal = await checkPlace(move, bounds)
    if (refusal) refused.set(move, refusal)
  }
  const readable = batch.filter((move) => !refused.has(move))
  const results = await hashOnce(readable, bounds.header, hashes)
  for (const move of readable) {
    const refusal = checkContent(move, keeperOf(move, bounds.header), results)
    if (refusal) refused.set(move, refusal)
  }
  refuseKeepers(batch, bounds.header, results, refused)
  refuseCompanions(batch, refused)
  const jobs = batch.filter((move) => !refused.has(move)).map((move) => jobOf(move, bounds.header, results))
  return {jobs, refused}
}

/** The file that must still hold the content when the source is gone; for the undo of a copy that is the original. */
function keeperOf(move: StoredMove, header: Pick<PlanHeader, 'command'>): RawPath | undefined {
  return header.command === 'undo' && move.copy ? move.to : move.keeper
}

async function checkPlace(move: StoredMove, bounds: Bounds): Promise<Refusal | undefined> {
  if (![move.from, move.to, move.keeper ?? move.from].every(isPlain)) {
    return failed('BAD_PATH', 'its path, or the one it should get, is not absolute and plain')
  }
  try {
    return (
      (await checkSourcePlace(move, bounds)) ??
      (await checkTargetPlace(move, bounds)) ??
      (await checkKeeperPlace(move, bounds)) ??
      (await checkObserved(move))
    )
  } catch (error) {
    const {code, message} = fileFailure(error)
    return failed(code, message)
  }
}

async function checkSourcePlace(
  move: StoredMove,
  {header, guard, allowOutOf}: Bounds,
): Promise<Refusal | undefined> {
  const isUndo = header.command === 'undo'
  if (header.command === 'refile' && !(await liesInOneOf(guard, [header.target], move.from))) {
    return failed(
      'OUTSIDE_TARGET',
      `it does not lie in ${toText(header.target)}, and refile moves nothing else`,
    )
  }
  if (move.copy && !isUndo) return undefined
  const master = await guard.protects(move.from)
  if (master === undefined) return undefined
  for (const directory of isUndo ? allowOutOf : []) {
    if (await guard.containedIn(directory, move.from)) return undefined
  }
  return failed('IN_MASTER', `it lies in the master ${toText(master)}: nothing is taken out of a master`)
}

async function checkTargetPlace(move: StoredMove, bounds: Bounds): Promise<Refusal | undefined> {
  const {header, guard} = bounds
  if (header.command === 'undo') {
    if (move.copy) return undefined
  } else if (!(await liesInOneOf(guard, [header.target, ...(header.alsoInto ?? [])], move.to))) {
    return failed('OUTSIDE_TARGET', `${toText(move.to)} does not lie in ${toText(header.target)}`)
  }
  if (header.command === 'archive' && (await guard.containedIn(header.target, move.to))) return undefined
  const master = await guard.protects(move.to)
  if (master === undefined) return undefined
  return failed(
    'IN_MASTER',
    `${toText(move.to)} lies in the master ${toText(master)}: only archive adds to one`,
  )
}

async function liesInOneOf(guard: MasterGuard, roots: readonly RawPath[], path: RawPath): Promise<boolean> {
  for (const root of roots) {
    if ((await lstatOf(root)) && (await guard.containedIn(root, path))) return true
  }
  return false
}

/** A sorter moves nothing without another copy, and what it has put aside justifies nothing. */
async function checkKeeperPlace(move: StoredMove, {header, guard}: Bounds): Promise<Refusal | undefined> {
  if (header.command !== 'sort') return undefined
  if (move.keeper === undefined) return left('last-copy', 'no other file is named that has its content')
  if (await guard.containedIn(header.target, move.keeper)) {
    return left(
      'last-copy',
      `the only other copy named, ${toText(move.keeper)}, was put aside as a duplicate`,
    )
  }
  return undefined
}

async function checkObserved(move: StoredMove): Promise<Refusal | undefined> {
  const stats = await lstatOf(move.from)
  if (!stats) return left('changed', 'it is no longer there')
  if (!stats.isFile()) return left('changed', 'it is not a regular file any more')
  if (stats.size !== BigInt(move.size) || stats.mtimeNs !== move.mtimeNs) {
    return left('changed', 'its size or time is not what it was when this was planned')
  }
  return undefined
}

type Results = ReadonlyMap<RawPath, HashResult>

async function hashOnce(
  moves: readonly StoredMove[],
  header: PlanHeader,
  hashes: HashPool,
): Promise<Results> {
  const paths = new Set<RawPath>()
  for (const move of moves) {
    paths.add(move.from)
    const keeper = keeperOf(move, header)
    if (keeper !== undefined) paths.add(keeper)
  }
  return await hashAll([...paths], hashes)
}

function checkContent(move: StoredMove, keeper: RawPath | undefined, results: Results): Refusal | undefined {
  const source = results.get(move.from)
  if (!source?.ok) return unreadable(source)
  if (source.size !== move.size || source.mtimeNs !== move.mtimeNs) {
    return left('changed', 'it changed while it was read')
  }
  if (move.algorithm === 'blake3' && source.hash !== move.hash) {
    return left('changed', 'its content is not what it was when this was planned')
  }
  return keeper === undefined ? undefined : checkKeeper(source, keeper, results.get(keeper))
}

function checkKeeper(
  source: HashResult & {ok: true},
  keeper: RawPath,
  result: HashResult | undefined,
): Refusal | undefined {
  const name = toText(keeper)
  if (!result?.ok) return unreadableKeeper(name, result)
  if (isSame(source, result)) return left('last-copy', `${name} is the same file under another name`)
  if (source.hash !== result.hash || source.size !== result.size) {
    return left('changed', `${name} does not have the same content any more`)
  }
  return undefined
}

/** One that is gone justifies nothing, nor does one that changes; one that is there and can't be read is an error besides. */
function unreadableKeeper(name: string, result: (HashResult & {ok: false}) | undefined): Refusal {
  const reason = `the other copy, ${name}, can't be read: ${result?.message ?? 'unknown'}`
  if (result?.code === 'ECHANGED') return left('changed', reason)
  const isGone = result?.code === 'ENOENT' || result?.code === 'ENOTFILE'
  return isGone ? left('last-copy', reason) : failed(result?.code ?? 'EUNKNOWN', reason)
}

/** A file that justifies another's move stays, whatever the plan says of itself. */
function refuseKeepers(
  batch: readonly StoredMove[],
  header: PlanHeader,
  results: Results,
  refused: Map<StoredMove, Refusal>,
): void {
  const keepers = new Set<string>()
  for (const move of batch) {
    const keeper = keeperOf(move, header)
    if (keeper !== undefined) keepers.add(identityKey(results.get(keeper)) ?? keeper)
  }
  for (const move of batch) {
    if (refused.has(move) || (move.copy && header.command !== 'undo')) continue
    if (!keepers.has(identityKey(results.get(move.from)) ?? move.from)) continue
    refused.set(move, left('last-copy', 'it is the copy that justifies moving another one'))
  }
}

function identityKey(result: HashResult | undefined): string | undefined {
  return result?.ok ? `${result.device}:${result.inode}` : undefined
}

function refuseCompanions(batch: readonly StoredMove[], refused: Map<StoredMove, Refusal>): void {
  const culprits = new Map<string, StoredMove>()
  for (const move of refused.keys()) if (move.asset !== undefined) culprits.set(move.asset, move)
  for (const move of batch) {
    const culprit = move.asset === undefined ? undefined : culprits.get(move.asset)
    if (culprit && !refused.has(move)) refused.set(move, companionRefusal(culprit))
  }
}

/** For those that stay because one of their asset does. */
export function companionRefusal(culprit: StoredMove): Refusal {
  return left('changed', `it belongs to ${toText(culprit.from)}, which can't be moved now`)
}

function jobOf(move: StoredMove, header: PlanHeader, results: Results): Job {
  const result = results.get(move.from)
  if (!result?.ok) throw new Error('a move without a fingerprint passed its checks')
  const {device, inode, size, mtimeNs, hash: blake3} = result
  const source: Fingerprint = {device, inode, size, mtimeNs, blake3}
  const keeper = leavesBehind(move, header, results)
  return {
    move,
    source,
    keeper,
    to: move.to,
    made: [],
    arrival: undefined,
    announced: false,
    target: undefined,
  }
}

/** What must stay when the source has left; nothing where it does not leave. */
function leavesBehind(move: StoredMove, header: PlanHeader, results: Results): Keeper | undefined {
  const path = keeperOf(move, header)
  const before = path === undefined ? undefined : results.get(path)
  if (path === undefined || !before || (move.copy && header.command !== 'undo')) return undefined
  return {path, before}
}

function unreadable(result: HashResult | undefined): Refusal {
  if (!result || result.ok) return failed('EUNKNOWN', 'it could not be read')
  if (result.code === 'ENOENT') return left('changed', 'it is no longer there')
  if (result.code === 'ECHANGED' || result.code === 'ENOTFILE') return left('changed', result.message)
  return failed(result.code, result.message)
}

/** Absolute, without `.`, `..`, empty parts or NUL. */
function isPlain(path: RawPath): boolean {
  const [root, ...parts] = path.split('/')
  return (
    root === '' && !path.includes('\0') && parts.every((part) => part !== '' && part !== '.' && part !== '..')
  )
}

function left(code: LeftCode, reason: string): Refusal {
  return {kind: 'left', code, reason}
}

export function failed(code: string, reason: string): Refusal {
  return {kind: 'failed', code, reason}
}
