/** `index.json` at the archive's root: every volume and every file on them, without the catalog. */
import {createHash} from 'node:crypto'
import {open, readFile} from 'node:fs/promises'
import {StringDecoder} from 'node:string_decoder'
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
import {type Recorded, recordedHash} from './recorded.ts'
import {type VolumeRecord, volumeFields} from './volume.ts'

const ARCHIVE_INDEX_SCHEMA = 'mediastruct/archive-index@1'
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
  /** Path that it had in the drop; only on discs. */
  readonly original?: RawPath | undefined
}

const CHUNK_CHARACTERS = 1 << 18
const READ_BYTES = 1 << 18
const FIRST_LINE = `{"schema":"${ARCHIVE_INDEX_SCHEMA}","volumes":[`
const MIDDLE_LINE = '],"files":['
const LAST_LINE = ']}'

export interface WriteIndexOptions {
  /** SHA-256 of what we wrote there before. */
  readonly replaces?: Recorded | undefined
  /** Is told the new SHA-256 before the index appears, so that it is known as ours even if we are killed then. */
  readonly announce?: ((sha256: string) => void) | undefined
}

/**
 * Writes the index, one file a line, without holding it.
 * @returns its SHA-256, lower-case hex
 * @throws MediaStructError NOT_OURS
 */
export async function writeArchiveIndex(
  archive: RawPath,
  volumes: readonly VolumeRecord[],
  files: Iterable<ArchivedFile> | AsyncIterable<ArchivedFile>,
  {replaces, announce}: WriteIndexOptions = {},
): Promise<string> {
  const path = join(archive, ARCHIVE_INDEX)
  const file = await openOwnFile(path, {replaces: await recordedHash(path, replaces)})
  const hash = createHash('sha256')
  try {
    const rows = volumes.map((volume) => JSON.stringify(indexedVolume(archive, volume)))
    for await (const chunk of indexText(rows, files)) {
      hash.update(chunk)
      await file.write(chunk)
    }
    announce?.(hash.digest('hex'))
    return await file.commit()
  } finally {
    await file.abort()
  }
}

/** A volume as the index shows it: its path is below the archive. */
export function indexedVolume(archive: RawPath, volume: VolumeRecord): object {
  return volumeFields({...volume, path: relativeTo(archive, volume.path)})
}

/** The index, one volume and one file a line, without holding it. @param volumes their rows as JSON */
export async function* indexText(
  volumes: readonly string[],
  files: Iterable<ArchivedFile> | AsyncIterable<ArchivedFile>,
): AsyncGenerator<string> {
  let pending = `${FIRST_LINE}\n${volumes.join(',\n')}\n${MIDDLE_LINE}`
  let separator = '\n'
  for await (const row of files) {
    pending += separator + rowText(row)
    separator = ',\n'
    if (pending.length < CHUNK_CHARACTERS) continue
    yield pending
    pending = ''
  }
  yield `${pending}\n${LAST_LINE}\n`
}

export function rowText({path, hash, size, volume, original}: ArchivedFile): string {
  const before = original === undefined ? {} : pathFields('original', original)
  return JSON.stringify({...pathFields('path', path), hash, size, volume, ...before})
}

const BARE_ROW =
  rowText({path: '' as RawPath, hash: '0'.repeat(64), size: 0, volume: ''}).length + ',\n'.length
const ORIGINAL_KEYS = ',"original":'.length
const PLAIN = /^[ !#-[\]-~]*$/

/** Bytes of a row and of what separates it from the next, with its hash still to come. */
export function archiveRowBytes(
  {path, size, original}: Pick<ArchivedFile, 'path' | 'size' | 'original'>,
  volume: string,
): number {
  if (PLAIN.test(path) && (original === undefined || PLAIN.test(original))) {
    const before = original === undefined ? 0 : ORIGINAL_KEYS + original.length + 2
    return BARE_ROW - 1 + path.length + String(size).length + volume.length + before
  }
  const row = rowText({path, hash: '0'.repeat(64), size, volume, original})
  return Buffer.byteLength(row) + ',\n'.length
}

/** Bytes of the index beside its rows. */
export const BARE_INDEX = FIRST_LINE.length + MIDDLE_LINE.length + LAST_LINE.length + 1

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
  try {
    if ((await lines.next()).value !== FIRST_LINE) return await readWhole(archive)
    const volumes: VolumeRecord[] = []
    for await (const line of rowsUntil(MIDDLE_LINE, lines, archive)) {
      volumes.push(volumeOf(parse(line, archive), archive))
    }
    return {volumes, files: {[Symbol.asyncIterator]: () => filesOf(archive)}}
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  } finally {
    await lines.return()
  }
}

async function* filesOf(archive: RawPath): AsyncGenerator<ArchivedFile> {
  const lines = linesOf(join(archive, ARCHIVE_INDEX))
  try {
    for await (const _ of rowsUntil(MIDDLE_LINE, lines, archive));
    for await (const line of rowsUntil(LAST_LINE, lines, archive)) yield fileOf(parse(line, archive), archive)
  } finally {
    await lines.return()
  }
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

/** Lines end in LF alone: a name may hold what else Unicode takes for the end of one. */
async function* linesOf(path: RawPath): AsyncGenerator<string, void, void> {
  const file = await open(toBytes(path))
  try {
    const decoder = new StringDecoder('utf8')
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    let rest = ''
    for (;;) {
      const {bytesRead} = await file.read(buffer, 0, READ_BYTES, null)
      if (bytesRead === 0) break
      const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
  } finally {
    await file.close()
  }
}

/** The rows before a closing line, without their commas; the lines after it stay unread. */
async function* rowsUntil(
  end: string,
  lines: AsyncGenerator<string>,
  archive: RawPath,
): AsyncGenerator<string> {
  for (;;) {
    const {done, value} = await lines.next()
    if (done) throw badIndex(archive)
    if (value === end) return
    if (value !== '') yield value.endsWith(',') ? value.slice(0, -1) : value
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
    parts?: {folder: string; number: number; of: number}[]
  }
  if (typeof fields?.id !== 'string' || !Array.isArray(fields.folders)) throw badIndex(archive)
  const {pathBytes: _, parts, ...rest} = fields
  return {
    ...rest,
    path: join(archive, pathOf(fields, archive)),
    folders: fields.folders.map(fromText),
    ...(parts && {parts: parts.map((part) => ({...part, folder: fromText(part.folder)}))}),
  }
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
