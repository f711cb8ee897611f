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
import {ROOM_A_VOLUME} from './bag/room.ts'
import {archiveIndexBytes, filesOf, measure, recordOf} from './contents.ts'
import {manifestsFor} from './finish.ts'
import {HeldContents} from './held.ts'
import {namesOnDisk} from './ids.ts'
import {ImageSizes, MOST_GHOSTS} from './image-size.ts'
import {indexOnDisc, unreadFilesOf} from './index-on-disc.ts'
import {leaver, wholePackage} from './leave.ts'
import type {PackOrder} from './packing/order.ts'
import {oncePerDirectory} from './per-directory.ts'
import type {Source} from './sources.ts'
import {type ArchiveUnit, collectUnits} from './units.ts'
import {planVolumes, type VolumeRecord, type VolumesPlan} from './volume.ts'

/** A row of the archive's index for a volume, with what is kept for its copies; folders apart. */
const VOLUME_ROW_BYTES = 512 + ROOM_A_VOLUME

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
  const catalogBytes = indexBytesWith(units, held, options)
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
  const volumes = await measuredVolumes(options, plan)
  return {volumes, lowerBound: plan.lowerBound}
}

function unitsOf(options: ArchivePlanOptions, held: HeldContents, sink: PlanSink): ArchiveUnit[] {
  const {catalog, host, sources, target, all, before, since} = options
  const holds = entryFinder()
  return sources.flatMap((source) => {
    const {path, base, tree} = source
    const leave = leaver({host, source, holds, held})
    const wholeOf = oncePerDirectory((file) => wholePackage(packageOf(file, tree, holds), path, holds))
    const chosen = {base, target, all, before, since, manifests: host.settings.manifests}
    const collected = collectUnits(catalog.filesUnder(path), {...chosen, leave, packageOf: wholeOf})
    for (const left of collected.left) sink.left(left)
    return collected.units
  })
}

/** At most: the index as it will be after this run. */
function indexBytesWith(
  units: readonly ArchiveUnit[],
  held: HeldContents,
  {catalog, archive, target}: ArchivePlanOptions,
): number {
  const files = units.reduce((bytes, unit) => bytes + archiveIndexBytes(unit.files), held.indexBytes)
  const sectors = units.reduce((sum, unit) => sum + unit.sectors, 0)
  const known = new Volumes(catalog.db).of(archive)
  const volumes = known.length + 2 + Math.ceil((2 * sectors * target.sectorBytes) / target.capacityBytes)
  const folders = [...known.flatMap((volume) => volume.folders), ...units.map(({folder}) => folder)]
  return files + volumes * VOLUME_ROW_BYTES + folders.reduce((sum, {length}) => sum + length + 8, 0)
}

/** What the images of these volumes will take, now that all that goes into them is known. */
async function measuredVolumes(
  {catalog, archive, target, host}: ArchivePlanOptions,
  {volumes, contents}: VolumesPlan,
): Promise<VolumeRecord[]> {
  if (contents.reduce((sum, files) => sum + files.length, 0) > MOST_GHOSTS) return volumes
  const index = indexOnDisc(catalog, archive, volumes, contents)
  const known = new Map(new Volumes(catalog.db).of(archive).map((volume) => [volume.id, volume]))
  const measured: VolumeRecord[] = []
  for (const [at, volume] of volumes.entries()) {
    const files = [...unreadFilesOf(catalog, volume), ...(contents[at] ?? [])]
    const sizes = new ImageSizes(target, host.signal)
    const {id, medium, parts} = volume
    const manifests = manifestsFor(host.settings, {own: known.get(id)?.own ?? {}})
    const sectors = await sizes.sectors({id, medium, files, archiveIndex: index, manifests, parts})
    measured.push({...volume, usedBytes: sectors * target.sectorBytes})
  }
  return measured
}

/** The volumes that there are, measured by what lies in them now; an emptied one is no volume any more. */
function existingVolumes(
  {catalog, archive, target, host}: ArchivePlanOptions,
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
        ...measure(volume, filesOf(catalog, volume), target, indexBytes, manifestsFor(host.settings, volume)),
      })
    }
  }
  return {existing, emptied}
}

function isEmptied(catalog: Catalog, volume: VolumeRow): boolean {
  return volume.state === 'unburned' && filesOf(catalog, volume).next().done === true
}
