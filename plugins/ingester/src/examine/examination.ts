/** What one file says of itself: read once, in a worker, for all sources that ask. Plain data, for it crosses processes. */
import type {SourceName} from '../sources/names.ts'

/** A date that stands in the file, trusted or not. */
export interface Candidate {
  /** The source that speaks by it. */
  readonly source: SourceName
  /** Where it stands, as people who know the format call it: `EXIF DateTimeOriginal`, `QuickTime mvhd`. */
  readonly field: string
  /** As it was written; of a number, as it is shown to a person. */
  readonly written: string
  /** Wall clock, ISO 8601 without zone; undefined where it is an instant (`utcSeconds`), or no date. */
  readonly local?: string | undefined
  /** `+02:00`, `Z`; only where the file says so. */
  readonly offset?: string | undefined
  /** Seconds since 1970 UTC, where the field is UTC by specification. */
  readonly utcSeconds?: number | undefined
}

export interface Camera {
  readonly make?: string | undefined
  readonly model?: string | undefined
}

/** Decimal degrees, north and east positive. */
export interface Position {
  readonly latitude: number
  readonly longitude: number
}

export interface Examination {
  /** What the first bytes say that it is, as a lower-case extension (`jpg`, `heic`, `mov`, `mkv` …); undefined for what is not known. */
  readonly type?: string | undefined
  /** In the order in which each source believes them. */
  readonly candidates: readonly Candidate[]
  readonly camera?: Camera | undefined
  readonly position?: Position | undefined
  /** Apple's ContentIdentifier, which the halves of a Live Photo share. */
  readonly contentId?: string | undefined
}
