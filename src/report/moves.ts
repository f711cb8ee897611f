/** What ingest, sort, archive, apply and undo print: one JSON document, or a summary by folder and reason. */
import {EXIT} from '../errors.ts'
import {pathFields, type RawPath} from '../paths/bytes.ts'
import type {Failure, Left, MoveState, Notice} from '../plan/move.ts'
import type {Reporter} from './reporter.ts'
import {summarizeMoves} from './summary.ts'
import {countMove, type MoveTotals, noTotals} from './totals.ts'

/** A move and how it ended. */
export interface ReportedMove {
  readonly from: RawPath
  /** Where the file is now, or would be. */
  readonly to: RawPath
  /** Bytes. */
  readonly size: number
  readonly hash: string
  readonly reason: string
  readonly keeper?: RawPath | undefined
  readonly state: MoveState
  /** What the planner adds to this move: `date`, `dateSource`, `volume`. */
  readonly details?: Readonly<Record<string, string>> | undefined
}

export interface MovesReport {
  readonly command: string
  /** `null` on a dry run and where only a plan was written. */
  readonly run: string | null
  readonly dryRun: boolean
  readonly moves: Iterable<ReportedMove>
  readonly left: Iterable<Left>
  readonly errors: Iterable<Failure>
  /** Where it is absent, the document has no such list. */
  readonly notices?: Iterable<Notice> | undefined
  /** More keys of the JSON document: `volumes`, `lowerBound`. */
  readonly extra?: object | undefined
  /** The next sensible command, shown to a person. */
  readonly next?: string | undefined
}

/** Prints the report; each of its lists is gone through once, in the order moves, left, errors, notices. */
export async function reportMoves(reporter: Reporter, report: MovesReport): Promise<{exitCode: 0 | 1}> {
  const totals = reporter.json
    ? await writeDocument(reporter, report)
    : await summarizeMoves(reporter, report)
  return {exitCode: totals.errors > 0 || totals.failed > 0 ? EXIT.findings : EXIT.done}
}

async function writeDocument(reporter: Reporter, report: MovesReport): Promise<MoveTotals> {
  const {command, run, dryRun, extra, notices} = report
  const totals = noTotals()
  await reporter.stream(
    {schema: `mediastruct/${command}@1`, run, dryRun},
    {
      moves: entries(report.moves, (move) => {
        countMove(totals, move, run === null)
        return moveFields(move)
      }),
      left: entries(report.left, ({path, ...rest}) => {
        totals.left++
        return {...pathFields('path', path), ...rest}
      }),
      errors: entries(report.errors, ({path, ...rest}) => {
        totals.errors++
        return {...pathFields('path', path), ...rest}
      }),
      ...(notices && {
        notices: entries(notices, ({path, ...rest}) => ({...pathFields('path', path), ...rest})),
      }),
    },
    () => ({...extra, totals: contractTotals(totals)}),
  )
  return totals
}

function moveFields({from, to, size, hash, reason, keeper, state, details}: ReportedMove): object {
  return {
    ...pathFields('from', from),
    ...pathFields('to', to),
    size,
    hash,
    reason,
    ...(keeper === undefined ? {} : pathFields('keeper', keeper)),
    state,
    ...details,
  }
}

function contractTotals({moved, movedBytes, left, errors}: MoveTotals): object {
  return {moved, movedBytes, left, errors}
}

function* entries<T>(items: Iterable<T>, fields: (item: T) => object): Iterable<object> {
  for (const item of items) yield fields(item)
}
