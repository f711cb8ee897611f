/** Which volume a medium is a copy of: a disc that was taken for another one says nothing of the other. */
import {EXIT, MediaStructError, toText, type VolumeRow} from 'mediastruct'
import {sha256Of} from '../bag/checksums.ts'
import {parseManifest} from '../bag/manifest.ts'
import {BAG_FILE} from '../bag/model.ts'
import {idInIndex} from '../bag/read-index.ts'
import {type Expected, isOurs, recorded} from './expected.ts'
import {type Medium, smallFile} from './medium.ts'

/**
 * It is told by the bag that lies on it: burned by other means, a copy of the directory has any label. What others made has
 * any name, too, and several discs of theirs the same; but what has an index of ours is no other volume that is known.
 * @param ids of all volumes
 * @throws MediaStructError WRONG_DISC
 */
export async function assertIsOf(
  volume: VolumeRow,
  medium: Medium,
  expected: ReadonlyMap<string, Expected>,
  ids: ReadonlySet<string>,
): Promise<void> {
  const where = toText(medium.path)
  if (await hasManifestOf(volume, medium)) return
  const id = await idOf(medium, ids)
  const isKnown = id !== undefined && ids.has(id) && medium.files.some(({path}) => path === BAG_FILE.index)
  if (id !== undefined && id !== volume.id && (isOurs(volume) || isKnown))
    throw wrong(volume, `${where} holds ${id}, not ${volume.id}.`)
  if (!medium.files.some(({path}) => expected.has(path))) {
    throw wrong(volume, `${where} holds nothing of ${volume.id}: not one of its files is there.`)
  }
  if (await isNamesake(volume, medium)) {
    throw wrong(volume, `${where} holds another volume that is called ${volume.id}, too: of another archive.`)
  }
}

/** Its manifest is one that we wrote for this volume: the files in it are told apart by that, and by nothing else. */
async function hasManifestOf({own}: VolumeRow, medium: Medium): Promise<boolean> {
  const manifest = await smallFile(medium, BAG_FILE.manifest)
  return manifest !== undefined && recorded(own, BAG_FILE.manifest).includes(sha256Of(manifest))
}

/** The label counts where it is that of a volume, or where nothing of ours lies on the medium. */
async function idOf(medium: Medium, ids: ReadonlySet<string>): Promise<string | undefined> {
  const told = idInIndex(await smallFile(medium, BAG_FILE.index))
  if (told !== undefined) return told
  const {label, files} = medium
  const isBag = files.some(({path}) => path === BAG_FILE.index || path === BAG_FILE.manifest)
  return label && (!isBag || ids.has(label)) ? label : undefined
}

/** Its manifest is whole by its own tag manifest, and yet none that was ever ours. */
async function isNamesake({own}: VolumeRow, medium: Medium): Promise<boolean> {
  const ours = recorded(own, BAG_FILE.manifest)
  const manifest = await smallFile(medium, BAG_FILE.manifest)
  const tags = await smallFile(medium, BAG_FILE.tagManifest)
  if (ours.length === 0 || !manifest || !tags) return false
  const sha256 = sha256Of(manifest)
  if (ours.includes(sha256)) return false
  return [...parseManifest(tags)].some((line) => line.path === BAG_FILE.manifest && line.digest === sha256)
}

function wrong({id}: VolumeRow, message: string): MediaStructError {
  return new MediaStructError('WRONG_DISC', message, {
    hint: `Nothing was recorded. Put in the copy of ${id} that is meant, or name the copy that this one is.`,
    exitCode: EXIT.findings,
  })
}
