/** How it ended: what failed and why, what still has to be fetched, and the command that goes on. */
import {
  type CopyRow,
  type EccFacts,
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
import {type Repair, repairFor} from './repairing.ts'
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
  /** See `repairFor`. */
  readonly eccOf: (volume: VolumeRow) => Pick<EccFacts, 'name'> | undefined
  /** The tree that it went into. */
  readonly tree: RawPath | undefined
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
  /** What may repair what was damaged. */
  readonly repair: Repair | undefined
  /** It was interrupted, or the target took no more. */
  readonly brokeOff: boolean
  /** The same once more. */
  readonly again: string | undefined
  /** The tree that it went into knows nothing of it yet. */
  readonly crawl: string | undefined
  /** Everything is there, or would be. */
  readonly isWhole: boolean
}

export function outcomeOf(request: RestoreRequest, ended: Ended): Outcome {
  const {jobs, shelf, volumes, far, wentThrough, eccOf, tree} = ended
  const {to, dryRun} = request
  const mayHave = (job: Job) => copiesLeft(job, shelf).map(({id, copy}) => `${id}/${copy.name}`)
  settle(dryRun ? far : wentThrough ? waiting(jobs) : [], mayHave)
  const missing = dryRun ? far : jobs.filter(isMissing)
  const discs = discsFor(wentThrough ? missing : missing.filter(isOnDisc(far)), volumes, shelf)
  const errors = [...failures(jobs), ...(dryRun ? [] : discs.map(discNeeded))]
  const isOver = waiting(jobs).length === 0 && discs.length === 0
  const repair = dryRun ? undefined : repairFor(missing, eccOf)
  const again = isOver && !repair ? undefined : sameCommand(request, discs)
  const isNew = tree !== undefined && jobs.some(({state}) => state === 'restored')
  const crawl = isNew ? `mediastruct crawl ${forShell(toText(tree))}` : undefined
  const isWhole = errors.length === 0 && (dryRun || isOver)
  return {to, dryRun, jobs, discs, errors, mayHave, repair, brokeOff: !wentThrough, again, crawl, isWhole}
}

/** Of what was broken off: what lies at hand was only not come to. */
function isOnDisc(far: readonly Job[]): (job: Job) => boolean {
  const isFar = new Set(far)
  return (job) => isFar.has(job) || job.problems.length > 0
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
  const found = problems.map(({source, what}) => `${toText(source.path)}: ${what}`)
  return {code: 'DAMAGED', message: `${found.join('; ')}${others}`}
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
function sameCommand(request: RestoreRequest, discs: readonly Disc[]): string {
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
