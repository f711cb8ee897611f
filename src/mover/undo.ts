/** Plans the way back of a run. Carrying it out is a run itself: journalled, checked, and undone or repeated as any other. */
import type {Catalog} from '../catalog/catalog.ts'
import type {RunHeader, Runs, StoredMove} from '../catalog/runs.ts'
import {MediaStructError} from '../errors.ts'
import {type RawPath, toText} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import type {Left, Move} from '../plan/move.ts'
import type {JournalFile} from './journal.ts'
import {removeEmpty} from './prune.ts'
import {Steps} from './undo-steps.ts'

export interface UndoOptions {
  readonly catalog: Catalog
  readonly runs: Runs
  /** The run to reverse. */
  readonly run: string
  /** Takes back only files whose old or new path this accepts. */
  readonly only?: ((path: RawPath) => boolean) | undefined
}

/** One step of the way back, or why it is not gone. */
export type UndoStep = {readonly move: Move} | {readonly left: Left}

/** Copies keep times to the µs; across devices no finer difference proves a change. */
const TOLERANCE_NS = 1000n

/** The header of the run that reverses `run`. @throws MediaStructError UNKNOWN_RUN */
export function undoHeader(runs: Runs, run: string, masters: readonly RawPath[]): RunHeader {
  const record = runs.get(run)
  if (!record) throw unknownRun(run)
  return {command: 'undo', target: record.header.target, masters, algorithm: 'blake3', undoes: run}
}

/** The way back, last move first, for `runs.add` or to be shown. @throws MediaStructError UNKNOWN_RUN */
export async function* planUndo(options: UndoOptions): AsyncGenerator<UndoStep, void, undefined> {
  const {runs, run, only = () => true} = options
  const record = runs.get(run)
  if (!record) throw unknownRun(run)
  const takenOn = runs.takenOnBy(run)
  const steps = new Steps(runs, run)
  for (const move of runs.moves(run, {state: 'done', reverse: true})) {
    const followed = steps.laterOf(move)
    if (followed === undefined && !steps.pathsOf(move).some(only)) continue
    const mtimeNs = followed === undefined ? undefined : steps.timeAfter(followed)
    // Not there yet: it comes back from where the next step brought it.
    if (followed !== undefined && mtimeNs === undefined) continue
    const later = takenOn.get(move.seq)
    const reason =
      followed === undefined ? await whyNot(options.catalog, record.header, move, later) : undefined
    if (reason !== undefined) yield {left: {path: move.to, code: 'changed', reason}}
    else {
      const back = wayBack(move, mtimeNs ?? (await lstatOf(move.to))?.mtimeNs)
      steps.goBack(move, back.mtimeNs)
      yield {move: back}
    }
  }
}

/** Why a file can't be taken back: what the disk says of it now. */
async function whyNot(
  catalog: Catalog,
  header: RunHeader,
  move: StoredMove,
  later: string | undefined,
): Promise<string | undefined> {
  if (later !== undefined) return `run ${later} moved it on; undo that one first`
  if (header.command === 'undo' && move.copy) {
    return `a copy that was taken away is made again from ${toText(move.to)} by the command that made it`
  }
  const stats = await lstatOf(move.to)
  if (!stats) return 'it is no longer there'
  if (!stats.isFile()) return 'it is not a regular file any more'
  if (stats.size !== BigInt(move.size)) return 'its size changed since'
  const drift = stats.mtimeNs - move.mtimeNs
  const asMoved = drift <= TOLERANCE_NS && drift >= -TOLERANCE_NS
  if (!asMoved && catalog.get(move.to)?.mtimeNs !== stats.mtimeNs) return 'its time changed since'
  if (move.copy && !(await lstatOf(move.from))) {
    return `its original ${toText(move.from)} is gone: this may be the only one`
  }
  return undefined
}

/** @param mtimeNs of the file as it is now */
function wayBack(move: StoredMove, mtimeNs: bigint = move.mtimeNs): Move {
  return {
    from: move.to,
    to: move.from,
    size: move.size,
    mtimeNs,
    hash: move.blake3 ?? move.hash,
    algorithm: move.blake3 === undefined ? move.algorithm : 'blake3',
    reason: `undo of run ${move.run}`,
    keeper: move.copy ? move.from : undefined,
    asset: move.asset,
    copy: move.copy,
  }
}

/** After an undo: removes the directories that the run made and that are empty now. */
export async function removeMadeDirectories(runs: Runs, run: string): Promise<RawPath[]> {
  const made = new Set<RawPath>()
  for (const move of runs.moves(run)) for (const directory of move.made) made.add(directory)
  return await removeEmpty(made)
}

/**
 * Brings a journal's run into a catalog that does not know it, so that it can be undone without the one that was lost.
 * Moves whose end was not journalled become intents: `recover` looks at the disk.
 * @returns the run's id
 */
export function importJournal(runs: Runs, journal: JournalFile): string {
  if (runs.get(journal.run)) return journal.run
  runs.transaction(() => {
    runs.adopt(journal.run, journal.header)
    for (const move of journal.moves) {
      if (move.step === 'failed' || move.step === 'stayed') continue
      const seq = runs.add(journal.run, move)
      runs.intend(journal.run, seq, {to: move.to, blake3: move.blake3, made: move.made})
      if (move.step === 'done') runs.setState(journal.run, seq, 'done')
      if (move.step === 'placeholder') runs.setState(journal.run, seq, 'intent', {code: 'placeholder'})
    }
  })
  return journal.run
}

function unknownRun(run: string): MediaStructError {
  return new MediaStructError('UNKNOWN_RUN', `There is no run ${run}.`, {
    hint: '"mediastruct history" lists the runs.',
  })
}
