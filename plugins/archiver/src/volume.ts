/** Volumes: what one is, how it is numbered, and which file goes into which. */
import {
  dateOfFolder,
  fromText,
  join,
  type Move,
  pathFields,
  type RawPath,
  toText,
  type VolumeTarget,
} from 'mediastruct'
import {PAYLOAD} from './bag/model.ts'
import {type FolderPart, partFields, partText} from './folder-part.ts'
import {idsAfter, numberOf} from './ids.ts'
import type {PackedUnit, PackedVolume, Unpackable} from './packing/model.ts'
import type {PackOrder} from './packing/order.ts'
import {pack} from './packing/pack.ts'
import {sectorsOfFolder, volumeOverheadSectors} from './packing/sectors.ts'
import {groupsOf} from './packing/split.ts'
import type {ArchiveFile, ArchiveUnit} from './units.ts'

export const VOLUME_STATES = [
  'unburned',
  'imaged',
  'burned',
  'verified',
  'audited',
  'failed',
  'lost',
  'offline',
] as const
export type VolumeState = (typeof VOLUME_STATES)[number]

/** One medium's worth of archive. */
export interface VolumeRecord {
  /** `MS-0001`. */
  readonly id: string
  /** Absolute: its directory. */
  readonly path: RawPath
  readonly state: VolumeState
  /** Name of the volume target. */
  readonly medium: string
  readonly capacityBytes: number
  /** An upper bound on what its image takes; error correction comes on top, where it gets any. */
  readonly usedBytes: number
  /** Sum of the files' sizes. */
  readonly payloadBytes: number
  readonly files: number
  /** Below `data/`, in byte order. */
  readonly folders: readonly RawPath[]
  /** Of folders that are too large for one volume: which part of them it holds. */
  readonly parts?: readonly FolderPart[] | undefined
}

/** A volume as JSON documents show it. */
export function volumeFields({path, folders, parts = [], ...rest}: VolumeRecord): object {
  const {id, ...numbers} = rest
  return {
    id,
    ...pathFields('path', path),
    ...numbers,
    folders: folders.map(toText),
    ...(parts.length > 0 && {parts: parts.map(partFields)}),
  }
}

export interface PlanVolumesOptions {
  readonly units: readonly ArchiveUnit[]
  readonly target: VolumeTarget
  /** The archive's root. */
  readonly archive: RawPath
  /** What ids begin with. */
  readonly label: string
  /** Left free on each volume, in bytes. */
  readonly reserveBytes: number
  readonly order: PackOrder
  readonly existing: readonly VolumeRecord[]
  /** More ids that are taken: what lies in the archive's directory. */
  readonly takenIds?: Iterable<string> | undefined
  /** Room for the archive's index, which an image carries along. */
  readonly catalogBytes?: number | undefined
}

export interface VolumesPlan {
  /** Those that something goes into, as they will be. */
  readonly volumes: VolumeRecord[]
  /** By volume, in the same order: what goes into it. */
  readonly contents: readonly (readonly ArchiveFile[])[]
  /** In the order of the volumes; made while they are gone through. */
  readonly moves: Iterable<Move>
  readonly unpackable: Unpackable<ArchiveFile>[]
  /** No packing could use fewer volumes. */
  readonly lowerBound: number
}

export function planVolumes(options: PlanVolumesOptions): VolumesPlan {
  const {target, existing, label} = options
  const overhead = volumeOverheadSectors(target, options.catalogBytes)
  const usableBytes = target.capacityBytes - options.reserveBytes
  const open = openVolumes(existing, options)
  const {units, tooLarge} = withoutTooLarge(mergeFolders(options.units, target), target)
  const packing = pack(units, {
    capacitySectors: Math.max(0, Math.floor(usableBytes / target.sectorBytes) - overhead),
    order: options.order,
    openVolumes: open.map(({id, usedBytes, folders}) => ({
      id,
      usedSectors: Math.max(0, Math.ceil(usedBytes / target.sectorBytes) - overhead),
      folders,
      latest: latestOf(folders),
    })),
  })
  const freeIds = idsAfter(label, [...existing.map(({id}) => id), ...(options.takenIds ?? [])])
  const filled = packing.volumes.map((packed) => ({
    packed,
    record: recordOf(
      packed,
      packed.id === undefined ? freeIds.next().value : packed.id,
      overhead,
      open,
      options,
    ),
  }))
  return {
    volumes: filled.map(({record}) => record),
    contents: filled.map(({packed}) => packed.contents.flatMap(({files}) => files)),
    moves: {[Symbol.iterator]: () => movesInto(filled)},
    unpackable: [...tooLarge, ...packing.unpackable],
    lowerBound: packing.lowerBound,
  }
}

/** Units of one folder from several sources are one. */
function mergeFolders(units: readonly ArchiveUnit[], target: VolumeTarget): ArchiveUnit[] {
  return [...Map.groupBy(units, ({folder}) => folder).values()].flatMap(([first, ...others]) => {
    if (!first || others.length === 0) return first ?? []
    const all = [first, ...others]
    const folders = [...new Set(all.flatMap(foldersOf))]
    const files = all.flatMap((unit) => unit.files)
    const folderSectors = folders.reduce((sum, folder) => sum + sectorsOfFolder(folder, target), 0)
    const sectors = files.reduce((sum, file) => sum + file.sectors, folderSectors)
    return [{...first, folders, files, folderSectors, sectors}]
  })
}

