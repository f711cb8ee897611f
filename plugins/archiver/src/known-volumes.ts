/** Volumes as `volumes list`, `show` and `locate` show them. */
import {existsSync} from 'node:fs'
import {
  type Copies,
  type Host,
  MediaStructError,
  nearest,
  pathFields,
  toBytes,
  toText,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {allCopyFields} from './copies/shown.ts'
import {volumeFields} from './volume.ts'

/** Every volume that the catalog remembers, of all archives; one whose directory is not there is offline. */
export async function knownVolumes(host: Host): Promise<VolumeRow[]> {
  const catalog = await host.catalog('read')
  return new Volumes(catalog.db)
    .all()
    .map((volume) => (existsSync(toBytes(volume.path)) ? volume : {...volume, state: 'offline'}))
}

/** @throws MediaStructError UNKNOWN_VOLUME, AMBIGUOUS_VOLUME */
export function volumeNamed(id: string, volumes: readonly VolumeRow[], host: Host): VolumeRow {
  const named = volumes.filter((volume) => volume.id.toLowerCase() === id.toLowerCase())
  const own = named.find(({archive}) => archive === host.settings.archive)
  const only = own ?? (named.length === 1 ? named[0] : undefined)
  if (only) return only
  if (named.length > 1) {
    const archives = named.map(({archive}) => toText(archive)).join(', ')
    throw new MediaStructError('AMBIGUOUS_VOLUME', `Several archives have a volume ${id}: ${archives}.`, {
      hint: 'Set "archive" in the config to the one that is meant.',
    })
  }
  const near = nearest(
    id,
    volumes.map((volume) => volume.id),
  )
  throw new MediaStructError('UNKNOWN_VOLUME', `There is no volume ${id}.`, {
    hint: near === undefined ? '"mediastruct volumes list" lists them.' : `Did you mean ${near}?`,
  })
}

/** Its state, and whether only an index tells of it. */
export function shownState({state, told}: VolumeRow): string {
  return told === undefined ? state : `${state} (told)`
}

/** With its copies. */
export function knownVolumeFields(volume: VolumeRow, copies: Copies): object {
  const {id, path, state, medium, capacityBytes, usedBytes, payloadBytes, files, folders, parts} = volume
  return {
    ...volumeFields({id, path, state, medium, capacityBytes, usedBytes, payloadBytes, files, folders, parts}),
    ...pathFields('archive', volume.archive),
    ...(volume.told !== undefined && {told: true}),
    ...(volume.unread && {unread: volume.unread.length}),
    copies: allCopyFields(copies, volume),
  }
}
