/** Files that indexes tell of, each below the payload of a volume that they tell of. */
import {fromText, isWithin, join, type RawPath, type ToldFile} from 'mediastruct'
import type {ArchivedFile} from '../archive-index.ts'
import {badIndex, isBelow} from '../bag/index-fields.ts'
import type {VolumeIndex} from '../bag/read-index.ts'
import {payloadOf} from '../contents.ts'
import type {ArchiveIndex} from '../read-archive-index.ts'

export type FileOfVolume = Omit<ToldFile, 'offline'> & {readonly volume: string}

/**
 * Of all volumes; of the one whose own index is there, as that tells.
 * @param name of the archive's index
 * @throws MediaStructError BAD_INDEX
 */
export async function* filesOf(
  index: ArchiveIndex | undefined,
  own: VolumeIndex | undefined,
  archive: RawPath,
  name: string,
): AsyncGenerator<FileOfVolume> {
  const ids = new Set(index?.volumes.map(({id}) => id))
  for await (const file of index?.files ?? []) {
    if (!ids.has(file.volume) || !isPayload(file)) {
      throw badIndex(name, 'a file in it belongs to none of its volumes')
    }
    if (file.volume !== own?.id) yield archivedFile(file, archive)
  }
  if (!own) return
  const payload = payloadOf({path: join(archive, fromText(own.id))})
  for (const {path, size, blake3, original} of own.entries.values()) {
    yield {path: join(payload, path), size, blake3, original, volume: own.id}
  }
}

function isPayload({path, volume}: ArchivedFile): boolean {
  const payload = payloadOf({path: fromText(volume)})
  return isBelow(path) && path !== payload && isWithin(path, payload)
}

const BLAKE3_DIGITS = 64

/** What another algorithm's hash says is equal to nothing. */
function archivedFile({path, size, hash, volume, original}: ArchivedFile, archive: RawPath): FileOfVolume {
  const blake3 = hash.length === BLAKE3_DIGITS ? hash : undefined
  return {path: join(archive, path), size, blake3, original, volume}
}
