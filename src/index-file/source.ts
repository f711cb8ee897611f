/** Whatever can be imported: an index file, a volume's own index, an archive's index. */
import {readFile} from 'node:fs/promises'
import {errnoOf, MediaStructError} from '../errors.ts'
import {basename, dirname, fromBytes, fromText, join, type RawPath, toBytes, toText} from '../paths/bytes.ts'
import {VOLUME_INDEX} from '../paths/junk.ts'
import {checkedRow, readIndexFile} from './read.ts'
import type {IndexRow} from './row.ts'

const ARCHIVE_INDEX = 'index.json' as RawPath

interface OwnIndex {
  schema: string
  files: unknown[]
}

/** Rows with absolute paths. @throws MediaStructError BAD_INDEX, MISSING_FILE */
export async function* readIndexSource(source: RawPath): AsyncGenerator<IndexRow> {
  for (const name of [VOLUME_INDEX, ARCHIVE_INDEX]) {
    const file = join(source, name)
    const own = await readOwnIndex(file)
    if (own) {
      yield* rowsOf(own, source, file)
      return
    }
  }
  const own = isOwnName(source) ? await readOwnIndex(source) : undefined
  if (own) yield* rowsOf(own, dirname(source), source)
  else yield* readIndexFile(source)
}

function isOwnName(path: RawPath): boolean {
  return [VOLUME_INDEX, ARCHIVE_INDEX].includes(basename(path))
}

async function readOwnIndex(file: RawPath): Promise<OwnIndex | undefined> {
  let text: string
  try {
    text = await readFile(toBytes(file), 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined
    throw error
  }
  const value: unknown = parse(file, text)
  if (Array.isArray(value)) return undefined
  const {schema, files} = (value ?? {}) as Partial<OwnIndex>
  if (
    typeof schema === 'string' &&
    /^mediastruct\/(volume|archive)-index@1$/.test(schema) &&
    Array.isArray(files)
  ) {
    return {schema, files}
  }
  throw new MediaStructError('BAD_INDEX', `${toText(file)} is not an index of ours.`, {
    hint: 'Name an exported index, a volume, or an archive.',
  })
}

function parse(file: RawPath, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MediaStructError('BAD_INDEX', `${toText(file)} is not valid JSON.`, {cause: error})
  }
}

/** Paths in it are relative to `root`. */
function* rowsOf({files}: OwnIndex, root: RawPath, file: RawPath): Generator<IndexRow> {
  for (const [index, row] of files.entries()) {
    const {path, pathBytes, hash, size} = (row ?? {}) as Record<string, unknown>
    const raw = typeof pathBytes === 'string' ? fromBytes(Buffer.from(pathBytes, 'base64')) : undefined
    const relative = raw ?? (typeof path === 'string' ? fromText(path) : undefined)
    yield checkedRow(file, index + 1, relative && join(root, relative), hash, size)
  }
}
