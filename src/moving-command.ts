/** What ingest, sort, archive, apply and undo share: plan into the catalog, then show it, save it, or carry it out. */
import {setImmediate} from 'node:timers/promises'
import type {Interfaces} from '@oclif/core'
import * as Flags from '@oclif/core/flags'
import {BaseCommand} from './base-command.ts'
import type {CarryOut, PlanSink} from './carry-out.ts'
import type {Catalog} from './catalog/catalog.ts'
import {type RunHeader, Runs, type StoredMove} from './catalog/runs.ts'
import {Volumes} from './catalog/volumes.ts'
import {EXIT, fileFailure, MediaStructError} from './errors.ts'
import type {MovedEvent, RunEvent} from './hooks.ts'
import type {DoneMove, Executed} from './mover/executor.ts'
import {dirname, type RawPath, toText} from './paths/bytes.ts'
import type {Failure, Left, Notice} from './plan/move.ts'
import type {Finish} from './plugin/finisher.ts'
import type {Registry} from './plugin/registry.ts'
import {tell} from './plugin/tell.ts'
import {type ReportedMove, reportMoves} from './report/moves.ts'
import type {Progress} from './report/reporter.ts'
import {count} from './units.ts'

/** What is listed of a run besides its moves. */
interface Found {
  readonly left: Left[]
  readonly errors: Failure[]
  readonly notices: Notice[]
}

const SHOWN_STATES = {
  planned: 'planned',
  intent: 'failed',
  done: 'done',
  failed: 'failed',
  undone: 'undone',
} as const

/** For commands that take files out of trees. */
export const pruneFlags = {
  'prune-empty': Flags.boolean({description: 'remove directories that this run emptied'}),
}

export abstract class MovingCommand extends BaseCommand {
  static override baseFlags: Interfaces.FlagInput = {
    ...BaseCommand.baseFlags,
    'dry-run': Flags.boolean({char: 'n', description: 'show the plan; touch nothing, write nothing'}),
    plan: Flags.string({description: 'write the plan to this file and move nothing', helpValue: 'FILE'}),
  }

  /** A command that works from what was crawled says `true`: without a catalog it is refused, and none is made. */
  static needsCatalog = false

  #dryRun = false
  #planFile: string | undefined
  #pruneEmpty = false

  /** Whether this run only shows or saves its plan. */
  protected get planOnly(): boolean {
    return this.#dryRun || this.#planFile !== undefined
  }

  /** The catalog to plan in: a scratch copy where nothing may be written; else the real one, after recovery. */
  protected async openBooks(flags: Record<string, unknown>): Promise<Catalog> {
    this.#dryRun = flags['dry-run'] === true
    this.#planFile = flags.plan as string | undefined
    this.#pruneEmpty = flags['prune-empty'] === true
    if ((this.ctor as typeof MovingCommand).needsCatalog) await this.host.assertCatalog()
    const catalog = await this.host.catalog(this.planOnly ? 'scratch' : 'write')
    if (!this.planOnly) await this.#recover(catalog)
    return catalog
  }

