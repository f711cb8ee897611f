/** One restoring, from what the user typed to what is told of it. */
import {statSync} from 'node:fs'
import {
  assertRoom,
  type Catalog,
  Copies,
  dirname,
  type EccFacts,
  type Host,
  join,
  lockForNow,
  type RawPath,
  type Registry,
  removeDebrisOf,
  toBytes,
  type VolumeRow,
} from 'mediastruct'
import {canAsk} from '../burning/ask.ts'
import {knownVolumes} from '../known-volumes.ts'
import {wayOf} from '../verifying/rebuild.ts'
import {notAtHand} from './at-hand.ts'
import {Hashes} from './content.ts'
import {type Disc, discsFor, discText} from './discs.ts'
import {DRIVE, outcomeOf} from './ending.ts'
import {closeAll, openGiven} from './given.ts'
import {Shelf, waiting} from './jobs.ts'
import {jobsFor} from './jobs-for.ts'
import {Restoring} from './restore.ts'
import {tellOutcome} from './shown.ts'
import {assertTarget, treeOf} from './target.ts'
import {type Wanted, wantedFiles} from './wanted.ts'

export interface RestoreRequest {
  readonly host: Host
  readonly what: readonly string[]
  readonly to: RawPath
  readonly from: readonly RawPath[]
  readonly companions: boolean
  readonly intoTree: boolean
  readonly dryRun: boolean
}

/**
 * @returns whether everything is there now, or would be
 * @throws MediaStructError NOT_FOUND, IN_MASTER, IN_TREE, TARGET_LOCKED, NO_SPACE, NO_SOURCE, NOT_AN_IMAGE: nothing was
 *   written then
 */
export async function restoreFiles(request: RestoreRequest): Promise<{isWhole: boolean}> {
  const {host, to, intoTree, dryRun} = request
  const catalog = await host.catalog('read')
  const volumes = await knownVolumes(host)
  const shelf = new Shelf(new Copies(catalog.db))
  const hashes = new Hashes(host)
  const wanted = wantedFiles({...request, catalog, volumes})
  const paths = wanted.map(({below}) => join(to, below))
  await assertTarget({host, catalog, directory: to, paths, intoTree})
  // Another restoring's files would seem to be in the way.
  const release = dryRun ? undefined : await lockForNow(to)
  try {
    return await restoreAll(request, {catalog, volumes, shelf, hashes, wanted, paths})
  } finally {
    await release?.()
  }
}

interface Asked {
  readonly catalog: Catalog
  readonly volumes: readonly VolumeRow[]
  readonly shelf: Shelf
  readonly hashes: Hashes
  readonly wanted: readonly Wanted[]
  /** Where it would go, if nothing else had the names. */
  readonly paths: readonly RawPath[]
}

async function restoreAll(request: RestoreRequest, asked: Asked): Promise<{isWhole: boolean}> {
  const {host, to, from, dryRun} = request
  const {catalog, volumes, shelf, hashes, wanted, paths} = asked
  const {reporter} = host
  const drives = canAsk(reporter) && !dryRun ? drivesOf(from) : []
  const onProblem = drives.length > 0 ? (message: string) => reporter.warn(message) : undefined
  const given = await openGiven(from, volumes, onProblem)
  try {
    if (!dryRun) await sweep(paths)
    const jobs = await jobsFor(wanted, to, (path, content) => hashes.isIt(path, content))
    if (!dryRun) await sweep(jobs.map((job) => job.to))
    const needs = waiting(jobs).reduce((sum, {wanted: {size}}) => sum + size, 0)
    const far = await notAtHand(jobs, shelf, given)
    let wentThrough = true
    if (!dryRun) {
      if (needs > 0) await assertRoom(to, needs)
      if (drives.length > 0) tellDiscs(host, discsFor(far, volumes, shelf))
      wentThrough = await new Restoring({host, jobs, volumes, shelf, hashes, drives}).run(given)
    }
    const outcome = outcomeOf(request, {
      ...{jobs, shelf, volumes, far, wentThrough},
      eccOf: eccIn(new Copies(catalog.db), await host.plugins()),
      tree: dryRun ? undefined : treeOf(to, host, catalog),
    })
    await tellOutcome(reporter, new Copies(catalog.db), outcome)
    return {isWhole: outcome.isWhole}
  } finally {
    await closeAll(given)
  }
}

/** Repairing makes an image: what can't be made can't be repaired so. */
function eccIn(copies: Copies, registry: Registry): (volume: VolumeRow) => EccFacts | undefined {
  const known = new Map<VolumeRow, EccFacts | undefined>()
  return (volume) => {
    if (!known.has(volume)) {
      const carried = copies.images(volume).findLast(({ecc}) => ecc !== undefined)?.ecc
      known.set(volume, wayOf(registry, volume) === 'image' ? carried : undefined)
    }
    return known.get(volume)
  }
}

/** What was left behind when a restoring was killed. */
async function sweep(paths: readonly RawPath[]): Promise<void> {
  for (const [directory, inside] of Map.groupBy(paths, dirname))
    if (statSync(toBytes(directory), {throwIfNoEntry: false})?.isDirectory())
      await removeDebrisOf(directory, inside)
}

/** Only what a disc can be put into is waited at. */
function drivesOf(from: readonly RawPath[]): RawPath[] {
  if (from.length > 0) return [...from]
  return statSync(toBytes(DRIVE), {throwIfNoEntry: false})?.isBlockDevice() ? [DRIVE] : []
}

function tellDiscs({reporter}: Host, discs: readonly Disc[]): void {
  if (discs.length === 0) return
  reporter.note(`Discs to fetch: ${discs.map(discText).join('; ')}`)
}
