/** Carries a planned run out, batch by batch: the one place where a plan becomes deeds. */
import type {Catalog} from '../catalog/catalog.ts'
import {catalogFailure} from '../catalog/failure.ts'
import type {RunHeader, Runs, StoredMove} from '../catalog/runs.ts'
import {EXIT, fileFailure, MediaStructError, systemFailure} from '../errors.ts'
import type {HashPool} from '../hash/pool.ts'
import {makeDirectories} from '../own/directories.ts'
import {type RawPath, toText} from '../paths/bytes.ts'
import {MasterGuard} from '../paths/guard.ts'
import type {Failure, Left} from '../plan/move.ts'
import {Batch, type BatchResult} from './batch.ts'
import {type Books, type Job, mannersOf} from './job.ts'
import {Journal, journalPath} from './journal.ts'
import {takeAwayUnused} from './prune.ts'
import {assertSpace} from './space.ts'
import type {Bounds} from './verify.ts'

/** A batch is small enough to be redone after a kill, and to be ended soon by Ctrl-C; large enough to share the flushes. */
const BATCH = {moves: 1000, bytes: 4 * 2 ** 30}

export interface ExecuteOptions {
  readonly catalog: Catalog
  readonly runs: Runs
  readonly run: string
  readonly header: RunHeader
  /** With the built-in BLAKE3, whatever the index uses. */
  readonly hashes: HashPool
  /** Directories within masters that this undo may take out of: unburned, never imaged volumes. */
  readonly allowOutOf?: readonly RawPath[] | undefined
  /** Ends the run after the file in hand, with everything consistent. */
  readonly signal?: AbortSignal | undefined
  /** After a move is durable and recorded. A throw lists the file under `errors`; the move stays done. */
  readonly onMoved?: ((move: DoneMove) => void | Promise<void>) | undefined
  /** Files and bytes dealt with so far. */
  readonly onProgress?: ((files: number, bytes: number) => void) | undefined
}

/** A move that was done; `to` is the name taken. */
export interface DoneMove extends StoredMove {
  readonly state: 'done'
  readonly blake3: string
}

export interface Executed {
  readonly left: readonly Left[]
  readonly errors: readonly Failure[]
  readonly moved: number
  readonly movedBytes: number
  readonly interrupted: boolean
}

/**
 * @throws MediaStructError NO_SPACE, IN_MASTER before anything is touched; errno errors where the journal or the catalog
 *   can't be written (the next moving command recovers)
 */
export async function execute(options: ExecuteOptions): Promise<Executed> {
  const execution = new Execution(options)
  return await execution.run()
}

class Execution {
  readonly #options: ExecuteOptions
  readonly #left: Left[] = []
  readonly #errors: Failure[] = []
  /** Whether the next run has to recover something of this one. */
  #undecided = false
  #moved = 0
  #movedBytes = 0
  #files = 0
  #bytes = 0

  constructor(options: ExecuteOptions) {
    this.#options = options
  }

  async run(): Promise<Executed> {
    const {runs, run, catalog, header} = this.#options
    const {bounds, journal} = await this.#open()
    try {
      await this.#carryOutAll(bounds, journal)
      if (!this.#undecided) runs.end(run)
      await takeAwayUnused(bounds.made)
    } catch (error) {
      throw stopped(catalogFailure(catalog.file, error) ?? error, journalPath(header.target, run))
    } finally {
      await journal.close()
    }
    return {
      left: this.#left,
      errors: this.#errors,
      moved: this.#moved,
      movedBytes: this.#movedBytes,
      interrupted: this.#options.signal?.aborted ?? false,
    }
  }

  /** A run that is refused here is over: nothing was touched, so nothing is to be recovered. */
  async #open(): Promise<{bounds: Bounds; journal: Journal}> {
    const {runs, run, header, allowOutOf = []} = this.#options
    try {
      const guard = await MasterGuard.create(header.masters)
      await assertTarget(guard, header)
      await assertSpace(runs, run, header.command === 'undo')
      const made: RawPath[] = []
      for (const root of [header.target, ...(header.alsoInto ?? [])])
        made.push(...(await makeDirectories(root)))
      guard.forget()
      const journal = await Journal.open(run, header)
      return {bounds: {header, guard, allowOutOf, made}, journal}
    } catch (error) {
      runs.end(run)
      throw systemFailure(error, EXIT.refused) ?? error
    }
  }

  async #carryOutAll(bounds: Bounds, journal: Journal): Promise<void> {
    const {runs, run, header, catalog, hashes, signal} = this.#options
    const books: Books = {catalog, runs, run, journal, hashes, ...mannersOf(header), undoes: header.undoes}
    for (let after = 0; !signal?.aborted; ) {
      const moves = runs.claim(run, BATCH, after)
      const last = moves.at(-1)
      if (!last) return
      after = last.seq
      bounds.guard.forget()
      await this.#account(moves, await new Batch(books, bounds, signal).carryOut(moves))
    }
  }

  async #account(moves: readonly StoredMove[], {done, refused}: BatchResult): Promise<void> {
    for (const {move, refusal} of refused) {
      const {code, reason} = refusal
      this.#undecided ||= refusal.kind === 'undecided'
      if (refusal.kind === 'left') this.#left.push({path: move.from, code: refusal.code, reason})
      else this.#errors.push({path: move.from, code, message: reason})
    }
    for (const job of done) await this.#announce(job)
    this.#files += moves.length
    this.#bytes += moves.reduce((sum, {size}) => sum + size, 0)
    this.#options.onProgress?.(this.#files, this.#bytes)
  }

  async #announce({move, to, made, source}: Job): Promise<void> {
    this.#moved++
    this.#movedBytes += move.size
    try {
      await this.#options.onMoved?.({...move, to, made, state: 'done', blake3: source.blake3})
    } catch (error) {
      this.#errors.push({path: to, ...fileFailure(error)})
    }
  }
}

/** Nothing is refused any more once files were moved: the next moving command, or the journal, brings the run to its end. */
function stopped(error: unknown, journal: RawPath): unknown {
  if (!(error instanceof MediaStructError)) return error
  const {code, message, hint = ''} = error
  const told = `What was moved so far is told by its journal: "mediastruct undo --journal ${toText(journal)}" takes it back.`
  return new MediaStructError(code, message, {
    hint: `${hint} ${told}`.trim(),
    exitCode: EXIT.findings,
    cause: error,
  })
}

/** @throws MediaStructError IN_MASTER where a run that is not the archiver's would write into a master */
async function assertTarget(guard: MasterGuard, {command, target}: RunHeader): Promise<void> {
  if (command === 'archive' || command === 'undo') return
  const master = await guard.protects(target)
  if (master === undefined) return
  throw new MediaStructError('IN_MASTER', `${toText(target)} lies in the master ${toText(master)}.`, {
    hint: 'Only "mediastruct archive" adds to a master. Choose another target.',
  })
}
