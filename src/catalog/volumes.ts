/** Volumes of archives as the catalog remembers them. */
import {MediaStructError} from '../errors.ts'
import {
  dirname,
  fromBytes,
  fromText,
  isWithin,
  join,
  type RawPath,
  relativeTo,
  toBytes,
} from '../paths/bytes.ts'
import {type Database, type SqlRow, toNumber} from './database.ts'
import {subtree} from './rows.ts'

export type VolumeState =
  | 'unburned'
  | 'imaged'
  | 'burned'
  | 'verified'
  | 'audited'
  | 'failed'
  | 'lost'
  | 'offline'

/** A folder that was too large for one volume, as far as one volume is concerned: part `number` of `of`. */
export interface FolderPart {
  /** Below `data/`. */
  folder: RawPath
  number: number
  of: number
}

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
  /** Folders of which other volumes hold the rest; absent where there is none. */
  parts?: readonly FolderPart[] | undefined
  /** Runs that put files into it, oldest first. */
  filledBy: readonly string[]
  /** SHA-256 (hex) of each file of our own in it, as written last; several while one is being replaced. */
  own: Readonly<Record<string, string | readonly string[]>>
  /**
   * An index told of it, and no copy was read back here since: the newest event that this index knew, empty for none. Of two
   * indexes that tell of a volume which was still filled, the one with the later event is right.
   */
  told?: string | undefined
  /** SHA-256 (hex) of its manifest, where a lost catalog wrote that: as it lay on a copy that was read whole. */
  toldManifest?: string | undefined
  /** Made by others: what on it, below its root, could never be read; absent where all of it was. */
  unread?: readonly RawPath[] | undefined
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

  get({archive, id}: Pick<VolumeRow, 'archive' | 'id'>): VolumeRow | undefined {
    const row = this.#db
      .query('SELECT id, archive, path, medium, capacity, record FROM volumes WHERE archive = ? AND id = ?')
      .get(toBytes(archive), id)
    return row && volumeOf(row)
  }

  all(): VolumeRow[] {
    return this.#db
      .query('SELECT id, archive, path, medium, capacity, record FROM volumes ORDER BY archive, id')
      .all()
      .map(volumeOf)
  }

  /** Volumes of which at least `copies` copies were read back whole from their medium, by us. */
  safe(copies: number): VolumeRow[] {
    const counts = this.#db.query(
      "SELECT count(*) FROM copies WHERE archive = ? AND volume = ? AND state IN ('verified', 'audited') AND adopted = 0",
    )
    return this.all().filter(({archive, id}) => toNumber(counts.get(toBytes(archive), id)?.[0]) >= copies)
  }

  /** Directories of volumes that were released, by us: the user may have deleted them. */
  released(): RawPath[] {
    return this.#db
      .query(
        `SELECT DISTINCT v.path FROM volumes v JOIN volume_events e ON e.archive = v.archive AND e.volume = v.id
         WHERE e.event = 'released' AND e.adopted = 0`,
      )
      .all()
      .map(([path]) => fromBytes(path as Uint8Array))
  }

  /** What lies in a volume's directory lies on media alone from now on: it counts in reports, and justifies no move. */
  markFilesOffline({path}: Pick<VolumeRow, 'path'>): void {
    this.#db
      .query(
        `UPDATE files SET offline = 1 WHERE directory IN (
           SELECT id FROM directories WHERE path = ? OR (path >= ? AND path < ?))`,
      )
      .run(...subtree(path))
  }

  /** What an index told of a volume is known for certain now: a copy was read whole, and each file was as told. */
  markRead(key: Pick<VolumeRow, 'archive' | 'id'>): void {
    const volume = this.get(key)
    if (volume?.told === undefined) return
    const {told: _, ...read} = volume
    this.put(read)
    this.#db
      .query(
        `UPDATE files SET told = 0 WHERE told = 1 AND directory IN (
           SELECT id FROM directories WHERE path = ? OR (path >= ? AND path < ?))`,
      )
      .run(...subtree(volume.path))
  }

  /**
   * Whether a file below a volume's directory is on the media that were made of it, by the index. What somebody put there
   * later is not: where the index knows more files than there were, only those count that a run put there.
   */
  isOnMedia(volume: VolumeRow): (file: RawPath) => boolean {
    const [, from, to] = subtree(volume.path)
    const known = this.#db
      .query(
        `SELECT count(*) FROM directories d JOIN files f ON f.directory = d.id
         WHERE d.path = ? OR (d.path >= ? AND d.path < ?)`,
      )
      .get(toBytes(volume.path), from, to)?.[0]
    if (toNumber(known) <= volume.files) return (file) => isWithin(file, volume.path)
    return (file) => isWithin(file, volume.path) && this.measuredBlake3(file) !== undefined
  }

  /** @throws MediaStructError VOLUME_CLOSED where a planned run would put something into a volume that is closed */
  assertOpenFor(archive: RawPath, run: string): void {
    for (const {id, path, state} of this.of(archive)) {
      if (state === 'unburned') continue
      const [, from, to] = subtree(path)
      const coming = this.#db.query(
        'SELECT 1 FROM moves WHERE target >= ? AND target < ? AND run = ? LIMIT 1',
      )
      if (coming.get(from, to, run) === undefined) continue
      throw new MediaStructError('VOLUME_CLOSED', `${id} is ${state}: nothing is added to it any more.`, {
        hint: 'Plan again: "mediastruct archive" puts the files into a volume that is open.',
      })
    }
  }

  put(volume: VolumeRow): void {
    const {id, archive, path, medium, capacityBytes, ...record} = volume
    this.#db
      .query(
        'INSERT OR REPLACE INTO volumes (id, archive, path, medium, capacity, record) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(id, toBytes(archive), toBytes(path), medium, capacityBytes, JSON.stringify(record))
  }

  /** Forgets a volume that nothing is in any more. */
  remove({archive, id}: Pick<VolumeRow, 'archive' | 'id'>): void {
    this.#db.query('DELETE FROM volumes WHERE archive = ? AND id = ?').run(toBytes(archive), id)
  }

  /**
   * Enters the volumes that a planned archive run is about to fill, so that they are known whatever becomes of the run.
   * What they hold is counted when they are finished.
   * @throws MediaStructError VOLUME_CLOSED
   */
  enlist(archive: RawPath, run: string): void {
    this.assertOpenFor(archive, run)
    const known = new Map(this.of(archive).map((volume) => [volume.id, volume]))
    const rows = this.#db
      .query("SELECT DISTINCT details ->> 'volume', details ->> 'medium' FROM moves WHERE run = ?")
      .all(run)
    for (const [id, medium] of rows) {
      if (typeof id !== 'string' || typeof medium !== 'string' || !isPlainName(id)) continue
      const volume = known.get(id) ?? emptyVolume(archive, id, medium)
      this.put({...volume, filledBy: [...volume.filledBy, run]})
    }
  }

  /** Archive runs of which something still lies below a volume's directory, oldest first. */
  fillersOf(path: RawPath): string[] {
    const [, from, to] = subtree(path)
    return this.#db
      .query(
        `SELECT DISTINCT m.run FROM moves m JOIN runs r ON r.id = m.run
         WHERE m.target >= ? AND m.target < ? AND m.state = 'done' AND r.command = 'archive' ORDER BY m.run`,
      )
      .all(from, to)
      .map(([run]) => String(run))
  }

  /** Folders of which a run put a part there, as it was planned and lies there still. */
  partsOf(path: RawPath): FolderPart[] {
    const payload = join(path, 'data' as RawPath)
    const [, from, to] = subtree(payload)
    const parts = new Map<string, FolderPart>()
    const rows = this.#db
      .query(
        `SELECT target, details ->> 'part' FROM moves
         WHERE target >= ? AND target < ? AND state = 'done' AND details ->> 'part' IS NOT NULL ORDER BY target`,
      )
      .all(from, to)
    for (const [target, part] of rows) {
      const [number = 0, of = 0] = String(part).split(' of ').map(Number)
      const folder = relativeTo(payload, dirname(fromBytes(target as Uint8Array)))
      if (number > 0 && of > 0) parts.set(`${number} of ${of} of ${folder}`, {folder, number, of})
    }
    return [...parts.values()]
  }

  /** Whether a run was interrupted while it moved something below a volume's directory: recovery may finish it. */
  isAwaiting(path: RawPath): boolean {
    const [, from, to] = subtree(path)
    return (
      this.#db
        .query("SELECT 1 FROM moves WHERE target >= ? AND target < ? AND state = 'intent' LIMIT 1")
        .get(from, to) !== undefined
    )
  }

  /** BLAKE3 (hex) that was measured when a run put the file there. */
  measuredBlake3(path: RawPath): string | undefined {
    const blake3 = this.#db
      .query(
        "SELECT blake3 FROM moves WHERE target = ? AND state = 'done' AND blake3 IS NOT NULL ORDER BY run DESC LIMIT 1",
      )
      .get(toBytes(path))?.[0]
    return blake3 instanceof Uint8Array ? Buffer.from(blake3).toString('hex') : undefined
  }
}

function isPlainName(id: string): boolean {
  return id !== '' && !id.startsWith('.') && !id.includes('/')
}

function emptyVolume(archive: RawPath, id: string, medium: string): VolumeRow {
  const nothing = {
    capacityBytes: 0,
    usedBytes: 0,
    payloadBytes: 0,
    files: 0,
    folders: [],
    filledBy: [],
    own: {},
  }
  return {id, archive, path: join(archive, fromText(id)), medium, state: 'unburned', ...nothing}
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
