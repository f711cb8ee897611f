/** An explanation as a person reads it, and as a program does. */
import {pathFields, printable, table, toText} from 'mediastruct'
import {isoOf} from './dates.ts'
import type {ExplainedValue, Explanation} from './explain.ts'

export function explanationFields({path, primary, values, date, source, from}: Explanation): object {
  return {
    ...pathFields('path', path),
    ...(primary === undefined ? {primary: null} : pathFields('primary', primary)),
    candidates: values.map((value) => ({
      source: value.source,
      field: value.field,
      written: value.written,
      date: value.date ? isoOf(value.date) : null,
      verdict: value.verdict,
      reason: value.reason ?? null,
    })),
    date: date ? isoOf(date) : null,
    dateSource: source ?? null,
    ...(from === undefined ? {dateFrom: null} : pathFields('dateFrom', from)),
  }
}

/** @param shiftSeconds by which the date was moved */
export function explanationLines(explanation: Explanation, shiftSeconds = 0): string[] {
  const {path, primary, values} = explanation
  return [
    printable(toText(path)),
    ...(primary === undefined ? [] : [`  belongs to ${printable(toText(primary))}`]),
    ...(values.length === 0 ? ['  no source finds a date in it'] : valueLines(values)),
    `  ${conclusion(explanation, shiftSeconds)}`,
  ]
}

function valueLines(values: readonly ExplainedValue[]): string[] {
  const columns = ['source', 'where', 'written', 'date', ''].map((title) => ({title}))
  const rows = values.map(({source, field, written, date, verdict, reason}) => [
    source,
    field,
    written,
    date ? isoOf(date) : '–',
    verdict === 'taken' ? 'taken' : `${verdict === 'refused' ? 'refused' : 'not needed'}: ${reason}`,
  ])
  return table(columns, rows).map((line) => `  ${line}`)
}

function conclusion({date, source, from}: Explanation, shiftSeconds: number): string {
  if (!date) return 'It has no date, and is left as undated.'
  const whose = from === undefined ? '' : ` of ${printable(toText(from))}`
  const shifted = shiftSeconds === 0 || source === '--date' ? '' : `, by --shift`
  return `It gets ${isoOf(date)} (${source}${whose}${shifted}).`
}
