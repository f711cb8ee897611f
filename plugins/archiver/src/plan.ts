/** What an archive run would do: which files go into which volumes, and which stay. */

import {existsSync} from 'node:fs'
import {
  type Catalog,
  entryFinder,
  type Host,
  type PlanSink,
  packageOf,
  type RawPath,
  toBytes,
  type VolumeRow,
  Volumes,
  type VolumeTarget,
} from 'mediastruct'
import {archiveIndexBytes, filesOf, measure, recordOf, roomForIndex} from './contents.ts'
import {HeldContents} from './held.ts'
import {namesOnDisk} from './ids.ts'
import {leaver, oncePerDirectory, wholePackage} from './leave.ts'
import type {PackOrder} from './packing/order.ts'
import type {Source} from './sources.ts'
import {type ArchiveUnit, collectUnits} from './units.ts'
import {planVolumes, type VolumeRecord} from './volume.ts'

export interface ArchivePlanOptions {
  readonly catalog: Catalog
  readonly host: Host
  readonly archive: RawPath
  readonly sources: readonly Source[]
  readonly target: VolumeTarget
  readonly order: PackOrder
  readonly label: string
  readonly reserveBytes: number
  readonly all: boolean
  readonly before: string | undefined
  readonly since: string | undefined
}

export interface ArchivePlan {
  /** Those that something goes into, as they will be. */
  readonly volumes: VolumeRecord[]
  readonly lowerBound: number
}

export async function planArchive(options: ArchivePlanOptions, sink: PlanSink): Promise<ArchivePlan> {
  const {catalog, archive, target, label, reserveBytes, order} = options
  const held = new HeldContents(catalog, archive)
  const units = unitsOf(options, held, sink)
  // The index as it will be after this run.
  const catalogBytes = units.reduce((bytes, {files}) => bytes + archiveIndexBytes(files), held.indexBytes)
  const {existing, emptied} = existingVolumes(options, catalogBytes)
  const names = await namesOnDisk(archive)
  const plan = planVolumes({
    units,
    target,
    archive,
    label,
    reserveBytes,
    order,
    existing,
    takenIds: names.filter((name) => !emptied.has(name)),
    catalogBytes,
  })
  for (const move of plan.moves) sink.move(move)
  for (const {files, reason} of plan.unpackable) {
    for (const {from} of files) sink.failure({path: from, code: 'TOO_LARGE', message: reason})
  }
  const forIndex = roomForIndex(target, catalogBytes)
  const volumes = plan.volumes.map((volume) => ({...volume, usedBytes: volume.usedBytes - forIndex}))
  return {volumes, lowerBound: plan.lowerBound}
}

function unitsOf(options: ArchivePlanOptions, held: HeldContents, sink: PlanSink): ArchiveUnit[] {
  const {catalog, host, sources, target, all, before, since} = options
  const holds = entryFinder()
  return sources.flatMap((source) => {
    const {path, base, tree} = source
    const leave = leaver({host, source, holds, held})
    const wholeOf = oncePerDirectory((file) => wholePackage(packageOf(file, tree, holds), path, holds))
    const chosen = {base, target, all, before, since}
    const collected = collectUnits(catalog.filesUnder(path), {...chosen, leave, packageOf: wholeOf})
    for (const left of collected.left) sink.left(left)
    return collected.units
  })
}

/** The volumes that there are, measured by what lies in them now; an emptied one is no volume any more. */
function existingVolumes(
  {catalog, archive, target}: ArchivePlanOptions,
  indexBytes: number,
): {existing: VolumeRecord[]; emptied: Set<string>} {
  const existing: VolumeRecord[] = []
  const emptied = new Set<string>()
  for (const volume of new Volumes(catalog.db).of(archive)) {
    const mayBeFilled = volume.state === 'unburned' && volume.medium === target.name
    if (isEmptied(catalog, volume)) emptied.add(volume.id)
    else if (!mayBeFilled) existing.push(recordOf(volume))
    else if (!existsSync(toBytes(volume.path))) existing.push({...recordOf(volume), state: 'offline'})
    else {
      existing.push({
        ...recordOf(volume),
        ...measure(volume, filesOf(catalog, volume), target, indexBytes),
      })
    }
  }
  return {existing, emptied}
}

function isEmptied(catalog: Catalog, volume: VolumeRow): boolean {
  return volume.state === 'unburned' && filesOf(catalog, volume).next().done === true
}
