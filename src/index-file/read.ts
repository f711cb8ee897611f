/** Reading an exported index back: csv, ndjson, json, or the check format of b3sum. */
import {createReadStream} from 'node:fs'
import {open} from 'node:fs/promises'
import {createInterface} from 'node:readline'
import {pipeline} from 'node:stream'
import {errnoOf, fileFailure, MediaStructError, messageOf} from '../errors.ts'
import {fromBytes, fromText, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {percentDecode} from './encode.ts'
import {formatOfName, type IndexFormat, type IndexRow} from './row.ts'

const HASH = /^([0-9a-f]{2}){8,64}$/

/** What no walk finds; by `..`, a path that seems to lie in one tree would lead into another. */
const UNREAL = /\0|\/\.{1,2}(?:\/|$)/

function bad(file: RawPath, line: number, what: string): MediaStructError {
  return new MediaStructError('BAD_INDEX', `${toText(file)}, line ${line}: ${what}`, {
    hint: 'An index holds path, hash and size: write one with "mediastruct index export".',
  })
}

/** @throws MediaStructError BAD_INDEX */
export function checkedRow(
  file: RawPath,
  line: number,
  path: unknown,
  hash: unknown,
  size: unknown,
): IndexRow {
  if (typeof path !== 'string' || !path.startsWith('/')) throw bad(file, line, 'expected an absolute path.')
  if (UNREAL.test(path)) throw bad(file, line, 'expected a path without ".", ".." and NUL.')
  if (typeof hash !== 'string' || !HASH.test(hash))
    throw bad(file, line, 'expected a hash in lower-case hex.')
  const bytes = typeof size === 'string' && /^\d+$/.test(size) ? Number(size) : size
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
    throw bad(file, line, 'expected a size in bytes.')
  }
  return {path: path as RawPath, hash, size: bytes}
}

/** @throws MediaStructError BAD_INDEX, MISSING_FILE */
export async function* readIndexFile(file: RawPath): AsyncGenerator<IndexRow> {
  try {
    const format = formatOfName(toText(file)) ?? (await sniff(file))
    if (format === 'csv') yield* readCsv(file)
    else if (format === 'ndjson') yield* readNdjson(file)
    else if (format === 'json') yield* readJson(file)
    else throw bad(file, 1, 'a b3sum list has no sizes.')
  } catch (error) {
    throw readFailure(file, error)
  }
}

function readFailure(file: RawPath, cause: unknown): unknown {
  if (cause instanceof MediaStructError) return cause
  const code = errnoOf(cause)
  if (code === 'ENOENT')
    return new MediaStructError('MISSING_FILE', `There is no index file ${toText(file)}.`, {cause})
  if (code?.startsWith('CSV_')) return bad(file, 1, `it is not valid CSV: ${messageOf(cause)}`)
  if (code === undefined) return cause
  return new MediaStructError(
    'UNREADABLE_INDEX',
    `The index file ${toText(file)} can't be read: ${fileFailure(cause).message}.`,
    {cause},
  )
}

async function sniff(file: RawPath): Promise<IndexFormat> {
  const handle = await open(toBytes(file))
  try {
    const {buffer} = await handle.read(Buffer.alloc(1), 0, 1, 0)
    const [first] = buffer.toString('latin1')
    return first === '[' ? 'json' : first === '{' ? 'ndjson' : 'csv'
  } finally {
    await handle.close()
  }
}

async function* readCsv(file: RawPath): AsyncGenerator<IndexRow> {
  const {parse} = await import('csv-parse')
  const parser = parse({columns: true, relax_column_count: true, bom: true})
  // Unlike `pipe`, it hands a failure to read on to whoever iterates the rows.
  pipeline(createReadStream(toBytes(file)), parser, () => undefined)
  let line = 1
  for await (const record of parser as AsyncIterable<Record<string, string>>) {
    line++
    const {path = '', hash, size, encoding} = record
    yield checkedRow(file, line, encoding === 'percent' ? percentDecode(path) : fromText(path), hash, size)
  }
}

/** A row of ndjson or json; `pathBytes` says what the text can't. */
function jsonRow(file: RawPath, line: number, value: unknown): IndexRow {
  if (typeof value !== 'object' || value === null) throw bad(file, line, 'expected an object.')
  const {path, pathBytes, hash, size} = value as Record<string, unknown>
  const raw = typeof pathBytes === 'string' ? fromBytes(Buffer.from(pathBytes, 'base64')) : undefined
  return checkedRow(file, line, raw ?? (typeof path === 'string' ? fromText(path) : path), hash, size)
}

async function* readNdjson(file: RawPath): AsyncGenerator<IndexRow> {
  let line = 0
  for await (const text of createInterface({
    input: createReadStream(toBytes(file)),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++
    if (text.trim() !== '') yield jsonRow(file, line, parseJson(file, line, text))
  }
}

/** The whole array is held at once: ndjson is the format for very large indexes. */
async function* readJson(file: RawPath): AsyncGenerator<IndexRow> {
  const handle = await open(toBytes(file))
  try {
    const rows = parseJson(file, 1, (await handle.readFile()).toString('utf8'))
    if (!Array.isArray(rows)) throw bad(file, 1, 'expected an array of rows.')
    for (const [index, row] of rows.entries()) yield jsonRow(file, index + 1, row)
  } finally {
    await handle.close()
  }
}

function parseJson(file: RawPath, line: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bad(file, line, 'it is not valid JSON.')
  }
}
