/** What an index tells, made part of what is known: all of it, or nothing where it contradicts. */
import {
  type Catalog,
  Copies,
  count,
  join,
  type RawPath,
  ToldFiles,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {ARCHIVE_INDEX} from '../archive-index.ts'
import {payloadOf} from '../contents.ts'
import {type Attitude, attitudeTo, newsOf} from './attitude.ts'
import {ownFilesOf} from './own-files.ts'
import {contradicts, otherArchive} from './refusals.ts'
import {stage, type Working} from './stage.ts'
import type {Told, ToldVolume} from './told.ts'

export interface TakenVolume {
  readonly row: VolumeRow
  readonly attitude: Attitude
  readonly isOpen: boolean
}

export interface Taken {
  readonly volumes: readonly TakenVolume[]
  /** Rows that came in; that were known; of those that came in, files that are not there. */
  readonly files: number
  readonly known: number
  readonly offline: number
  /** What happened to copies, and was not known. */
  readonly events: number
}

interface Met {
  readonly volume: ToldVolume
  /** As it was known. */
  readonly before: VolumeRow | undefined
  readonly attitude: Attitude
}

/**
 * @param catalog opened for writing
 * @param isArchive the index is the one in the archive's directory: the files of our own there are ours again
 * @throws MediaStructError BAD_INDEX, NEWER_INDEX, CONTRADICTION, OTHER_ARCHIVE, INTERRUPTED: nothing was taken in then
 */
export async function takeTold(
  host: Working,
  catalog: Catalog,
  told: Told,
  isArchive: boolean,
): Promise<Taken> {
  const met = meet(told, new Volumes(catalog.db).of(told.archive))
  const older = met.filter(({attitude}) => attitude === 'older').map(({volume}) => volume.row.id)
  const staged = new ToldFiles(catalog.db, {told: true})
  await stage(host, told, staged, new Set(older))
  const index = told.check()
  const own = isArchive ? await recognised(told) : new Map<string, VolumeRow['own']>()
  return catalog.transaction(() => {
    for (const each of met) putVolume(catalog, staged, each, own.get(each.volume.row.id))
    assertAgreed(staged, told.archive, met)
    const events = new Copies(catalog.db).adopt(met.flatMap(({volume, before}) => newsOf(volume, before)))
    const rows = staged.take()
    if (isArchive && index?.isAsWritten) catalog.recordOwn(join(told.archive, ARCHIVE_INDEX), index.sha256)
    return {volumes: met.map(({volume, attitude}) => ({...volume, attitude})), events, ...rows}
  })
}

/** Case tells no ids apart, as on some file systems. */
function meet({volumes}: Told, rows: readonly VolumeRow[]): Met[] {
  const known = new Map(rows.map((row) => [row.id.toLowerCase(), row]))
  return volumes.map((volume) => {
    const before = known.get(volume.row.id.toLowerCase())
    return {volume, before, attitude: attitudeTo(volume, before)}
  })
}

async function recognised({volumes}: Told): Promise<Map<string, VolumeRow['own']>> {
  const own = new Map<string, VolumeRow['own']>()
  for (const {row} of volumes) own.set(row.id, await ownFilesOf(row.path, row))
  return own
}

function putVolume(
  catalog: Catalog,
  staged: ToldFiles,
  {volume: {row}, before, attitude}: Met,
  own: VolumeRow['own'] | undefined,
): void {
  if (attitude === 'newer') staged.forgetTold(row.path)
  if (attitude === 'new' || attitude === 'newer') new Volumes(catalog.db).put({...row, own: own ?? {}})
  if (attitude === 'known' && before) new Volumes(catalog.db).put(completed(before, row, own))
}

/** What an index with less in it left out; and files of our own that were recognised again. */
function completed(before: VolumeRow, row: VolumeRow, own: VolumeRow['own'] | undefined): VolumeRow {
  if (before.medium !== row.medium)
    throw otherArchive(row, `it was made for ${row.medium}, not ${before.medium}`)
  const isForgotten = Object.keys(before.own).length === 0
  const isBare = before.told !== undefined && before.capacityBytes === 0
  const parts = before.parts ?? row.parts
  return {
    ...before,
    ...(isBare && {capacityBytes: row.capacityBytes, usedBytes: row.usedBytes}),
    ...(parts && {parts}),
    ...(own && isForgotten && {own}),
    ...(before.told !== undefined && row.told !== undefined && row.told > before.told && {told: row.told}),
  }
}

/** @throws MediaStructError CONTRADICTION, OTHER_ARCHIVE */
function assertAgreed(staged: ToldFiles, archive: RawPath, met: readonly Met[]): void {
  const contradiction = staged.contradiction()
  if (contradiction) throw contradicts(archive, contradiction)
  for (const {volume, attitude} of met) if (attitude === 'known') assertSameVolume(staged, volume.row)
}

/** Numbers are given in each archive anew. */
function assertSameVolume(staged: ToldFiles, row: VolumeRow): void {
  const {told, known, common} = staged.overlap(payloadOf(row))
  if (told === 0 || known === 0 || common > 0) return
  throw otherArchive(row, `none of its ${count(told, 'file')} is known`)
}