  async #recover(catalog: Catalog): Promise<void> {
    const runs = new Runs(catalog.db)
    if (runs.unfinished().length === 0) return
    const {recover} = await import('./mover/recover.ts')
    const {acceptedTrees, reporter} = this.host
    const recovered = await recover({catalog, runs, hashes: await this.host.hashPool(), acceptedTrees})
    reporter.note('An interrupted run was brought to a consistent state first.')
    for (const {run, givenUp} of recovered) {
      if (givenUp > 0)
        reporter.warn(
          `${count(givenUp, 'file')} of run ${run} were given up: see "mediastruct history ${run}".`,
        )
    }
  }

  protected async carryOut(options: CarryOut): Promise<undefined> {
    const {header} = options
    const catalog = await this.host.catalog('write')
    const registry = await this.host.plugins()
    const found: Found = {left: [], errors: [], notices: []}
    const run = await this.#planRun(options, catalog, registry, found)
    const runs = new Runs(catalog.db)
    if (this.#planFile !== undefined) await this.#savePlan(this.#planFile, header, runs.moves(run))
    if (this.planOnly) return await this.#report(options, run, found)
    const executed = await this.#execute(options, registry, run, (failure) => void found.errors.push(failure))
    try {
      if (this.#pruneEmpty) await this.#prune(options, runs.moves(run, {state: 'done'}))
      found.left.push(...executed.left)
      found.errors.push(...executed.errors)
      return await this.#report(options, run, found)
    } catch (error) {
      throw this.#afterMoving(error)
    }
  }

  /** @returns the run that is to carry it out. @throws what the planner throws: nothing was moved then */
  async #planRun(
    {header, plan}: CarryOut,
    catalog: Catalog,
    registry: Registry,
    {left, errors, notices}: Found,
  ): Promise<string> {
    const runs = new Runs(catalog.db)
    const run = runs.begin(header, pluginVersions(registry))
    const sink: PlanSink = {
      move: (move) => runs.add(run, move),
      left: (entry) => void left.push(entry),
      failure: (failure) => void errors.push(failure),
      notice: (notice) => void notices.push(notice),
    }
    try {
      await planInOneTransaction(catalog, async () => {
        await plan(sink)
        if (header.command === 'archive') new Volumes(catalog.db).enlist(header.target, run)
      })
    } catch (error) {
      // A plan that could not be made moved nothing: it is over, not interrupted.
      runs.end(run)
      throw error
    }
    return run
  }

  async #report(
    {command, header, afterwards, next, hasNotices = false}: CarryOut,
    run: string,
    found: Found,
  ): Promise<undefined> {
    const runs = new Runs((await this.host.catalog('write')).db)
    const failure = (entry: Failure) => void found.errors.push(entry)
    const moves = () => runs.moves(run)
    const extra = await afterwards?.({run, moves, real: !this.planOnly, failure})
    // A turn of the event loop: only then does Node tell of a rejection that nobody took.
    await setImmediate()
    for (const message of this.host.strays.splice(0)) {
      failure({path: header.target, code: 'PLUGIN_FAILED', message})
    }
    const {exitCode} = await reportMoves(this.host.reporter, {
      command,
      run: this.planOnly ? null : run,
      dryRun: this.#dryRun,
      moves: reported(moves()),
      left: found.left,
      errors: found.errors,
      notices: hasNotices ? found.notices : undefined,
      extra,
      next,
    })
    this.setExitCode(exitCode)
    return undefined
  }

  /** Files were moved: whatever refuses to go on now, that nothing was touched is not true any more. */
  #afterMoving(error: unknown): unknown {
    const known = this.host.catalogFailure(error) ?? error
    if (!(known instanceof MediaStructError)) return known
    const {code, message, hint, cause} = known
    const told = 'The files were moved, and "mediastruct history" tells of it.'
    return new MediaStructError(code, message, {
      hint: `${hint ?? ''} ${told}`.trim(),
      exitCode: EXIT.findings,
      cause,
    })
  }

  /** Who writes what belongs to a run, where another command carries it out or takes it back. @throws MediaStructError DISABLED */
  protected async finisherOf(header: RunHeader): Promise<Finish> {
    const {finisherOf} = await import('./plugin/finisher.ts')
    return await finisherOf(this.config, this.host, header)
  }

  async #savePlan(file: string, header: RunHeader, moves: Iterable<StoredMove>): Promise<void> {
    const {writePlanFile} = await import('./plan/plan-file.ts')
    await writePlanFile(await this.outputPath(file), header, moves)
    this.host.reporter.note(`The plan is in ${file}. Carry it out with: mediastruct apply ${file}`)
  }

  async #execute(
    options: CarryOut,
    registry: Registry,
    run: string,
    failure: (failure: Failure) => void,
  ): Promise<Executed> {
    const {header, command} = options
    const {hooks} = registry
    const event = {run, command: header.command}
    const tellOf = async (hook: typeof hooks.onRunStart) => {
      for (const error of await tell(hook, event)) failure({path: header.target, ...fileFailure(error)})
    }
    const onMoved = async (move: DoneMove) => {
      for (const error of await tell(hooks.onMoved, movedEvent(event, move))) {
        failure({path: move.to, ...fileFailure(error)})
      }
    }
    const progress = this.host.reporter.progress(command)
    await tellOf(hooks.onRunStart)
    try {
      return await this.#move(options, run, hooks.onMoved.isUsed() ? onMoved : undefined, progress)
    } finally {
      progress.end()
      await tellOf(hooks.onRunEnd)
    }
  }

  async #move(
    {header, allowOutOf}: CarryOut,
    run: string,
    onMoved: ((move: DoneMove) => Promise<void>) | undefined,
    progress: Progress,
  ): Promise<Executed> {
    const {execute} = await import('./mover/executor.ts')
    const catalog = await this.host.catalog('write')
    let shown = {files: 0, bytes: 0}
    return await execute({
      catalog,
      runs: new Runs(catalog.db),
      run,
      header,
      hashes: await this.host.hashPool(),
      allowOutOf,
      signal: this.host.signal,
      onMoved,
      onProgress: (files, bytes) => {
        progress.add(files - shown.files, bytes - shown.bytes)
        shown = {files, bytes}
      },
    })
  }

  async #prune({header, sources = []}: CarryOut, done: Iterable<StoredMove>): Promise<void> {
    const [{pruneEmptied}, {MasterGuard}] = await Promise.all([
      import('./mover/prune.ts'),
      import('./paths/guard.ts'),
    ])
    const directories = new Set<RawPath>()
    for (const {from} of done) directories.add(dirname(from))
    await pruneEmptied(directories, sources, await MasterGuard.create(header.masters))
  }

  /** Masters of config and flags: nothing leaves them, whatever a plan says. */
  protected masters(): RawPath[] {
    return this.host.trees.masters()
  }

  /** What a refresh could not read counts as a finding of this run. */
  protected noteRefresh(errors: readonly Failure[], sink: PlanSink): void {
    for (const failure of errors) sink.failure(failure)
    if (errors.length > 0) this.setExitCode(EXIT.findings)
  }
}

/** A planner is asynchronous (it asks plugins), so its transaction is opened and closed by hand. */
async function planInOneTransaction(catalog: Catalog, plan: () => void | Promise<void>): Promise<void> {
  catalog.db.exec('BEGIN IMMEDIATE')
  try {
    await plan()
    catalog.db.exec('COMMIT')
  } catch (error) {
    catalog.db.rollBack()
    catalog.forgetDirectoryIds()
    throw error
  }
}

function* reported(moves: Iterable<StoredMove>): Generator<ReportedMove> {
  for (const {state, ...move} of moves) {
    if (state !== 'left') yield {...move, state: SHOWN_STATES[state]}
  }
}

function movedEvent(event: RunEvent, {from, to, size}: DoneMove): MovedEvent {
  return {...event, from: toText(from), to: toText(to), size}
}

function pluginVersions({taps}: Registry): Record<string, string> {
  return Object.fromEntries(taps.map(({plugin, version}) => [plugin, version ?? '']))
}
