/** Volumes of archives as the catalog remembers them. */
import {fromBytes, type RawPath, toBytes} from '../paths/bytes.ts'
import {type Database, type SqlRow, toNumber} from './database.ts'

export type VolumeState = 'unburned' | 'imaged' | 'burned' | 'verified' | 'audited' | 'failed' | 'lost' | 'offline'

export interface VolumeRow {
  id: string
  archive: RawPath
  /** Its directory. */
  path: RawPath
  medium: string
  /** Bytes. */
  capacityBytes: number
  state: VolumeState
  usedBytes: number
  payloadBytes: number
  files: number
  /** Below `data/`. */
  folders: readonly RawPath[]
  /** Runs that put files into it, oldest first. */
  filledBy: readonly string[]
  /** SHA-256 (hex) of each file of our own in it, as written last. */
  own: Readonly<Record<string, string>>
}

type VolumeRecord = Omit<VolumeRow, 'id' | 'archive' | 'path' | 'medium' | 'capacityBytes'>

export class Volumes {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Volumes of one archive, by id. */
  of(archive: RawPath): VolumeRow[] {
    return this.#db
      .query('SELECT id, archive, path, medium, capacity, record FROM volumes WHERE archive = ? ORDER BY id')
      .all(toBytes(archive))
      .map(volumeOf)
  }

  all(): VolumeRow[] {
    return this.#db.query('SELECT id, archive, path, medium, capacity, record FROM volumes ORDER BY archive, id').all().map(volumeOf)
  }

  /** Volumes of which at least `copies` copies were read back whole from their medium. */
  safe(copies: number): VolumeRow[] {
    const counts = this.#db.query(
      "SELECT count(*) FROM copies WHERE archive = ? AND volume = ? AND state IN ('verified', 'audited')",
    )
    return this.all().filter(({archive, id}) => toNumber(counts.get(toBytes(archive), id)?.[0]) >= copies)
  }

  put(volume: VolumeRow): void {
    const {id, archive, path, medium, capacityBytes, ...record} = volume
    this.#db
      .query('INSERT OR REPLACE INTO volumes (id, archive, path, medium, capacity, record) VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, toBytes(archive), toBytes(path), medium, capacityBytes, JSON.stringify(record))
  }
}

function volumeOf(row: SqlRow): VolumeRow {
  const [id, archive, path, medium, capacity, record] = row
  const stored = JSON.parse(String(record)) as VolumeRecord
  return {
    id: String(id),
    archive: fromBytes(archive as Uint8Array),
    path: fromBytes(path as Uint8Array),
    medium: String(medium),
    capacityBytes: toNumber(capacity),
    ...stored,
  }
}
