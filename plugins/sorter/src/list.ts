/** The list of duplicates that a person may have edited: what `dupes` wrote as json or csv. */
import {createReadStream} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {pipeline} from 'node:stream'
import {
  errnoOf,
  fromBytes,
  fromText,
  MediaStructError,
  percentDecode,
  type RawPath,
  toBytes,
  toText,
} from 'mediastruct'

interface ListedFile {
  path: RawPath
  keep: boolean
}

/** By path: whether the list wants the file to stay. */
export type DuplicateList = ReadonlyMap<RawPath, boolean>

function bad(file: RawPath, where: string, what: string): MediaStructError {
  return new MediaStructError('BAD_LIST', `${toText(file)}, ${where}: ${what}`, {
    hint: 'A list is what "mediastruct dupes --format csv -o FILE" (or json) writes; edit its "keep" column only.',
  })
}

/** @throws MediaStructError BAD_LIST, MISSING_FILE: nothing was touched */
export async function readList(file: RawPath): Promise<DuplicateList> {
  const list = new Map<RawPath, boolean>()
  for await (const {path, keep} of rows(file)) {
    // A path named twice stays if any of its rows says so.
    list.set(path, keep || (list.get(path) ?? false))
  }
  if (list.size === 0) throw bad(file, 'line 1', 'it names no file.')
  return list
}

async function* rows(file: RawPath): AsyncGenerator<ListedFile> {
  try {
    const text = (await readFile(toBytes(file))).subarray(0, 4096).toString('utf8').trimStart()
    yield* text.startsWith('{') ? jsonRows(file) : csvRows(file)
  } catch (error) {
    if (error instanceof MediaStructError) throw error
    if (errnoOf(error) === 'ENOENT') {
      throw new MediaStructError('MISSING_FILE', `There is no list ${toText(file)}.`, {cause: error})
    }
    throw bad(file, 'as a whole', error instanceof Error ? error.message : String(error))
  }
}

async function* jsonRows(file: RawPath): AsyncGenerator<ListedFile> {
  const document: unknown = JSON.parse((await readFile(toBytes(file))).toString('utf8'))
  const {schema, groups} = document as {schema?: unknown; groups?: unknown}
  if (schema !== 'mediastruct/dupes@1' || !Array.isArray(groups)) {
    throw bad(file, 'at its top', 'expected "schema":"mediastruct/dupes@1" and "groups".')
  }
  for (const [index, group] of groups.entries()) {
    const {files} = (group ?? {}) as {files?: unknown}
    if (!Array.isArray(files)) throw bad(file, `group ${index + 1}`, 'expected "files".')
    for (const entry of files) yield jsonRow(file, index + 1, entry)
  }
}

function jsonRow(file: RawPath, group: number, entry: unknown): ListedFile {
  const {path, pathBytes, keep} = (entry ?? {}) as Record<string, unknown>
  const raw =
    typeof pathBytes === 'string'
      ? fromBytes(Buffer.from(pathBytes, 'base64'))
      : typeof path === 'string'
        ? fromText(path)
        : ''
  if (!raw.startsWith('/'))
    throw bad(file, `group ${group}`, 'expected each file to have an absolute "path".')
  if (typeof keep !== 'boolean')
    throw bad(file, `group ${group}`, `expected "keep" of ${toText(raw as RawPath)} to be true or false.`)
  return {path: raw as RawPath, keep}
}

const COLUMNS = ['group', 'keep', 'size', 'hash', 'path', 'reason']

async function* csvRows(file: RawPath): AsyncGenerator<ListedFile> {
  const {parse} = await import('csv-parse')
  const parser = parse({bom: true, relax_column_count: true})
  pipeline(createReadStream(toBytes(file)), parser, () => undefined)
  let columns: string[] | undefined
  let line = 0
  for await (const record of parser as AsyncIterable<string[]>) {
    line++
    if (!columns) {
      columns = record
      const missing = COLUMNS.filter((name) => name !== 'reason' && !record.includes(name))
      if (missing.length > 0)
        throw bad(
          file,
          'line 1',
          `expected the columns ${COLUMNS.join(', ')}; missing: ${missing.join(', ')}.`,
        )
    } else yield csvRow(file, line, columns, record)
  }
}

function csvRow(
  file: RawPath,
  line: number,
  columns: readonly string[],
  record: readonly string[],
): ListedFile {
  const cell = (name: string) => record[columns.indexOf(name)] ?? ''
  const path = cell('encoding') === 'percent' ? percentDecode(cell('path')) : fromText(cell('path'))
  if (!path.startsWith('/'))
    throw bad(file, `row ${line}`, `expected an absolute path, got "${cell('path')}".`)
  const keep = cell('keep').trim().toLowerCase()
  if (keep !== 'true' && keep !== 'false')
    throw bad(file, `row ${line}`, `expected "keep" to be true or false, got "${keep}".`)
  return {path, keep: keep === 'true'}
}