function foldersOf({folder, folders = [folder]}: ArchiveUnit): readonly RawPath[] {
  return folders
}

/** Takes out what the medium's file systems cannot hold, with all that belongs to it. */
function withoutTooLarge(
  units: readonly ArchiveUnit[],
  {name, limits}: VolumeTarget,
): {units: ArchiveUnit[]; tooLarge: Unpackable<ArchiveFile>[]} {
  const tooLarge: Unpackable<ArchiveFile>[] = []
  const isTooLarge = ({size}: ArchiveFile) => size > limits.fileBytes
  const fitting = units.map((unit) => {
    if (!unit.files.some(isTooLarge)) return unit
    const groups = groupsOf(unit.files)
    const reason = `larger than the ${limits.fileBytes} bytes that a file may have on ${name}`
    for (const {files} of groups) if (files.some(isTooLarge)) tooLarge.push({files, reason})
    const files = groups.flatMap((group) => (group.files.some(isTooLarge) ? [] : group.files))
    return {...unit, files, sectors: files.reduce((sum, {sectors}) => sum + sectors, unit.folderSectors)}
  })
  return {units: fitting.filter(({files}) => files.length > 0), tooLarge}
}

/**
 * The last volumes of this label and medium, as many as the order keeps open, where they still take files: what a run
 * leaves half empty is filled by the next one, as if they were one run. Volumes on other media may lie between them.
 */
function openVolumes(
  existing: readonly VolumeRecord[],
  {target, label, order}: Pick<PlanVolumesOptions, 'target' | 'label' | 'order'>,
): VolumeRecord[] {
  const numbered = existing.flatMap((volume) => {
    const number = volume.medium === target.name ? numberOf(label, volume.id) : undefined
    return number === undefined ? [] : [{volume, number}]
  })
  const alike = numbered.sort((a, b) => a.number - b.number).map(({volume}) => volume)
  const last = order.kind === 'free' ? alike : alike.slice(order.kind === 'strict' ? -1 : -order.size)
  return last.filter(({state}) => state === 'unburned')
}

/** The first day of the latest folder; none where one has no date, as what has none comes last. */
function latestOf(folders: readonly RawPath[]): string | undefined {
  const days = folders.map((folder) => dateOfFolder(folder)?.first)
  return days.reduce(
    (latest, day) => (latest === undefined || day === undefined ? undefined : later(latest, day)),
    '',
  )
}

function later(a: string, b: string): string {
  return a > b ? a : b
}

function recordOf(
  {contents, usedSectors}: PackedVolume<ArchiveFile>,
  id: string,
  overhead: number,
  open: readonly VolumeRecord[],
  {archive, target}: PlanVolumesOptions,
): VolumeRecord {
  const before = open.find((volume) => volume.id === id)
  const files = contents.flatMap((item) => item.files)
  const folders = new Set([...(before?.folders ?? []), ...contents.flatMap(({unit}) => foldersOf(unit))])
  return {
    id,
    path: before?.path ?? join(archive, fromText(id)),
    state: 'unburned',
    medium: target.name,
    capacityBytes: target.capacityBytes,
    usedBytes: Math.ceil(overhead + usedSectors) * target.sectorBytes,
    payloadBytes: files.reduce((sum, {size}) => sum + size, before?.payloadBytes ?? 0),
    files: files.length + (before?.files ?? 0),
    folders: [...folders].sort(),
    parts: [...(before?.parts ?? []), ...contents.flatMap(partOf)],
  }
}

function partOf({unit: {folder}, part}: PackedUnit): FolderPart[] {
  return part ? [{folder, ...part}] : []
}

function* movesInto(
  filled: readonly {packed: PackedVolume<ArchiveFile>; record: VolumeRecord}[],
): Generator<Move> {
  for (const {packed, record} of filled) {
    for (const item of packed.contents) {
      const reason = reasonFor(item, record.id)
      const part = item.part && partText(item.part)
      for (const file of assetsTogether(item.files)) yield moveInto(file, record, reason, part)
    }
  }
}

/** Files of one asset follow each other: they are carried out together. */
function assetsTogether(files: readonly ArchiveFile[]): readonly ArchiveFile[] {
  if (files.every(({asset}) => asset === undefined)) return files
  return groupsOf(files).flatMap((group) => group.files)
}

function moveInto(
  file: ArchiveFile,
  {id, path, medium}: VolumeRecord,
  reason: string,
  part: string | undefined,
): Move {
  const {from, size, mtimeNs, hash, algorithm, asset} = file
  const to = join(path, PAYLOAD, file.path)
  return {
    from,
    to,
    size,
    mtimeNs,
    hash,
    algorithm,
    reason,
    asset,
    details: {volume: id, medium, ...(part !== undefined && {part})},
  }
}

function reasonFor({unit, part}: PackedUnit, id: string): string {
  const folder = unit.folder === '' ? 'its folder' : toText(unit.folder)
  const which = part ? `part ${partText(part)} of ${folder}` : folder
  return `${which} goes into ${id}`
}
