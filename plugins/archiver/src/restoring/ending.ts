/** How it ended: what failed and why, what still has to be fetched, and the command that goes on. */
import {
  type CopyRow,
  type Failure,
  forShell,
  fromText,
  isWithin,
  type RawPath,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {type Disc, discsFor, discText} from './discs.ts'
import {type Job, type Shelf, waiting} from './jobs.ts'
import type {RestoreRequest} from './run.ts'

/** Where a drive is, if nobody says. */
export const DRIVE = fromText('/dev/sr0')

export interface Ended {
  readonly jobs: readonly Job[]
  readonly shelf: Shelf
  readonly volumes: readonly VolumeRow[]
  /** What could not be read without fetching a disc, as it was planned. */
  readonly far: readonly Job[]
  /** It was not interrupted, and the target took all. */
  readonly wentThrough: boolean
}

export interface Outcome {
  readonly to: RawPath
  readonly dryRun: boolean
  readonly jobs: readonly Job[]
  /** Still to be fetched. */
  readonly discs: readonly Disc[]
  readonly errors: readonly Failure[]
  /** Names of copies that may still have what no source had. */
  readonly mayHave: (job: Job) => string[]
  /** The command that goes on. */
  readonly next: string | undefined
  /** Everything is there, or would be. */
  readonly isWhole: boolean
}

export function outcomeOf(request: RestoreRequest, {jobs, shelf, volumes, far, wentThrough}: Ended): Outcome {
  const {to, dryRun} = request
  const mayHave = (job: Job) => copiesLeft(job, shelf).map(({id, copy}) => `${id}/${copy.name}`)
  settle(dryRun ? far : wentThrough ? waiting(jobs) : [], mayHave)
  const discs = discsFor(dryRun ? far : jobs.filter(isMissing), volumes, shelf)
  const errors = [...failures(jobs), ...(dryRun ? [] : discs.map(discNeeded))]
  const isOver = waiting(jobs).length === 0 && discs.length === 0
  const next = isOver ? undefined : nextCommand(request, discs)
  return {to, dryRun, jobs, discs, errors, mayHave, next, isWhole: errors.length === 0 && (dryRun || isOver)}
}

/** It did not come, and might from another copy. */
function isMissing({state, problems}: Job): boolean {
  return state === 'waiting' || (state === 'failed' && problems.length > 0)
}

/** What was tried in vain failed, and so did what there is no copy of; the rest goes on waiting. */
function settle(jobs: readonly Job[], mayHave: Outcome['mayHave']): void {
  for (const job of jobs) {
    const left = mayHave(job)
    if (job.problems.length === 0 && left.length > 0) continue
    job.state = 'failed'
    job.failure = job.problems.length > 0 ? damaged(job, left) : withoutCopy(job)
  }
}

function damaged({problems}: Job, left: readonly string[]): Job['failure'] {
  const others = left.length > 0 ? `; may still have it: ${left.join(', ')}` : ''
  return {code: 'DAMAGED', message: `${problems.join('; ')}${others}`}
}

function withoutCopy({wanted}: Job): Job['failure'] {
  const ids = [...new Set(wanted.places.map(({volume}) => volume.id))].join(', ')
  return {
    code: 'NO_COPY',
    message: `no copy of ${ids} is known that it could be read from; if one turns up, name it with --from`,
  }
}

function copiesLeft({wanted}: Job, shelf: Shelf): {id: string; copy: CopyRow}[] {
  const holders = [...new Set(wanted.places.map(({volume}) => volume))]
  return holders.flatMap((volume) => shelf.left(volume).map((copy) => ({id: volume.id, copy})))
}

function failures(jobs: readonly Job[]): Failure[] {
  return jobs.flatMap(({to, failure}) => (failure ? [{path: to, ...failure}] : []))
}

function discNeeded(disc: Disc): Failure {
  return {path: disc.volume.path, code: 'DISC_NEEDED', message: `${discText(disc)} has to be fetched`}
}

/** The same once more; with a drive, where none is named and a disc is to be put into one. */
function nextCommand(request: RestoreRequest, discs: readonly Disc[]): string {
  const {what, to, from, companions, intoTree} = request
  const hasDrive = from.some((path) => isWithin(path, fromText('/dev')))
  const drive = discs.length > 0 && !hasDrive ? [DRIVE] : []
  const words = [
    'mediastruct volumes restore',
    ...what.map(forShell),
    '--to',
    forShell(toText(to)),
    ...(companions ? [] : ['--no-companions']),
    ...(intoTree ? ['--into-tree'] : []),
    ...[...from, ...drive].flatMap((path) => ['--from', forShell(toText(path))]),
  ]
  return words.join(' ')
}
