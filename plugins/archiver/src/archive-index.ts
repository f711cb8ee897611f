/** `index.json` at the archive's root: every volume and every file on them, without the catalog. */
import {createHash} from 'node:crypto'
import {join, openOwnFile, pathFields, type RawPath, relativeTo} from 'mediastruct'
import {type Recorded, recordedHash} from './recorded.ts'
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
  /** Path that it had in the drop; only on discs. */
  readonly original?: RawPath | undefined
}

const CHUNK_CHARACTERS = 1 << 18
export const FIRST_LINE = `{"schema":"${ARCHIVE_INDEX_SCHEMA}","volumes":[`
export const MIDDLE_LINE = '],"files":['
export const LAST_LINE = ']}'

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
