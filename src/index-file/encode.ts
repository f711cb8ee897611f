/** How a row is written in each format, and what stands before, between and after the rows. */
import type {stringify} from 'csv-stringify/sync'
import {fromText, isUtf8, pathFields, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import type {IndexFormat, IndexRow} from './row.ts'

export interface Encoder {
  before: string
  between: string
  after: string
  row(row: IndexRow): string
}

type Stringify = typeof stringify

/** @param anyRaw whether some name is not UTF-8: only then has a csv its `encoding` column */
export async function encoderOf(format: IndexFormat, anyRaw: boolean): Promise<Encoder> {
  const lines = {before: '', between: '', after: ''}
  switch (format) {
    case 'csv': {
      // Loaded where it is needed: every command would start 15 ms later.
      const {stringify} = await import('csv-stringify/sync')
      return {...lines, before: csvHeader(anyRaw), row: (row) => csvRow(stringify, row, anyRaw)}
    }
    case 'ndjson':
      return {...lines, row: (row) => `${JSON.stringify(jsonRow(row))}\n`}
    case 'json':
      return {before: '[', between: ',\n', after: ']\n', row: (row) => JSON.stringify(jsonRow(row))}
    case 'b3sum':
      return {...lines, row: b3sumRow}
  }
}

function csvHeader(anyRaw: boolean): string {
  return `path,hash,size${anyRaw ? ',encoding' : ''}\n`
}

function csvRow(stringify: Stringify, {path, hash, size}: IndexRow, anyRaw: boolean): string {
  if (!anyRaw) return stringify([[toText(path), hash, size]])
  return isUtf8(path)
    ? stringify([[toText(path), hash, size, '']])
    : stringify([[percentEncode(path), hash, size, 'percent']])
}

function jsonRow({path, hash, size}: IndexRow) {
  return {...pathFields('path', path), hash, size}
}

/** `%` and all that is not printable ASCII, as RFC 3986 section 2.1 writes bytes. */
export function percentEncode(path: RawPath): string {
  return path.replace(
    /[^ -$&-~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

export function percentDecode(text: string): RawPath {
  return fromText(text).replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  ) as RawPath
}

/** The check format of b3sum: a line whose name is escaped begins with a backslash. */
function b3sumRow({path, hash}: IndexRow): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n') as RawPath
  return `${escaped === path ? '' : '\\'}${hash}  ${toBytes(escaped).toString('utf8')}\n`
}
