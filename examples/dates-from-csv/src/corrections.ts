/** The CSV file: a header with the columns `file` and `date`, and a line for each correction. */
import {CsvError, type Info, parse} from 'csv-parse/sync'
import type {CaptureDate} from 'mediastruct'
import {captureDate} from './date.ts'

/** Dates by the path, or the end of a path, of the files they are for. */
export type Corrections = ReadonlyMap<string, CaptureDate>

interface Row {
  readonly record: readonly string[]
  readonly info: Info
}

const COLUMNS = ['file', 'date']
/** As many as a screen shows. */
const MAX_PROBLEMS = 10

/**
 * @param name for what is said of mistakes
 * @throws Error that names the line and the column of each mistake
 */
export function readCorrections(name: string, csv: Uint8Array, delimiter: string): Corrections {
  const [header, ...rows] = rowsOf(name, csv, delimiter)
  const columns = header?.record ?? []
  const [fileAt = -1, dateAt = -1] = COLUMNS.map((column) => columns.indexOf(column))
  if (fileAt === -1 || dateAt === -1) {
    const got = columns.join(', ') || 'nothing'
    throw new Error(`${name}: line 1: expected the columns ${COLUMNS.join(', ')}, got ${got}`)
  }
  const dates = new Map<string, CaptureDate>()
  const problems: string[] = []
  for (const {record, info} of rows) {
    const {[fileAt]: file = '', [dateAt]: text = ''} = record
    const problem = (column: string, what: string) =>
      problems.push(`line ${info.lines}, column "${column}": ${what}`)
    const date = captureDate(text)
    if (file === '') problem('file', 'expected a path or a name, got nothing')
    else if (dates.has(file)) problem('file', `${JSON.stringify(file)} has a date already`)
    if (date) dates.set(file, date)
    else problem('date', `expected 2019-05-04 or 2019-05-04T10:20:30, got ${JSON.stringify(text)}`)
  }
  if (problems.length > 0) throw new Error(`${name}: ${told(problems)}`)
  return dates
}

function rowsOf(name: string, csv: Uint8Array, delimiter: string): Row[] {
  try {
    const options = {bom: true, delimiter, info: true, skip_empty_lines: true, trim: true}
    const rows: unknown = parse(Buffer.from(csv), options)
    return rows as Row[]
  } catch (error) {
    // The library says what is wrong with a line, and which: too few columns, a quote within a word.
    if (error instanceof CsvError) throw new Error(`${name}: ${error.message}`)
    throw error
  }
}

function told(problems: readonly string[]): string {
  const more = problems.length - MAX_PROBLEMS
  return problems.slice(0, MAX_PROBLEMS).join('; ') + (more > 0 ? `; and ${more} more` : '')
}
