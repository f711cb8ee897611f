import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import picomatch from 'picomatch'
import {typedPath} from '../base-command.ts'
import type {PlanSink} from '../carry-out.ts'
import type {Catalog} from '../catalog/catalog.ts'
import {type RunRecord, Runs} from '../catalog/runs.ts'
import {Volumes} from '../catalog/volumes.ts'
import {MediaStructError} from '../errors.ts'
import {MovingCommand} from '../moving-command.ts'
import {isWithin, type RawPath, toText} from '../paths/bytes.ts'
import {runTable} from './history.ts'

/** Runs listed where none was named. */
const LISTED = 10

export default class Undo extends MovingCommand {
  static override description =
    'Reverses a run: puts every file back under its old name, unless it changed since.'
  static override examples = [
    '<%= config.bin %> undo --last',
    '<%= config.bin %> undo RUN --only "**/2019/**"',
  ]
  static override args = {run: Args.string({description: 'id of a run', ignoreStdin: true})}
  static override flags = {
    last: Flags.boolean({description: 'the newest run that can be undone', exclusive: ['journal']}),
    only: Flags.string({description: 'only files whose old or new path matches', helpValue: 'GLOB'}),
    journal: Flags.string({
      description: 'use the journal beside the target; needs no catalog',
      helpValue: 'FILE',
    }),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(Undo)
    const {last, only, journal} = flags
    if (args.run === undefined && !last && journal === undefined) return await this.#listAndRefuse()
    const catalog = await this.openBooks(flags)
    const runs = new Runs(catalog.db)
    const run =
      journal === undefined
        ? await this.#chosen(runs, args.run)
        : await this.#fromJournal(catalog, runs, journal)
    return await this.#undo(catalog, runs, run, only)
  }

  async #listAndRefuse(): Promise<never> {
    const runs = new Runs((await this.host.catalog('read')).db)
    if (!this.host.reporter.json)
      for (const line of runTable(runs.list(LISTED))) this.host.reporter.print(line)
    throw new MediaStructError('NO_RUN', 'It is not said which run to undo.', {
      hint: 'Name one of the list, or say --last.',
    })
  }

  async #chosen(runs: Runs, named: string | undefined): Promise<string> {
    const run = named ?? runs.lastUndoable()
    if (run !== undefined) return run
    throw new MediaStructError('NO_RUN', 'There is no run that could be undone.', {
      hint: 'See "mediastruct history".',
    })
  }

  async #fromJournal(catalog: Catalog, runs: Runs, file: string): Promise<string> {
    const {readJournal} = await import('../mover/journal.ts')
    const {importJournal} = await import('../mover/undo.ts')
    const run = importJournal(runs, await readJournal(await typedPath(file)))
    if (this.planOnly) return run
    const {recover} = await import('../mover/recover.ts')
    await recover({catalog, runs, hashes: await this.host.hashPool(), acceptedTrees: this.host.acceptedTrees})
    return run
  }

  async #undo(catalog: Catalog, runs: Runs, run: string, only: string | undefined): Promise<unknown> {
    const {planUndo, removeMadeDirectories, undoHeader} = await import('../mover/undo.ts')
    const record = runs.get(run)
    // What was a master for the run is one for its undo, whatever the config says today.
    const masters = [...new Set([...this.masters(), ...(record?.header.masters ?? [])])]
    const header = undoHeader(runs, run, masters)
    const finish = record && (await this.finisherOf(record.header))
    const matches = only === undefined ? undefined : picomatch(only, {dot: true})
    const isArchive = record?.header.command === 'archive'
    const allowOutOf = record && isArchive ? openedVolumes(catalog, record) : []
    return await this.carryOut({
      command: 'undo',
      header,
      allowOutOf,
      plan: async (sink: PlanSink) => {
        const filter = matches && ((path: RawPath) => matches(toText(path)))
        for await (const step of planUndo({catalog, runs, run, only: filter})) {
          if ('left' in step) sink.left(step.left)
          else if (isArchive && !allowOutOf.some((volume) => isWithin(step.move.from, volume))) {
            sink.left({path: step.move.from, code: 'changed', reason: CLOSED_VOLUME})
          } else sink.move(step.move)
        }
      },
      afterwards: async ({real, failure}) => {
        if (real) await finish?.(failure)
        if (real) await removeMadeDirectories(runs, run)
        return undefined
      },
      next: 'mediastruct history',
    })
  }
}

/** Why the archive, a master, lets go of nothing here. */
const CLOSED_VOLUME = 'a later run added to its volume, or it was imaged: undo the later run first'

/** Volumes that an archive run filled, and of which nothing else can have come to depend on. */
function openedVolumes(catalog: Catalog, record: RunRecord): RawPath[] {
  return new Volumes(catalog.db)
    .of(record.header.target)
    .filter(({state, filledBy}) => state === 'unburned' && filledBy.at(-1) === record.id)
    .map(({path}) => path)
}
