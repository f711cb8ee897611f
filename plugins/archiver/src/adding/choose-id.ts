/** What a disc that comes in is called. */
import {existsSync} from 'node:fs'
import {
  forShell,
  fromText,
  join,
  MediaStructError,
  type RawPath,
  toBytes,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {ARCHIVE_INDEX} from '../archive-index.ts'
import {idsAfter, isVolumeId, namesOnDisk, parseLabel} from '../ids.ts'

export interface ChooseIdOptions {
  readonly id: string | undefined
  /** Instead of an id: the next one of this label. */
  readonly label: string | undefined
  readonly archive: RawPath
  /** Of that archive. */
  readonly volumes: readonly VolumeRow[]
  readonly source: RawPath
}

/** One that is known already only where something on it could not be read yet. @throws MediaStructError USAGE, BAD_ID, BAD_LABEL, VOLUME_KNOWN, ID_TAKEN */
export async function chooseId(options: ChooseIdOptions): Promise<string> {
  const {id, label, archive, volumes} = options
  if (id !== undefined) return freeId(id, options)
  if (label === undefined) {
    throw new MediaStructError('USAGE', 'It is not said what the disc is called.', {
      hint: 'Write on it what you call it, and say the same: --id DVD-0001. Or let them be numbered: --label DVD',
    })
  }
  const taken = [...volumes.map((volume) => volume.id), ...(await namesOnDisk(archive))]
  return idsAfter(parseLabel(label), taken).next().value
}

function freeId(id: string, {archive, volumes, source}: ChooseIdOptions): string {
  if (!isVolumeId(id) || id.toLowerCase() === toText(ARCHIVE_INDEX)) {
    throw new MediaStructError('BAD_ID', `"${id}" can't be what a volume is called.`, {
      hint: 'Write up to 32 letters and digits, "-", "_" and "." after the first.',
    })
  }
  const known = volumes.find((volume) => volume.id.toLowerCase() === id.toLowerCase())
  if (known?.unread) return known.id
  if (known) throw isKnown(known, source)
  if (!existsSync(toBytes(join(archive, fromText(id))))) return id
  throw new MediaStructError('ID_TAKEN', `There is something called ${id} in ${toText(archive)}.`, {
    hint: 'Give the disc another --id.',
  })
}

/** Another disc of the same content is a copy, and is compared; one of another content is another volume. */
function isKnown({id}: VolumeRow, source: RawPath): MediaStructError {
  return new MediaStructError('VOLUME_KNOWN', `There is a volume ${id} already.`, {
    hint: `If this is another disc of the same, it is compared with the first one, and is a copy: mediastruct volumes verify ${id}/b --from ${forShell(toText(source))}. If it holds something else, give it another --id.`,
  })
}
