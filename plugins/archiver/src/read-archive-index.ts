/** Reads an archive's index: that of the archive's directory, or the one that each disc carries along. */
import {open} from 'node:fs/promises'
import {StringDecoder} from 'node:string_decoder'
import {errnoOf, join, type RawPath, toBytes, toText} from 'mediastruct'
import {
  ARCHIVE_INDEX,
  ARCHIVE_INDEX_SCHEMA,
  type ArchivedFile,
  FIRST_LINE,
  LAST_LINE,
  MIDDLE_LINE,
} from './archive-index.ts'
import {assertSchema, badIndex, hashOf, isCount, objectOf, originalOf, pathOf} from './bag/index-fields.ts'
import {partsOf} from './bag/parts.ts'
import {VOLUME_STATES, type VolumeRecord, type VolumeState} from './volume.ts'

/** What an archive's index says. */
export interface ArchiveIndex {
  readonly volumes: VolumeRecord[]
  /** By volume: what is told of its copies, as it stands there; only on discs. */
  readonly events: ReadonlyMap<string, unknown>
  /** Can be gone through once. */
  readonly files: AsyncIterable<ArchivedFile>
  /** It is laid out as we write it. */
  readonly isAsWritten: boolean
}

export interface IndexText {
  /** What errors call it. */
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
}

const READ_BYTES = 1 << 18
/** An index that something else has laid out anew is held as a whole; no string holds more. */
const LARGEST_WHOLE_BYTES = 256 << 20

/**
 * The index in an archive's directory; nothing where there is none.
 * @throws MediaStructError BAD_INDEX, NEWER_INDEX, also while the files are gone through
 */
export async function readArchiveIndex(archive: RawPath): Promise<ArchiveIndex | undefined> {
  const path = join(archive, ARCHIVE_INDEX)
  try {
    return await parseArchiveIndex({name: toText(path), chunks: fileChunks(path)}, archive)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * As we write it, line by line, so that the files are never held; else as a whole.
 * @param archive that the paths in it are below
 * @throws MediaStructError BAD_INDEX, NEWER_INDEX, also while the files are gone through
 */
export async function parseArchiveIndex(text: IndexText, archive: RawPath): Promise<ArchiveIndex> {
  const lines = linesOf(text)
  try {
    const first = await lines.next()
    if (first.value !== FIRST_LINE) return await parseWhole(text, first.value ?? '', lines, archive)
    const rows: unknown[] = []
    for await (const line of rowsUntil(MIDDLE_LINE, lines, text)) rows.push(parse(line, text))
    return {...volumesOf(rows, archive, text), files: filesOf(lines, text), isAsWritten: true}
  } catch (error) {
    await lines.return()
    throw error
  }
}

export async function* fileChunks(path: RawPath): AsyncGenerator<Uint8Array, void, void> {
  const file = await open(toBytes(path))
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    for (;;) {
      const {bytesRead} = await file.read(buffer, 0, READ_BYTES, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function* filesOf(lines: AsyncGenerator<string, void, void>, text: IndexText) {
  try {
    for await (const line of rowsUntil(LAST_LINE, lines, text)) yield fileOf(parse(line, text), text)
    // Nothing but what fills it up follows: that is read, too, for whoever takes its checksum.
    for await (const line of lines)
      if (line.trim() !== '') throw badIndex(text.name, 'something follows its end')
  } finally {
    await lines.return()
  }
}

async function parseWhole(
  text: IndexText,
  first: string,
  lines: AsyncGenerator<string, void, void>,
  archive: RawPath,
): Promise<ArchiveIndex> {
  let whole = first
  for await (const line of lines) {
    whole += `\n${line}`
    if (whole.length > LARGEST_WHOLE_BYTES) throw badIndex(text.name, 'it is not laid out as it was written')
  }
  const {schema, volumes, files} = objectOf(parse(whole, text), text.name)
  assertSchema(schema, ARCHIVE_INDEX_SCHEMA, text.name)
  if (!Array.isArray(volumes) || !Array.isArray(files)) throw badIndex(text.name)
  const all: readonly unknown[] = files
  return {
    ...volumesOf(volumes, archive, text),
    files: (async function* () {
      for (const row of all) yield fileOf(row, text)
    })(),
    isAsWritten: false,
  }
}

/** Lines end in LF alone: a name may hold what else Unicode takes for the end of one. */
async function* linesOf({name, chunks}: IndexText): AsyncGenerator<string, void, void> {
  const decoder = new StringDecoder('utf8')
  let rest: string[] = []
  let length = 0
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.write(Buffer.from(chunk)).split('\n')
    rest.push(first)
    length += first.length
    if (length > LARGEST_WHOLE_BYTES) throw badIndex(name, 'it is not laid out as it was written')
    const last = others.pop()
    if (last === undefined) continue
    yield rest.join('')
    yield* others
    ;[rest, length] = [[last], last.length]
  }
  if (length > 0) yield rest.join('')
}

/** The rows before a closing line, without their commas; the lines after it stay unread. */
async function* rowsUntil(
  end: string,
  lines: AsyncGenerator<string, void, void>,
  {name}: IndexText,
): AsyncGenerator<string> {
  for (;;) {
    const {done, value} = await lines.next()
    if (done) throw badIndex(name, 'it was cut short')
    if (value === end) return
    if (value !== '') yield value.endsWith(',') ? value.slice(0, -1) : value
  }
}

function parse(text: string, {name}: IndexText): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badIndex(name, 'it is not valid JSON, or was cut short')
  }
}

function volumesOf(rows: readonly unknown[], archive: RawPath, {name}: IndexText) {
  const events = new Map<string, unknown>()
  const volumes = rows.map((row) => {
    const volume = volumeOf(row, archive, name)
    const told = objectOf(row, name).events
    if (told !== undefined) events.set(volume.id, told)
    return volume
  })
  return {volumes, events}
}

function volumeOf(row: unknown, archive: RawPath, name: string): VolumeRecord {
  const fields = objectOf(row, name)
  const {id, state, medium, capacityBytes, usedBytes, payloadBytes, files, folders, parts} = fields
  const counts = [capacityBytes, usedBytes, payloadBytes, files]
  if (typeof id !== 'string' || typeof medium !== 'string' || !counts.every(isCount) || !isState(state))
    throw badIndex(name, `its row of the volume ${typeof id === 'string' ? id : '?'} is not as expected`)
  if (!Array.isArray(folders) || !folders.every((folder) => typeof folder === 'string'))
    throw badIndex(name, `the folders of ${id} are not as expected`)
  return {
    id,
    path: join(archive, pathOf(fields, 'path', name)),
    state,
    medium,
    capacityBytes: Number(capacityBytes),
    usedBytes: Number(usedBytes),
    payloadBytes: Number(payloadBytes),
    files: Number(files),
    folders: folders.map((folder) => pathOf({folder}, 'folder', name)),
    ...(parts !== undefined && {parts: partsOf(parts, name)}),
  }
}

function isState(state: unknown): state is VolumeState {
  return (VOLUME_STATES as readonly unknown[]).includes(state)
}

function fileOf(row: unknown, {name}: IndexText): ArchivedFile {
  const fields = objectOf(row, name)
  const {hash, size, volume} = fields
  if (!isCount(size) || typeof volume !== 'string') throw badIndex(name)
  const original = originalOf(fields, name)
  return {
    path: pathOf(fields, 'path', name),
    hash: hashOf(hash, name),
    size,
    volume,
    ...(original !== undefined && {original}),
  }
}
