/** A volume as an archive run would leave it, in a catalog of its own. */
import type {Catalog} from '../../src/catalog/catalog.ts'
import type {ImageFacts} from '../../src/catalog/volume-events.ts'
import {type VolumeRow, Volumes} from '../../src/catalog/volumes.ts'
import {raw} from './indexed.ts'

export function volumeRow(more: Partial<VolumeRow> = {}): VolumeRow {
  return {
    id: 'MS-0001',
    archive: raw('/archive'),
    path: raw('/archive/MS-0001'),
    medium: 'bd-r-25',
    capacityBytes: 24_220_008_448,
    state: 'unburned',
    usedBytes: 1,
    payloadBytes: 1,
    files: 1,
    folders: [],
    filledBy: ['RUN'],
    own: {},
    ...more,
  }
}

export function putVolume(catalog: Catalog, more: Partial<VolumeRow> = {}): VolumeRow {
  const volume = volumeRow(more)
  new Volumes(catalog.db).put(volume)
  return volume
}

export const IMAGE: ImageFacts = {
  sha256: 'ab'.repeat(32),
  sectors: 1000,
  sectorBytes: 2048,
  file: raw('/tmp/MS-0001.iso'),
  imager: 'xorriso',
  version: '1.5.6',
}
