/** The manifest of a volume that a lost catalog wrote: known again once a copy was read whole. */
import {type Catalog, join, relativeTo, type VolumeRow, Volumes} from 'mediastruct'
import {sha256Of} from '../bag/checksums.ts'
import {formatManifest} from '../bag/manifest.ts'
import {BAG_FILE, PAYLOAD} from '../bag/model.ts'
import {parseVolumeIndex, type VolumeIndex} from '../bag/read-index.ts'
import {filesOf, payloadOf} from '../contents.ts'
import {knownBlake3} from '../finish.ts'
import {isOurs} from './expected.ts'
import {type Medium, smallFile} from './medium.ts'

/**
 * The index beside it ties each of its rows to the content that this catalog knows. Whether the medium's files are as they
 * should be, these two among them, is for the caller to see to.
 * @returns SHA-256, lower-case hex; undefined where we wrote it and know it, or it says anything else
 */
export async function toldManifest(
  catalog: Catalog,
  volume: VolumeRow,
  medium: Medium,
): Promise<string | undefined> {
  if (isOurs(volume)) return undefined
  const manifest = await smallFile(medium, BAG_FILE.manifest)
  const index = await smallFile(medium, BAG_FILE.index)
  const entries = manifest && index && entriesOf(index)
  if (!entries || !isAllKnown(catalog, volume, entries)) return undefined
  const rows = [...entries.values()].map(({path, sha256}) => ({path: join(PAYLOAD, path), digest: sha256}))
  return formatManifest(rows).equals(manifest) ? sha256Of(manifest) : undefined
}

function entriesOf(index: Buffer): VolumeIndex['entries'] | undefined {
  try {
    return parseVolumeIndex(index, BAG_FILE.index).entries
  } catch {
    return undefined
  }
}

function isAllKnown(catalog: Catalog, volume: VolumeRow, entries: VolumeIndex['entries']): boolean {
  const volumes = new Volumes(catalog.db)
  const data = payloadOf(volume)
  let files = 0
  for (const file of filesOf(catalog, volume)) {
    const entry = entries.get(relativeTo(data, file.path))
    if (!entry || entry.size !== file.size || entry.blake3 !== knownBlake3(volumes, file)) return false
    files++
  }
  return files > 0 && files === entries.size
}
