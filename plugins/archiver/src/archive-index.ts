/** `index.json` at the archive's root: every volume and every file on them, without the catalog. */
import {createReadStream} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {createInterface} from 'node:readline'
import {
  errnoOf,
  fromBytes,
  fromText,
  join,
  MediaStructError,
  openOwnFile,
  pathFields,
  type RawPath,
  relativeTo,
  toBytes,
  toText,
} from 'mediastruct'
import {type VolumeRecord, volumeFields} from './volume.ts'

export const ARCHIVE_INDEX_SCHEMA = 'mediastruct/archive-index@1'
export const ARCHIVE_INDEX = 'index.json' as RawPath

/** A file on a volume. */
export interface ArchivedFile {
  /** Below the archive's root: `MS-0001/data/2019/…`. */
  readonly path: RawPath
  /** Lower-case hex. */
  readonly hash: string
  /** Bytes. */
  readonly size: number
  readonly volume: string
}

const CHUNK_CHARACTERS = 1 << 18

/**
 * Writes the index, one file a line, without holding it.
 * @param replaces SHA-256 of the index that we wrote last
 * @returns its SHA-256, lower-case hex
 * @throws MediaStructError NOT_OURS
 */
export async function writeArchiveIndex(
  archive: RawPath,
  volumes: readonly VolumeRecord[],
  files: Iterable<ArchivedFile> | AsyncIterable<ArchivedFile>,
  replaces?: string,
): Promise<string> {
  const file = await openOwnFile(join(archive, ARCHIVE_INDEX), {replaces})
  try {
    let pending = headOf(archive, volumes)
    let separator = '\n'
    for await (const row of files) {
      pending += separator + rowText(row)
      separator = ',\n'
      if (pending.length < CHUNK_CHARACTERS) continue
      await file.write(pending)
      pending = ''
    }
    await file.write(`${pending}\n]}\n`)
    return await file.commit()
  } finally {
    await file.abort()
  }
}

function headOf(archive: RawPath, volumes: readonly VolumeRecord[]): string {
  const rows = volumes.map((volume) =>
    JSON.stringify(volumeFields({...volume, path: relativeTo(archive, volume.path)})),
  )
  return `{"schema":"${ARCHIVE_INDEX_SCHEMA}","volumes":[\n${rows.join(',\n')}\n],"files":[`
}

function rowText({path, hash, size, volume}: ArchivedFile): string {
  return JSON.stringify({...pathFields('path', path), hash, size, volume})
}

/** What an archive's index says; nothing where there is none. */
export interface ArchiveIndex {
  readonly volumes: VolumeRecord[]
  readonly files: AsyncIterable<ArchivedFile>
}

/**
 * Reads the index; as we write it, line by line, so that the files are never held.
 * @throws MediaStructError BAD_INDEX, also while the files are gone through
 */
export async function readArchiveIndex(archive: RawPath): Promise<ArchiveIndex | undefined> {
  const lines = linesOf(join(archive, ARCHIVE_INDEX))
  const first = await lines.next()
  if (first.done) return undefined
  if (first.value !== `{"schema":"${ARCHIVE_INDEX_SCHEMA}","volumes":[`) {
    await lines.return(undefined)
    return await readWhole(archive)
  }
  const volumes: VolumeRecord[] = []
  for await (const line of until(lines, '],"files":[', archive)) volumes.push(volumeOf(line, archive))
  return {volumes, files: filesOf(until(lines, ']}', archive), archive)}
}

async function* filesOf(rows: AsyncIterable<unknown>, archive: RawPath): AsyncGenerator<ArchivedFile> {
  for await (const row of rows) yield fileOf(row, archive)
}

/** An index that something else has laid out anew. */
async function readWhole(archive: RawPath): Promise<ArchiveIndex> {
  const document = parse(await readFile(toBytes(join(archive, ARCHIVE_INDEX)), 'utf8'), archive)
  const {schema, volumes, files} = document as Record<string, unknown>
  if (schema !== ARCHIVE_INDEX_SCHEMA || !Array.isArray(volumes) || !Array.isArray(files))
    throw badIndex(archive)
  const all: readonly unknown[] = files
  return {
    volumes: volumes.map((row: unknown) => volumeOf(row, archive)),
    files: (async function* () {
      for (const row of all) yield fileOf(row, archive)
    })(),
  }
}

async function* linesOf(path: RawPath): AsyncGenerator<string, undefined> {
  const input = createReadStream(toBytes(path))
  try {
    yield* createInterface({input, crlfDelay: Number.POSITIVE_INFINITY})
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  } finally {
    input.destroy()
  }
  return undefined
}

/** The rows before a closing line; the lines after it stay unread. */
async function* until(lines: AsyncGenerator<string>, end: string, archive: RawPath): AsyncGenerator<unknown> {
  for (;;) {
    const {done, value} = await lines.next()
    if (done) throw badIndex(archive)
    if (value === end) return
    if (value !== '') yield parse(value.replace(/,$/, ''), archive)
  }
}

function parse(text: string, archive: RawPath): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badIndex(archive)
  }
}

function volumeOf(row: unknown, archive: RawPath): VolumeRecord {
  const fields = row as Omit<VolumeRecord, 'path' | 'folders'> & {
    path: string
    pathBytes?: string
    folders: string[]
  }
  if (typeof fields?.id !== 'string' || !Array.isArray(fields.folders)) throw badIndex(archive)
  const {pathBytes: _, ...rest} = fields
  return {...rest, path: join(archive, pathOf(fields, archive)), folders: fields.folders.map(fromText)}
}

function fileOf(row: unknown, archive: RawPath): ArchivedFile {
  const {hash, size, volume, ...path} = (row ?? {}) as Record<string, unknown>
  if (typeof hash !== 'string' || !Number.isSafeInteger(size) || typeof volume !== 'string')
    throw badIndex(archive)
  return {path: pathOf(path, archive), hash, size: Number(size), volume}
}

function pathOf({path, pathBytes}: {path?: unknown; pathBytes?: unknown}, archive: RawPath): RawPath {
  if (typeof pathBytes === 'string') return fromBytes(Buffer.from(pathBytes, 'base64'))
  if (typeof path !== 'string') throw badIndex(archive)
  return fromText(path)
}

function badIndex(archive: RawPath): MediaStructError {
  const path = toText(join(archive, ARCHIVE_INDEX))
  return new MediaStructError('BAD_INDEX', `${path} is not an archive's index, or was cut short.`, {
    hint: 'Each volume has an index of its own: mediastruct index import VOLUME reads it.',
  })
}
