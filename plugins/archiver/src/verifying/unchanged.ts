/** A volume that is read may be filled meanwhile: then what was read says nothing of what it holds now. */
import {isDeepStrictEqual} from 'node:util'
import {EXIT, MediaStructError, type VolumeRow, type Volumes} from 'mediastruct'

/** @param before as it was when the reading began @throws MediaStructError VOLUME_CHANGED */
export function assertUnchanged(volumes: Volumes, before: VolumeRow): void {
  const now = volumes.get(before)
  if (now && isDeepStrictEqual(contentOf(now), contentOf(before))) return
  throw new MediaStructError(
    'VOLUME_CHANGED',
    `${before.id} changed while its copy was read: what was found is not remembered.`,
    {hint: 'Read the copy again.', exitCode: EXIT.findings},
  )
}

function contentOf({files, payloadBytes, filledBy, folders}: VolumeRow): object {
  return {files, payloadBytes, filledBy, folders}
}
