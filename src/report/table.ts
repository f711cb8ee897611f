/** Columns for a person: aligned, never wrapped, numbers to the right. */
import {stripVTControlCharacters} from 'node:util'
import {grouped} from '../units.ts'
import {printable} from './escape.ts'

/** Text is escaped here; a number is grouped by thousands. */
export type Cell = string | number

export interface Column {
  readonly title: string
  /** Aligns text to the right, too (sizes). */
  readonly right?: boolean
}

const GAP = '  '
/** Combining marks take no column, East Asian wide characters and emoji two: near enough to align names. */
const ZERO = /\p{Mark}|\u200d/u
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u

/**
 * The lines of a table; `heading` styles the titles. Lines carry no trailing blanks.
 * All rows are held to find the widths: a table is for a summary, a listing is streamed.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  heading: (text: string) => string = (text) => text,
): string[] {
  const texts = rows.map((row) => row.map(cellText))
  const titles = columns.map((column) => column.title)
  const widths = columns.map((_, index) =>
    [titles, ...texts].reduce((width, row) => Math.max(width, textWidth(row[index] ?? '')), 0),
  )
  const right = columns.map((column, index) => column.right ?? allNumbers(rows, index))
  const line = (cells: readonly string[]) =>
    columns.map((_, index) => pad(cells[index] ?? '', widths[index] ?? 0, right[index] ?? false)).join(GAP)
  const body = texts.map((cells) => line(cells).trimEnd())
  return titles.some(Boolean) ? [heading(line(titles).trimEnd()), ...body] : body
}

/** Columns that a text takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of stripVTControlCharacters(text)) {
    width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  }
  return width
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string') return printable(cell)
  return Number.isInteger(cell) ? grouped(cell) : cell.toLocaleString('en-US')
}

function allNumbers(rows: readonly (readonly Cell[])[], index: number): boolean {
  return rows.length > 0 && rows.every((row) => typeof row[index] === 'number')
}

function pad(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)))
  return right ? blanks + text : text + blanks
}
