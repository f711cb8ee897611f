/** Volumes and what lies on them, as a catalog remembers them; nothing of it need be on a disk. */
import {join} from 'node:path'
import {type CatalogFile, Copies, fromText, type VolumeRow, Volumes} from 'mediastruct'
import {Catalog} from '../../../../src/catalog/catalog.ts'
import {row} from '../fixtures.ts'
import {Scratch} from '../scratch.ts'

export class World {
  readonly scratch = new Scratch()
  readonly catalog = Catalog.open(join(this.scratch.path, 'catalog.db'), 'write')
  readonly volumes = new Volumes(this.catalog.db)
  readonly copies = new Copies(this.catalog.db)

  volume(id: string, files: Readonly<Record<string, Partial<CatalogFile>>> = {}): VolumeRow {
    const volume: VolumeRow = {
      id,
      archive: this.scratch.raw,
      path: fromText(join(this.scratch.path, id)),
      medium: 'test-disc',
      state: 'burned',
      capacityBytes: 0,
      usedBytes: 0,
      payloadBytes: 0,
      files: Object.keys(files).length,
      folders: [],
      filledBy: ['01RUN'],
      own: {},
    }
    this.volumes.put(volume)
    for (const [path, more] of Object.entries(files))
      this.catalog.put(row(join(this.scratch.path, id, 'data', path), {hash: hashOf(path), ...more}))
    return volume
  }

  close(): void {
    this.catalog.close()
    this.scratch.remove()
  }
}

/** 64 hex digits that tell of a text. */
export function hashOf(text: string): string {
  return Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64)
}
