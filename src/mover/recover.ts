/**
 * Brings runs that were killed to a consistent end, before any other command moves anything.
 * Old name only: as if never begun. Both names, one content: finished. New name only: done. Anything else stops and says so.
 */
import {unlink} from 'node:fs/promises'
import type {Catalog} from '../catalog/catalog.ts'
import type {RunRecord, Runs, StoredMove} from '../catalog/runs.ts'
import {errnoOf, MediaStructError} from '../errors.ts'
import type {HashPool} from '../hash/pool.ts'
import {dirname, isWithin, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {isSame, lstatOf} from '../paths/identity.ts'
import {commitDone} from './commit.ts'
import {flushData, flushDirectories} from './flush.ts'
import {type Inspected, inspect, UNMOUNTED} from './inspect.ts'
import {type Books, mannersOf} from './job.ts'
import {Journal} from './journal.ts'
import {bereft} from './keepers.ts'
import {partPath} from './names.ts'
import {leave, takeBack} from './placing.ts'
import {takeAwayUnused} from './prune.ts'

export interface RecoverOptions {
  readonly catalog: Catalog
  readonly runs: Runs
  readonly hashes: HashPool
  /** Trees that the user says are gone for good: what was on its way to or from them is given up. */
  readonly acceptedTrees?: readonly RawPath[]
}

export interface Recovered {
  readonly run: string
  /** Moves that were finished. */
  readonly finished: number
  /** Moves that were as if never begun, or taken back. */
  readonly returned: number
  /** Moves whose file was on a disk that the user says is gone for good. */
  readonly givenUp: number
}

/**
 * @returns one entry for each run that was brought to its end
 * @throws MediaStructError RECOVERY_CONFLICT, RECOVERY_LOST, RECOVERY_UNREADABLE: nothing of that run was touched then
 */
export async function recover(options: RecoverOptions): Promise<Recovered[]> {
  const recovered: Recovered[] = []
  for (const record of options.runs.unfinished()) recovered.push(await recoverRun(options, record))
  return recovered
}

async function recoverRun(options: RecoverOptions, record: RunRecord): Promise<Recovered> {
  const {runs} = options
  const intents = [...runs.moves(record.id, {state: 'intent'})]
  const counts = {finished: 0, returned: 0, givenUp: 0}
  if (intents.length > 0) {
    const isThere = await targetIsThere(options, record)
    const found = await inspectAll(options, record, intents)
    counts.givenUp = intents.length - found.length
    if (isThere) Object.assign(counts, await settleAll(options, record, found))
    else for (const {move} of found) runs.setState(record.id, move.seq, 'planned')
  }
  runs.end(record.id)
  return {run: record.id, ...counts}
}

/**
 * Nothing is written to a disk that is not there: it may hold the files, too.
 * @throws MediaStructError RECOVERY_LOST unless the user says that it is gone for good
 */
async function targetIsThere(
  {acceptedTrees = []}: RecoverOptions,
  {id, header: {target}}: RunRecord,
): Promise<boolean> {
  if (await lstatOf(target)) return true
  if (isWithinOne(acceptedTrees, target)) return false
  const message = `Run ${id} was interrupted while it moved files to ${toText(target)}, which is not there now.`
  throw new MediaStructError('RECOVERY_LOST', message, {hint: UNMOUNTED, cause: 'unmounted'})
}

async function inspectAll(
  {runs, hashes, acceptedTrees = []}: RecoverOptions,
  {header}: RunRecord,
  intents: readonly StoredMove[],
): Promise<Inspected[]> {
  const found: Inspected[] = []
  for (const move of intents) {
    try {
      found.push(await inspect(move, header, hashes))
    } catch (error) {
      if (!isLost(error)) throw error
      const isAccepted = isWithinOne(acceptedTrees, move.from) || isWithinOne(acceptedTrees, move.to)
      if (isAccepted || error.cause === 'gone') {
        runs.setState(move.run, move.seq, 'failed', {code: 'RECOVERY_LOST', message: 'neither name is there'})
      }
      if (!isAccepted || error.cause === 'gone') throw error
    }
  }
  return found
}

function isWithinOne(trees: readonly RawPath[], path: RawPath): boolean {
  return trees.some((tree) => isWithin(path, tree))
}

function isLost(error: unknown): error is MediaStructError {
  return error instanceof MediaStructError && error.code === 'RECOVERY_LOST'
}

async function settleAll(
  {catalog, runs, hashes}: RecoverOptions,
  record: RunRecord,
  found: readonly Inspected[],
): Promise<{finished: number; returned: number}> {
  const {header, id: run} = record
  const journal = await Journal.open(run, header)
  const books: Books = {catalog, runs, run, journal, hashes, ...mannersOf(header), undoes: header.undoes}
  try {
    for (const {move} of found) await removeDebris(move)
    const back = mustGoBack(found, withoutKeeper(found))
    const forth = found.filter((item) => !back.has(item))
    await leaveAll(books, forth)
    const leftNone = await bereft(
      forth.map(({job}) => job),
      hashes,
    )
    for (const item of mustGoBack(forth, new Set(forth.filter(({job}) => leftNone.includes(job)))))
      back.add(item)
    for (const item of back) await giveBack(books, item)
    await journal.note(
      'stayed',
      [...back].map(({job}) => job),
    )
    await takeAwayUnused([...back].flatMap(({move}) => move.made))
    const finished = forth.filter((item) => !back.has(item))
    await commitDone(
      books,
      header.command,
      finished.map(({job}) => job),
    )
    return {finished: finished.length, returned: back.size}
  } finally {
    await journal.close()
  }
}

/** What never arrived, with all that belongs to it: an asset arrives whole or not at all. */
function mustGoBack(found: readonly Inspected[], unjustified: ReadonlySet<Inspected>): Set<Inspected> {
  const back = new Set(found.filter((item) => item.where === 'here' || unjustified.has(item)))
  const assets = Map.groupBy(found, ({move}) => move.asset)
  for (const [asset, members] of assets) {
    if (asset === undefined || !members.some((item) => back.has(item))) continue
    for (const item of members) if (canGoBack(item)) back.add(item)
  }
  return back
}

/** Duplicates whose other copy is not there any more, or is not what it was: they were to be superfluous, and are not. */
function withoutKeeper(found: readonly Inspected[]): Set<Inspected> {
  return new Set(
    found.filter(({where, job: {keeper, source, target}}) => {
      if (where === 'here' || keeper === undefined) return false
      const {before} = keeper
      return !before.ok || before.hash !== source.blake3 || isSame(before, target ?? source)
    }),
  )
}

/** Not the copy of an original that can't be seen now: its card may be out. */
function canGoBack({move, where}: Inspected): boolean {
  return where === 'both' || (where === 'there' && !move.copy)
}

async function giveBack(books: Books, {move, where, job}: Inspected): Promise<void> {
  if (where === 'here') await removePlaceholder(move)
  else await takeBack(books, job)
  books.runs.setState(books.run, move.seq, 'planned')
}

/** Those with both names lose the old one. */
async function leaveAll(books: Books, items: readonly Inspected[]): Promise<void> {
  const standing = items.filter(({where}) => where === 'both')
  await flushData(standing.map(({move}) => move.to))
  await flushDirectories(standing.map(({move}) => dirname(move.to)))
  for (const {job} of standing) await leave(books, job)
  await flushDirectories(standing.map(({move}) => dirname(move.from)))
}

/** Bytes that were being gathered: ours by name, run and number. */
async function removeDebris(move: StoredMove): Promise<void> {
  for (const to of [move.to, move.from]) {
    const part = partPath({...move, to})
    const stats = await lstatOf(part)
    if (stats?.isFile()) await removeOurs(part)
  }
}

async function removePlaceholder(move: StoredMove): Promise<void> {
  if (move.code !== 'placeholder' || move.size === 0) return
  const stats = await lstatOf(move.to)
  if (stats?.isFile() && stats.size === 0n) await removeOurs(move.to)
}

async function removeOurs(path: RawPath): Promise<void> {
  await unlink(toBytes(path)).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
  })
}
