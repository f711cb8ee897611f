/** Writes down that moves are done: the run, the index and the journal then say what the disk says. */
import type {StoredMove} from '../catalog/runs.ts'
import {type FileFailure, fileFailure} from '../errors.ts'
import type {RawPath} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import {type Books, isRemoval, type Job, keepsSource, type Refusal, TARGET_TAKEN} from './job.ts'

type Stats = Awaited<ReturnType<typeof lstatOf>>

/** Commits finished jobs. The index knows the new place afterwards, so that the next crawl reads nothing for it. */
export async function commitDone(books: Books, command: string, jobs: readonly Job[]): Promise<void> {
  const arrived: [Job, Stats][] = []
  for (const job of jobs) arrived.push([job, await lstatOf(job.to)])
  books.catalog.transaction(() => {
    for (const [job, stats] of arrived) {
      books.runs.setState(books.run, job.move.seq, 'done')
      if (books.undoes !== undefined) books.runs.markUndone(books.undoes, job.move.from)
      updateIndex(books, command, job, stats)
    }
  })
  await books.journal.note('done', jobs)
}

function updateIndex(books: Books, command: string, {move, to}: Job, stats: Stats): void {
  const {catalog} = books
  const known = catalog.get(move.from)
  if (!keepsSource(books, move)) catalog.remove(move.from)
  if (isRemoval(books, move) || !stats) return
  const isCurrent = known?.hash !== undefined && known.size === move.size && known.mtimeNs === move.mtimeNs
  catalog.put({
    path: to,
    size: Number(stats.size),
    mtimeNs: stats.mtimeNs,
    ctimeNs: stats.ctimeNs,
    inode: stats.ino,
    hash: isCurrent ? known.hash : move.hash,
    algorithm: isCurrent ? known.algorithm : move.algorithm,
    original: originalOf(command, move.from, to, known?.original),
    offline: false,
  })
}

/** The path that the file had in the drop, or before it was filed anew; forgotten once it is back there. */
function originalOf(
  command: string,
  from: RawPath,
  to: RawPath,
  known: RawPath | undefined,
): RawPath | undefined {
  const original = known ?? (command === 'ingest' || command === 'refile' ? from : undefined)
  return original === to ? undefined : original
}

/** Writes down that a move is not carried out, and why; one that is undecided stays an intent. */
export function commitRefusal(books: Pick<Books, 'runs' | 'run'>, move: StoredMove, refusal: Refusal): void {
  if (refusal.kind === 'undecided') return
  const state = refusal.kind === 'left' ? 'left' : 'failed'
  books.runs.setState(books.run, move.seq, state, {code: refusal.code, message: refusal.reason})
}

/** What to say of a file on which a step failed: a change under us is no failure. */
export function refusalOf(error: unknown): Refusal {
  const failure: FileFailure = fileFailure(error)
  if (failure.code === 'CHANGED') return {kind: 'left', code: 'changed', reason: failure.message}
  if (failure.code === TARGET_TAKEN) return {kind: 'left', code: 'name', reason: failure.message}
  return {kind: 'failed', code: failure.code, reason: failure.message}
}
