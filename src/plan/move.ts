/** What planners hand to the executor: plain data. */
import type {RawPath} from '../paths/bytes.ts'

/** What a file looked like when it was planned; a file that looks otherwise is left (`changed`). */
export interface Observed {
  /** Bytes. */
  readonly size: number
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint
}

/** One file's way from here to there. */
export interface Move extends Observed {
  readonly from: RawPath
  /**
   * Wished target. The executor never overwrites: it takes a suffix before the extension where this is taken; a file of
   * `refile`, which has a name, is left.
   */
  readonly to: RawPath
  /** Digest by `algorithm`, lower-case hex. */
  readonly hash: string
  readonly algorithm: string
  readonly reason: string
  /** The other file of the same content that justifies taking this one away; it is read again before and opened after. */
  readonly keeper?: RawPath | undefined
  /** Moves of one asset are carried out together or not at all. */
  readonly asset?: string | undefined
  /** Leave the original where it is (`ingest --copy`). */
  readonly copy?: boolean | undefined
  /** What the planner adds to this move in the report: `date`, `dateSource`, `volume`. */
  readonly details?: Readonly<Record<string, string>> | undefined
}

export const LEFT_CODES = [
  'junk',
  'undated',
  'unstable',
  'held',
  'changed',
  'last-copy',
  'offline',
  'package',
  'name',
  'excluded',
] as const
export type LeftCode = (typeof LEFT_CODES)[number]

/** A file left where it is on purpose. */
export interface Left {
  readonly path: RawPath
  readonly code: LeftCode
  readonly reason: string
}

/** `type`: content that is not what the extension says. `name`: a name that not every file system takes. */
export const NOTICE_CODES = ['type', 'name'] as const
export type NoticeCode = (typeof NOTICE_CODES)[number]

/** Something to know of a file that is moved all the same. */
export interface Notice {
  readonly path: RawPath
  readonly code: NoticeCode
  readonly reason: string
}

/** A file on which something failed. */
export interface Failure {
  readonly path: RawPath
  /** errno name or an error code of ours. */
  readonly code: string
  readonly message: string
}

export type MoveState = 'planned' | 'done' | 'failed' | 'undone'
export const PLANNED_COMMANDS = ['ingest', 'refile', 'sort', 'archive', 'undo'] as const
export type PlannedCommand = (typeof PLANNED_COMMANDS)[number]

/** What a plan is about, before its first move. */
export interface PlanHeader {
  readonly command: PlannedCommand
  /** The tree that everything is moved into; its `.mediastruct/` holds the run's journal. Nothing is put outside it and `alsoInto` (undo excepted). */
  readonly target: RawPath
  /** Further directories that files may be put into: those of duplicates, and of what has no date. */
  readonly alsoInto?: readonly RawPath[] | undefined
  /** Real paths of trees that nothing may leave. */
  readonly masters: readonly RawPath[]
  /** Algorithm of the moves' hashes. */
  readonly algorithm: string
}
