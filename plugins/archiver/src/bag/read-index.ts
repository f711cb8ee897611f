/** Reads back what `volume-index.json` says: that of a directory, while it is as we wrote it, or that of any disc. */
import {readFile} from 'node:fs/promises'
import {fromText, isWithin, join, type RawPath, relativeTo, toBytes} from 'mediastruct'
import type {FolderPart} from '../folder-part.ts'
import {type Recorded, recordedHash} from '../recorded.ts'
import {
  assertSchema,
  badIndex,
  hashOf,
  isBelow,
  isCount,
  objectOf,
  originalOf,
  pathOf,
} from './index-fields.ts'
import {VOLUME_INDEX_SCHEMA} from './index-file.ts'
import {BAG_FILE, type BagEntry, PAYLOAD} from './model.ts'
import {partsOf} from './parts.ts'

/** What a volume's own index says. */
export interface VolumeIndex {
  readonly id: string
  readonly medium: string
  readonly parts: readonly FolderPart[]
  /** What is told of its copies, as it stands there; only on discs. */
  readonly events: unknown
  /** By path below `data/`. */
  readonly entries: Map<RawPath, BagEntry>
}

/**
 * The entries by path below `data/`; none where the index is gone, or is not ours.
 * @param directory of the volume
 */
export async function readVolumeIndex(
  directory: RawPath,
  recorded: Recorded | undefined,
): Promise<Map<RawPath, BagEntry>> {
  const file = join(directory, fromText(BAG_FILE.index))
  if ((await recordedHash(file, recorded)) === undefined) return new Map()
  return parseVolumeIndex(await readFile(toBytes(file)), BAG_FILE.index).entries
}

/** @param name that errors call it. @throws MediaStructError BAD_INDEX, NEWER_INDEX */
export function parseVolumeIndex(text: Buffer, name: string): VolumeIndex {
  const index = objectOf(parse(text, name), name)
  const {schema, id, medium, parts, events, files} = index
  assertSchema(schema, VOLUME_INDEX_SCHEMA, name)
  if (typeof id !== 'string' || typeof medium !== 'string' || !Array.isArray(files)) throw badIndex(name)
  const entries = new Map<RawPath, BagEntry>()
  for (const row of files) {
    const entry = entryOf(row, name)
    if (entries.has(entry.path)) throw badIndex(name, 'it tells of one file twice')
    entries.set(entry.path, entry)
  }
  return {id, medium, parts: parts === undefined ? [] : partsOf(parts, name), events, entries}
}

/** The volume that an index says it is of; undefined where it says nothing that can be read. */
export function idInIndex(text: Buffer | undefined): string | undefined {
  try {
    const {id} = JSON.parse(text?.toString() ?? '') as {id?: unknown}
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}

function parse(text: Buffer, name: string): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch {
    throw badIndex(name, 'it is not valid JSON, or was cut short')
  }
}

const DATA = 'data' as RawPath

function entryOf(row: unknown, name: string): BagEntry {
  const fields = objectOf(row, name)
  const {hash, sha256, sha512, size} = fields
  const path = pathOf(fields, 'path', name)
  if (!isCount(size)) throw badIndex(name, 'a size in it is none')
  if (!isBelow(path) || !isWithin(path, DATA)) throw badIndex(name, `a path in it is not below ${PAYLOAD}`)
  return {
    path: relativeTo(DATA, path),
    size,
    blake3: hashOf(hash, name),
    sha256: hashOf(sha256, name),
    sha512: sha512 === undefined ? undefined : hashOf(sha512, name),
    original: originalOf(fields, name),
  }
}
