/** The demo's steps and what is told about each: plain sentences from the steps' own JSON. */
import {relative} from 'node:path'
import {count, formatBytes} from 'mediastruct'
import {listAt, numberAt, textAt} from './facts.ts'
import type {DemoSet} from './set.ts'

export interface Chapter {
  /** What the user would type, without `mediastruct` and `--config`. */
  readonly args: readonly string[]
  /** One line before: what this step is for. */
  readonly why: string
  /** One sentence for `summary`. */
  summary(document: unknown): string
  /** A few lines of detail. */
  details(document: unknown): string[]
}

/** Everything up to this day goes onto a disc. */
const ARCHIVE_BEFORE = '2025-01-01'
/** Lines of one list. */
const SHOWN = 4

export function opening(set: DemoSet): string[] {
  const {directory, dropped, backedUp} = set
  return [
    `A small media set lies in ${directory}:`,
    `  drop/        ${count(dropped, 'file')} as they come off a card, with a copy, a scan without a date and junk`,
    `  old-backup/  ${count(backedUp, 'file')}: mostly the same pictures under other names`,
    '  library/, archive/  empty so far',
  ]
}

export function chapters(set: DemoSet): Chapter[] {
  const short = (path: string) => relative(set.directory, path) || '.'
  const moves = (document: unknown) => sample(listAt(document, 'moves'), (move) => moveLine(move, short))
  const left = (document: unknown) => sample(listAt(document, 'left'), (file) => leftLine(file, short))
  return [
    {
      args: ['ingest'],
      why: 'File what is in the drop under its date and a new name.',
      summary: (document) =>
        `${moved(document, 'filed')}; ${count(numberAt(document, 'totals', 'left'), 'file')} left`,
      details: (document) => [...moves(document), ...left(document)],
    },
    {
      args: ['crawl'],
      why: 'Bring the index (path, hash, size) of every tree up to date.',
      summary: (document) =>
        `${count(numberAt(document, 'files'), 'file')}, ${formatBytes(numberAt(document, 'bytes'))} indexed`,
      details: () => [],
    },
    {
      args: ['dupes'],
      why: 'Find what is there twice; this asks the index and reads no file.',
      summary: (document) =>
        `${count(numberAt(document, 'totals', 'groups'), 'group')}, ` +
        `${count(numberAt(document, 'totals', 'redundantFiles'), 'redundant file')}, ` +
        formatBytes(numberAt(document, 'totals', 'redundantBytes')),
      details: (document) => sample(listAt(document, 'groups'), (group) => groupLine(group, short)),
    },
    {
      args: ['sort', set.backup, '--master', set.library, '--to', set.duplicates],
      why: 'Move out of the backup what the library holds; nothing is deleted.',
      summary: (document) => `${moved(document, 'moved')} to duplicates/`,
      details: moves,
    },
    {
      args: ['archive', '--before', ARCHIVE_BEFORE],
      why: `Pack the days before ${ARCHIVE_BEFORE} into volumes that fit a 25 GB disc.`,
      summary: (document) =>
        `${moved(document, 'moved')} to ${count(listAt(document, 'volumes').length, 'volume')}`,
      details: (document) => sample(listAt(document, 'volumes'), (volume) => volumeLine(volume, short)),
    },
  ]
}

/** Where to look, and how to take everything back, newest run first. */
export function closing(set: DemoSet, runs: readonly string[]): string[] {
  const config = quoted(set.config)
  return [
    `Look around: ${set.directory}`,
    `  mediastruct status --config ${config}`,
    ...(runs.length > 0 ? ['Take it all back, newest first:'] : []),
    ...runs.toReversed().map((run) => `  mediastruct undo ${run} --config ${config}`),
  ]
}

/** As typed in a shell, with paths below the demo shown short. */
export function commandLine({args}: Chapter, set: DemoSet): string {
  const words = args.map((word) =>
    word.startsWith(`${set.directory}/`) ? relative(set.directory, word) : word,
  )
  return ['mediastruct', ...words].map(quoted).join(' ')
}

function moved(document: unknown, verb: string): string {
  const files = count(numberAt(document, 'totals', 'moved'), 'file')
  return `${files}, ${formatBytes(numberAt(document, 'totals', 'movedBytes'))} ${verb}`
}

function moveLine(move: unknown, short: (path: string) => string): string {
  return `${short(textAt(move, 'from'))} -> ${short(textAt(move, 'to'))}`
}

function leftLine(file: unknown, short: (path: string) => string): string {
  return `${short(textAt(file, 'path'))}: left (${textAt(file, 'code')})`
}

function groupLine(group: unknown, short: (path: string) => string): string {
  return listAt(group, 'files')
    .map((file) => short(textAt(file, 'path')))
    .join(' = ')
}

function volumeLine(volume: unknown, short: (path: string) => string): string {
  const folders = listAt(volume, 'folders').filter((folder) => typeof folder === 'string')
  return `${textAt(volume, 'id')} in ${short(textAt(volume, 'path'))}: ${folders.join(', ')}`
}

function sample(items: readonly unknown[], line: (item: unknown) => string): string[] {
  const shown = items.slice(0, SHOWN).map(line)
  return items.length > SHOWN ? [...shown, `and ${items.length - SHOWN} more`] : shown
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
