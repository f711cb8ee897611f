/**
 * What follows when a copy has another state: the marker of an unburned volume goes, observers are told, and the archive's
 * index says so, too.
 *
 * `UNBURNED` says that the directory is the only place of its files. It goes when the first copy is written: with the
 * first change that leaves the volume `burned` or better (or released), and not before: an image on a disk, or a medium
 * that failed, is no place to rely on. It never comes back, for what is on a medium stays there whatever becomes of it; a
 * volume whose copies are all lost tells so by its state.
 */
import {existsSync} from 'node:fs'
import {
  type Catalog,
  type CopyChange,
  type Failure,
  fileFailure,
  fromText,
  type Host,
  isWritten,
  join,
  MediaStructError,
  removeOwnFile,
  tellOfCopy,
  toBytes,
  type VolumeKey,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {BAG_FILE} from '../bag/model.ts'
import {ArchiveFinisher} from '../finish-archive.ts'
import {recordedHash} from '../recorded.ts'

/** Does all of it; can be done any number of times. @returns what went wrong: the change itself stands */
export async function afterChange(host: Host, catalog: Catalog, key: VolumeKey, change: CopyChange) {
  const failures: Failure[] = []
  const registry = await host.plugins()
  const volume = volumeOf(new Volumes(catalog.db), key)
  const fail = (error: unknown) => void failures.push({path: volume.path, ...fileFailure(error)})
  const isOnMedium = isWritten(change.state) || change.volumeState === 'offline'
  if (isOnMedium) await removeMarker(new Volumes(catalog.db), volume).catch(fail)
  for (const error of await tellOfCopy(registry.hooks.onVolumeState, change)) fail(error)
  const finisher = new ArchiveFinisher(host, catalog, registry, volume.archive)
  if (change.volumeFrom !== change.volumeState) await finisher.refreshIndex().catch(fail)
  return failures
}

/** @throws MediaStructError NOT_OURS; where it is gone already, nothing */
async function removeMarker(volumes: Volumes, volume: VolumeRow): Promise<void> {
  const {[BAG_FILE.unburned]: recorded, ...own} = volume.own
  if (recorded === undefined) return
  const marker = join(volume.path, fromText(BAG_FILE.unburned))
  const present = await recordedHash(marker, recorded)
  if (present !== undefined) await removeOwnFile(marker, present)
  else if (existsSync(toBytes(marker))) throw rewritten()
  volumes.put({...volume, own})
}

function volumeOf(volumes: Volumes, key: VolumeKey): VolumeRow {
  const volume = volumes.get(key)
  if (volume === undefined) throw new Error(`the catalog has lost volume ${key.id}`)
  return volume
}

function rewritten(): MediaStructError {
  return new MediaStructError(
    'NOT_OURS',
    'somebody rewrote its UNBURNED: the volume is burned, and the file may go',
  )
}
