/** What a case is: who runs, on what, and which ratio the project has set itself. */
import type {Command} from './measure.ts'
import type {Peer} from './peers.ts'
import type {PlantedTree} from './planted.ts'
import type {TreeName} from './trees.ts'

/** What is counted of a run, and how a person reads it. Every run has the first three, if the machine can tell. */
export const FIGURES = {
  wall: 'seconds',
  cpu: 'seconds',
  memory: 'bytes',
  /** Of an interrupted crawl, the share of the bytes that are read twice. */
  repeated: 'share',
  /** By how much more volumes a packing takes than the lower bound. */
  above: 'share',
  /** The longest time for which the main thread did nothing else. */
  gap: 'seconds',
  /** When that was, after the start. */
  gapAt: 'seconds',
} as const

export type Figure = keyof typeof FIGURES
export type Figures = Readonly<Partial<Record<Figure, number>>>

/** Where a contender runs. */
export interface Place {
  readonly tree: PlantedTree
  /** Emptied before each run: working directory, and whatever one run writes. What the run said is in `stdout` there. */
  readonly scratch: string
  /** What lasts from round to round, of this contender alone. */
  readonly kept: string
  readonly env: Readonly<Record<string, string>>
  /** Runs a command that is not counted. */
  run(command: Command): Promise<void>
}

export interface Contender {
  readonly name: string
  /** Left out where this tool is missing. */
  readonly peer?: Peer
  readonly tree: TreeName | undefined
  /** Once, not counted. */
  setUp?(place: Place): Promise<void> | void
  /** Before each run, not counted: a fresh copy for who moves files. */
  prepare?(place: Place): Promise<void> | void
  /** What is counted. */
  command(place: Place): Command
  /** Whether its stdout is looked at afterwards. */
  readonly keepStdout?: boolean
  /** After each run, not counted: what else it showed. @throws Error where the work was not done */
  figures?(place: Place): Figures | undefined
}

/** A figure of one contender, absolute or as a ratio to the best of others. It is shown, never enforced. */
export interface Goal {
  readonly figure: Figure
  readonly of: string
  readonly against?: readonly string[]
  readonly atMost?: number
  readonly beyond?: number
}

export interface Case {
  readonly name: string
  readonly about: string
  readonly rounds: number
  readonly contenders: readonly Contender[]
  readonly goals: readonly Goal[]
}

export function treesOf({contenders}: Case): TreeName[] {
  return contenders.flatMap(({tree}) => tree ?? [])
}
