/** The indexes on a medium: only what its own manifest vouches for to the bit. */
import {fromText, type RawPath, toText} from 'mediastruct'
import {sha256Of} from '../bag/checksums.ts'
import {parseManifest} from '../bag/manifest.ts'
import {ARCHIVE_INDEX_ON_DISC, BAG_FILE} from '../bag/model.ts'
import {parseVolumeIndex, type VolumeIndex} from '../bag/read-index.ts'
import {bytesOf, openSource, type Source} from '../imaging/sources.ts'
import {type CheckedText, checkedText, unproven} from './checked-text.ts'

export interface MediumIndexes {
  readonly volume: VolumeIndex
  readonly archiveIndex: CheckedText | undefined
  close(): Promise<void>
}

/**
 * Undefined where there is no volume's index.
 * @throws MediaStructError NOT_AN_IMAGE, BAD_INDEX, NEWER_INDEX; the system call's error
 */
export async function readMediumIndexes(path: RawPath): Promise<MediumIndexes | undefined> {
  const source = await openSource(path)
  try {
    if (!(await source.file(fromText(BAG_FILE.index)))) {
      await source.close()
      return undefined
    }
    const tags = await tagsOf(source)
    const text = await tagFile(source, tags, BAG_FILE.index)
    const volume = parseVolumeIndex(text, nameOn(source, BAG_FILE.index))
    const archiveIndex = await archiveIndexOn(source, tags)
    const close = async () => {
      await archiveIndex?.close()
      await source.close()
    }
    return {volume, archiveIndex, close}
  } catch (error) {
    await source.close()
    throw error
  }
}

/** By name: SHA-256 of the files that describe the volume. */
async function tagsOf(source: Source): Promise<Map<string, string>> {
  const name = BAG_FILE.tagManifest
  const manifest = await bytesOf(source, fromText(name))
  const lines = [...parseManifest(manifest ?? Buffer.alloc(0))]
  const tags = new Map<string, string>(lines.map(({path, digest}) => [path, digest]))
  if (tags.has(BAG_FILE.index)) return tags
  throw unproven(
    nameOn(source, name),
    'it is not there, or can not be read: nothing tells whether the indexes are whole',
  )
}

async function tagFile(source: Source, tags: ReadonlyMap<string, string>, name: string): Promise<Buffer> {
  const bytes = await bytesOf(source, fromText(name))
  if (bytes && sha256Of(bytes) === tags.get(name)) return bytes
  throw unproven(
    nameOn(source, name),
    bytes ? 'it is damaged: its checksum is another' : 'it can not be read',
  )
}

/** None on a disc that is meant to be given away. */
async function archiveIndexOn(
  source: Source,
  tags: ReadonlyMap<string, string>,
): Promise<CheckedText | undefined> {
  const digest = tags.get(ARCHIVE_INDEX_ON_DISC)
  const file = await source.file(fromText(ARCHIVE_INDEX_ON_DISC))
  const name = nameOn(source, ARCHIVE_INDEX_ON_DISC)
  if (file && digest !== undefined) return checkedText(name, file.read(), digest)
  if (!file && digest === undefined) return undefined
  throw unproven(name, file ? 'it does not belong to this volume' : 'it is missing')
}

function nameOn({path}: Source, name: string): string {
  return `${toText(path)}: ${name}`
}
