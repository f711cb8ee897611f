import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {BaseCommand} from '../base-command.ts'
import type {Database} from '../catalog/database.ts'
import {type RunRecord, Runs} from '../catalog/runs.ts'
import {VolumeEvents} from '../catalog/volume-events.ts'
import {volumeEventFields} from '../catalog/volume-history.ts'
import {MediaStructError} from '../errors.ts'
import {pathFields, toText} from '../paths/bytes.ts'
import {printable} from '../report/escape.ts'
import {eventTable} from '../report/events.ts'
import {table} from '../report/table.ts'
import {count, formatBytes} from '../units.ts'

/** Runs listed where no limit is said. */
const RUNS = 20

export default class History extends BaseCommand {
  static override description =
    'Lists runs, newest first, or everything that one run did, or that ever happened to volumes and copies.'
  static override examples = [
    '<%= config.bin %> history',
    '<%= config.bin %> history 01JD0Z3V5T9C8W2KX1B4N6M7QP',
    '<%= config.bin %> history --events',
  ]
  static override args = {run: Args.string({description: 'id of a run', ignoreStdin: true})}
  static override flags = {
    limit: Flags.integer({description: `how many; by default ${RUNS} runs, and all events`, min: 1}),
    events: Flags.boolean({description: 'what happened to volumes and copies, newest first'}),
  }

  async work(): Promise<unknown> {
    const {args, flags} = await this.parse(History)
    const {db} = await this.host.catalog('read')
    if (flags.events) return await this.#events(db, args.run, flags.limit)
    const runs = new Runs(db)
    return args.run === undefined
      ? this.#list(runs.list(flags.limit ?? RUNS))
      : await this.#show(runs, args.run)
  }

  async #events(db: Database, run: string | undefined, limit: number | undefined): Promise<unknown> {
    if (run !== undefined) {
      throw new MediaStructError('USAGE', 'Of one run, history lists the moves: it has no events.', {
        hint: 'Say either the run or --events.',
      })
    }
    const {reporter} = this.host
    const events = new VolumeEvents(db).all(limit)
    if (!reporter.json) {
      for (const line of eventTable(events)) reporter.print(line)
      return undefined
    }
    await reporter.stream({schema: 'mediastruct/history-events@1'}, {events: events.map(volumeEventFields)})
    return undefined
  }

  #list(records: readonly RunRecord[]): unknown {
    const {reporter} = this.host
    if (!reporter.json) for (const line of runTable(records)) reporter.print(line)
    return {schema: 'mediastruct/history@1', runs: records.map(runFields)}
  }

  async #show(runs: Runs, id: string): Promise<unknown> {
    const {reporter} = this.host
    const record = runs.get(id)
    if (!record) {
      throw new MediaStructError('UNKNOWN_RUN', `There is no run ${id}.`, {
        hint: 'See them with "mediastruct history".',
      })
    }
    if (reporter.json) {
      await reporter.stream(
        {schema: 'mediastruct/history@1', run: runFields(record)},
        {moves: moveFields(runs, id)},
      )
      return undefined
    }
    for (const line of runTable([record])) reporter.print(line)
    for (const {from, to, state, message} of runs.moves(id)) {
      const why = message === undefined ? '' : `  (${message})`
      reporter.print(`${state.padEnd(8)} ${printable(toText(from))} -> ${printable(toText(to))}${why}`)
    }
    return undefined
  }
}

function* moveFields(runs: Runs, id: string): Generator<object> {
  for (const {from, to, size, hash, reason, state, code, message} of runs.moves(id)) {
    yield {...pathFields('from', from), ...pathFields('to', to), size, hash, reason, state, code, message}
  }
}

/** The state of a run, as one word. */
function stateOf({endedMs, counts}: RunRecord): string {
  if (endedMs === undefined) return 'interrupted'
  return counts.done === 0 && counts.undone > 0 ? 'undone' : 'done'
}

function runFields(record: RunRecord) {
  const {id, header, startedMs, endedMs, counts, doneBytes, plugins} = record
  return {
    run: id,
    command: header.command,
    ...pathFields('target', header.target),
    state: stateOf(record),
    startedAt: new Date(startedMs).toISOString(),
    endedAt: endedMs === undefined ? null : new Date(endedMs).toISOString(),
    undoes: header.undoes ?? null,
    counts,
    bytes: doneBytes,
    plugins,
  }
}

/** Runs as a person reads them. */
export function runTable(records: readonly RunRecord[]): string[] {
  if (records.length === 0) return ['No run yet.']
  const columns = ['run', 'command', 'when', 'state', 'moved', 'target'].map((title) => ({title}))
  return table(
    columns,
    records.map((record) => [
      record.id,
      record.header.command,
      new Date(record.startedMs).toISOString().slice(0, 16).replace('T', ' '),
      stateOf(record),
      `${count(record.counts.done, 'file')}, ${formatBytes(record.doneBytes)}`,
      toText(record.header.target),
    ]),
  )
}
