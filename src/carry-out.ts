/** What a command that moves files says of its run: how it is planned, where it may put things, what is to be written afterwards. */
import type {RunHeader, StoredMove} from './catalog/runs.ts'
import type {RawPath} from './paths/bytes.ts'
import type {Failure, Left, Move, Notice} from './plan/move.ts'

/** Where a planner puts what it decided. */
export interface PlanSink {
  move(move: Move): void
  left(left: Left): void
  failure(failure: Failure): void
  /** Shown only by commands whose `CarryOut` says that they have notices. */
  notice(notice: Notice): void
}

/** What a command knows once its moves are made, or only planned. */
export interface Afterwards {
  run: string
  moves: () => Iterable<StoredMove>
  /** False for a dry run, and where only a plan was saved. */
  real: boolean
  /** Lists a file on which something failed only now. */
  failure: (failure: Failure) => void
}

export interface CarryOut {
  /** The command as its document is called, `sort` or `apply`. */
  command: string
  header: RunHeader
  plan: (sink: PlanSink) => void | Promise<void>
  /** Whether the command's document has a list of notices, empty or not. */
  hasNotices?: boolean
  /** Trees that files are taken from: below them `--prune-empty` may remove what was emptied. */
  sources?: readonly RawPath[]
  /** Directories within masters that an undo may take out of. */
  allowOutOf?: readonly RawPath[]
  /** After the moves and before the report: indexes to write. Its answer is added to the document. */
  afterwards?: (result: Afterwards) => Promise<object | undefined>
  /** The next sensible command. */
  next?: string
}
