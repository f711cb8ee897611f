/** A run of moves in a screenful: folders and reasons, what was left, what failed, and what to do next. */
import {dirname, type RawPath, toText} from '../paths/bytes.ts'
import type {Failure, LeftCode, Notice} from '../plan/move.ts'
import {count, formatBytes} from '../units.ts'
import {printable} from './escape.ts'
import type {MovesReport, ReportedMove} from './moves.ts'
import type {Reporter} from './reporter.ts'
import {type Cell, type Column, table} from './table.ts'
import {countMove, type MoveTotals, noTotals} from './totals.ts'

/** Lines of a list before the rest is only counted. */
const SHOWN = 20
/** Groups held in memory before the rest is only counted. */
const GROUPS = 10_000

const VERBS: Readonly<Record<string, readonly [would: string, did: string]>> = {
  ingest: ['Would file', 'Filed'],
  refile: ['Would refile', 'Refiled'],
  archive: ['Would archive', 'Archived'],
  undo: ['Would take back', 'Took back'],
}
const LEFT_SENTENCES: Readonly<Record<LeftCode, string>> = {
  junk: 'not worth keeping',
  undated: 'no trustworthy date',
  unstable: 'still being written',
  held: 'content is held already',
  changed: 'changed since it was indexed',
  'last-copy': 'the last copy',
  offline: 'content is known from offline media only',
  package: 'part of a package or project',
  name: 'a name that the target can’t take',
  excluded: 'excluded',
}

interface Group {
  files: number
  /** Bytes. */
  bytes: number
  readonly cells: readonly string[]
}

/** Counts by key, in bounded memory: what comes after the last group is counted in `others`. */
class Groups {
  readonly #groups = new Map<string, Group>()
  readonly others: Group = {files: 0, bytes: 0, cells: []}

  add(bytes: number, ...cells: readonly string[]): Group {
    const group = this.#find(cells)
    group.files++
    group.bytes += bytes
    return group
  }

  #find(cells: readonly string[]): Group {
    const key = cells.join('\0')
    const known = this.#groups.get(key)
    if (known) return known
    if (this.#groups.size >= GROUPS) return this.others
    const group = {files: 0, bytes: 0, cells}
    this.#groups.set(key, group)
    return group
  }

  sorted(): Group[] {
    return [...this.#groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
  }
}

/** Prints the summary; under `-v` every file first. */
export async function summarizeMoves(reporter: Reporter, report: MovesReport): Promise<MoveTotals> {
  const totals = noTotals()
  await printMoves(reporter, report, totals)
  await printLeft(reporter, report, totals)
  await printNotices(reporter, report.notices ?? [])
  await printErrors(reporter, report.errors, totals)
  printNext(reporter, report, totals)
  return totals
}

async function printMoves(reporter: Reporter, report: MovesReport, totals: MoveTotals): Promise<void> {
  const groups = new Groups()
  for (const move of report.moves) {
    if (countMove(totals, move, report.run === null)) {
      groups.add(move.size, toText(folderOf(report.command, move)), move.reason)
    }
    if (reporter.verbose) await reporter.raw(`${moveLine(move)}\n`)
  }
  const verb =
    VERBS[report.command]?.[report.run === null ? 0 : 1] ?? (report.run === null ? 'Would move' : 'Moved')
  const what =
    totals.moved === 0 ? 'nothing' : `${count(totals.moved, 'file')}, ${formatBytes(totals.movedBytes)}`
  reporter.print(reporter.style('bold', `${verb} ${what}${totals.moved === 0 ? '.' : ':'}`))
  printGroups(
    reporter,
    groups,
    [{title: 'files'}, {title: 'size', right: true}, {title: 'folder'}, {title: 'reason'}],
    (group) => [group.files, formatBytes(group.bytes), ...group.cells],
  )
}

/** `sort` empties folders, everything else fills them: that folder is what the user knows. */
function folderOf(command: string, move: ReportedMove): RawPath {
  return dirname(command === 'sort' ? move.from : move.to)
}

function moveLine({state, from, to, reason}: ReportedMove): string {
  return `${state}  ${printable(toText(from))} -> ${printable(toText(to))}  (${printable(reason)})`
}

/** An undo's reasons are few, and name the later run that is to be undone first; a name's say what to change. */
async function printLeft(
  reporter: Reporter,
  {command, left}: MovesReport,
  totals: MoveTotals,
): Promise<void> {
  const groups = new Groups()
  for (const {path, code, reason} of left) {
    totals.left++
    const isTold = command === 'undo' || code === 'name'
    groups.add(0, code, isTold ? printable(reason) : LEFT_SENTENCES[code])
    if (reporter.verbose)
      await reporter.raw(`left  ${printable(toText(path))}  (${code}: ${printable(reason)})\n`)
  }
  if (totals.left === 0) return
  reporter.print()
  reporter.print(reporter.style('bold', `Left in place: ${count(totals.left, 'file')}`))
  printGroups(reporter, groups, [{title: ''}, {title: ''}, {title: ''}], (group) => [
    group.files,
    ...group.cells,
  ])
}

async function printNotices(reporter: Reporter, notices: Iterable<Notice>): Promise<void> {
  const groups = new Groups()
  let files = 0
  for (const {path, code, reason} of notices) {
    files++
    groups.add(0, code, printable(reason))
    if (reporter.verbose)
      await reporter.raw(`notice  ${printable(toText(path))}  (${code}: ${printable(reason)})\n`)
  }
  if (files === 0) return
  reporter.print()
  reporter.print(reporter.style('bold', `Worth a look: ${count(files, 'file')}`))
  printGroups(reporter, groups, [{title: ''}, {title: ''}, {title: ''}], (group) => [
    group.files,
    ...group.cells,
  ])
}

async function printErrors(reporter: Reporter, errors: Iterable<Failure>, totals: MoveTotals): Promise<void> {
  for (const {path, code, message} of errors) {
    totals.errors++
    if (reporter.verbose || totals.errors <= SHOWN) reporter.failure({path, message: `${message} (${code})`})
  }
  const hidden = reporter.verbose ? 0 : totals.errors - SHOWN
  if (hidden > 0) reporter.error(`${count(hidden, 'more file')} failed; -v lists every one.`)
}

function printGroups(
  reporter: Reporter,
  groups: Groups,
  columns: readonly Column[],
  row: (group: Group) => readonly Cell[],
): void {
  const all = groups.sorted()
  const shown = all.length > SHOWN + 1 ? all.slice(0, SHOWN) : all
  const dim = (text: string) => reporter.style('dim', text)
  if (shown.length > 0) {
    for (const line of table(columns, shown.map(row), dim)) reporter.print(`  ${line}`)
  }
  const hidden = all.slice(shown.length).reduce((sum, group) => sum + group.files, groups.others.files)
  if (hidden > 0) reporter.print(`  and ${count(hidden, 'file')} more; -v lists every one`)
}

function printNext(reporter: Reporter, {command, run, dryRun, next}: MovesReport, totals: MoveTotals): void {
  const undoable = run !== null && totals.moved > 0 && command !== 'undo'
  const step = dryRun && totals.moved > 0 ? 'the same without --dry-run' : next
  if (!undoable && step === undefined) return
  reporter.print()
  if (undoable) reporter.print(`Run ${run}. To take it back: mediastruct undo ${run}`)
  if (step !== undefined) reporter.print(`Next: ${step}`)
}
