/**
 * Everything that ever happened to volumes and their copies: rows are added and never changed. What a copy is now follows
 * from the last one that speaks of it.
 */
import type {RawPath} from '../paths/bytes.ts'
import {fromBytes, toBytes} from '../paths/bytes.ts'
import type {CopyState} from './copy-states.ts'
import {type Database, type SqlRow, toNumber} from './database.ts'
import {ulid} from './ulid.ts'

/** A volume of one archive. */
export interface VolumeKey {
  readonly archive: RawPath
  readonly id: string
}

export const VOLUME_EVENTS = [
  'imaged',
  'burned',
  'checked',
  'failed',
  'lost',
  'released',
  /** Stood in a catalog, or in an index, that said no more of it. */
  'imported',
] as const
export type VolumeEventName = (typeof VOLUME_EVENTS)[number]

/** The error correction that an image carries. */
export interface EccFacts {
  /** Of the provider: `dvdisaster`. */
  readonly name: string
  /** Of what made it, as the provider tells it. */
  readonly version: string
  /** Sectors that the image had without it, of 2048 bytes. */
  readonly imageSectors: number
  /** Error correction in percent of what it corrects. */
  readonly redundancyPercent: number
  /** Sectors that it is not recognized without: packed by DEFLATE (RFC 1951), in base64. */
  readonly vital?: readonly {readonly sector: number; readonly packed: string}[] | undefined
}

/** An image of a volume, as it was made and read back. */
export interface ImageFacts {
  /** Of the whole image, lower-case hex. */
  readonly sha256: string
  /** Sectors that the image has: what is read of a medium to compare it. */
  readonly sectors: number
  readonly sectorBytes: number
  /** Where it was written. */
  readonly file?: RawPath | undefined
  /** The program that made it: `xorriso`. */
  readonly imager: string
  /** As that program tells it: `1.5.6`. */
  readonly version: string
  /** false: without the index of the whole archive. */
  readonly archiveIndex?: boolean | undefined
  /** Its sectors are among those of the image. */
  readonly ecc?: EccFacts | undefined
}

/** One reading of a copy, compared with what was written. */
export interface CopyCheck {
  readonly result: 'ok' | 'damaged'
  /** Sectors that were read; undefined where files were read and not the medium. */
  readonly sectors?: number | undefined
  /** Files that were read and compared. */
  readonly files: number
  /** Part `part` of `of` of the copy was read; undefined: all of it. */
  readonly subset?: {readonly part: number; readonly of: number} | undefined
  /** Files that were found wrong, below the volume's directory. */
  readonly damaged: readonly RawPath[]
  /** The image file that was read, where it was no drive and no directory. */
  readonly file?: RawPath | undefined
  /** The directory that was read, where it was no drive and no image. */
  readonly directory?: RawPath | undefined
  /** Of that file, or of one in that directory: no other has it, under whatever name. */
  readonly identity?: string | undefined
}

/** What is told of an event besides its name. */
export interface EventDetails {
  /** The command that saw it: `burn`, `verify`, `mark`, … */
  readonly by: string
  /** Where the copy is kept, as the user calls it. */
  readonly where?: string | undefined
  /** `imaged`: the image. */
  readonly image?: ImageFacts | undefined
  /** `burned`: SHA-256 of the image that was written, where one was. */
  readonly burnedImage?: string | undefined
  /** `checked`: what was found. */
  readonly check?: CopyCheck | undefined
  /** `failed`: why, as a sentence. */
  readonly reason?: string | undefined
}

export interface VolumeEventRow extends EventDetails {
  /** A ULID: events sort by it. */
  readonly id: string
  /** ms since 1970. */
  readonly atMs: number
  readonly archive: RawPath
  readonly volume: string
  /** Undefined: the volume itself. */
  readonly copy: string | undefined
  readonly event: VolumeEventName
  /** That it left the copy in; `offline` for a volume that was released. */
  readonly state: CopyState | 'offline'
  /** Told by an index that was read, not seen by this catalog. */
  readonly adopted: boolean
}

export type NewVolumeEvent = Omit<VolumeEventRow, 'id' | 'atMs' | 'adopted'>

const COLUMNS = 'id, at_ms, archive, volume, copy, event, state, adopted, details'

export class VolumeEvents {
  readonly #db: Database
  readonly #now: () => number

  /** @param now ms since 1970 */
  constructor(db: Database, now: () => number = Date.now) {
    this.#db = db
    this.#now = now
  }

  /** Newest first. */
  all(limit = -1): VolumeEventRow[] {
    return this.#db
      .query(`SELECT ${COLUMNS} FROM volume_events ORDER BY id DESC LIMIT ?`)
      .all(limit)
      .map(eventOf)
  }

  /** Oldest first. */
  of({archive, id}: VolumeKey): VolumeEventRow[] {
    return this.#db
      .query(`SELECT ${COLUMNS} FROM volume_events WHERE archive = ? AND volume = ? ORDER BY id`)
      .all(toBytes(archive), id)
      .map(eventOf)
  }

  /** That an image was made. @param sha256 of the whole image, lower-case hex */
  ofImage(sha256: string): VolumeEventRow | undefined {
    const row = this.#db
      .query(
        `SELECT ${COLUMNS} FROM volume_events WHERE event = 'imaged' AND details ->> '$.image.sha256' = ? ORDER BY id DESC LIMIT 1`,
      )
      .get(sha256)
    return row && eventOf(row)
  }

  /** Adds what happened just now, after all that is known. */
  add(event: NewVolumeEvent): VolumeEventRow {
    const newest = this.#db.query('SELECT max(id) FROM volume_events').get()?.[0]
    const atMs = this.#now()
    const row = {
      ...event,
      id: ulid(typeof newest === 'string' ? newest : undefined, atMs),
      atMs,
      adopted: false,
    }
    if (!this.#insert(row)) throw new Error(`The event ${row.id} was not recorded: that id is taken.`)
    return row
  }

  /** Adds what an index tells. @returns whether it was not known yet */
  adopt(event: Omit<VolumeEventRow, 'adopted'>): boolean {
    return this.#insert({...event, adopted: true})
  }

  #insert(row: VolumeEventRow): boolean {
    const {id, atMs, archive, volume, copy, event, state, adopted, ...details} = row
    const {changes} = this.#db
      .query(`INSERT OR IGNORE INTO volume_events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        id,
        atMs,
        toBytes(archive),
        volume,
        copy ?? null,
        event,
        state,
        adopted ? 1 : 0,
        JSON.stringify(details),
      )
    return changes > 0
  }
}

function eventOf(row: SqlRow): VolumeEventRow {
  const [id, atMs, archive, volume, copy, event, state, adopted, details] = row
  const {where, ...told} = JSON.parse(String(details)) as EventDetails
  return {
    id: String(id),
    atMs: toNumber(atMs),
    archive: fromBytes(archive as Uint8Array),
    volume: String(volume),
    copy: copy === null ? undefined : String(copy),
    event: event as VolumeEventName,
    state: state as VolumeEventRow['state'],
    adopted: toNumber(adopted) === 1,
    ...told,
    ...(typeof where === 'string' && {where}),
  }
}
