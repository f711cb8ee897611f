/** Reads back what `volume-index.json` says, where it is still as we wrote it. */
import {readFile} from 'node:fs/promises'
import {fromBytes, fromText, join, type RawPath, toBytes} from 'mediastruct'
import {type Recorded, recordedHash} from '../recorded.ts'
import {VOLUME_INDEX_SCHEMA} from './index-file.ts'
import {BAG_FILE, type BagEntry, PAYLOAD} from './model.ts'

interface Row {
  path: string
  hash: string
  sha256: string
  sha512?: string
  size: number
  original?: string
  originalBytes?: string
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
  const {schema, files} = JSON.parse(await readFile(toBytes(file), 'utf8')) as {schema: string; files: Row[]}
  if (schema !== VOLUME_INDEX_SCHEMA) return new Map()
  return new Map(files.map((row) => [fromText(row.path.slice(PAYLOAD.length)), entryOf(row)]))
}

function entryOf({path, hash: blake3, sha256, sha512, size, original, originalBytes}: Row): BagEntry {
  return {
    path: fromText(path.slice(PAYLOAD.length)),
    size,
    blake3,
    sha256,
    sha512,
    original: originalOf(original, originalBytes),
  }
}

function originalOf(text: string | undefined, base64: string | undefined): RawPath | undefined {
  if (base64 !== undefined) return fromBytes(Buffer.from(base64, 'base64'))
  return text === undefined ? undefined : fromText(text)
}
