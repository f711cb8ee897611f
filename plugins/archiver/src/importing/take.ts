/** What an index tells, made part of what is known: all of it, or nothing where it contradicts. */
import {existsSync, lstatSync} from 'node:fs'
import {
  type Catalog,
  type Contradiction,
  Copies,
  count,
  EXIT,
  fromText,
  type Host,
  join,
  MediaStructError,
  type RawPath,
  relativeTo,
  type ToldFile,
  ToldFiles,
  toBytes,
  toText,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {ARCHIVE_INDEX} from '../archive-index.ts'
import {ownFilesOf} from './own-files.ts'
import type {Told, ToldVolume} from './told.ts'

/**
 * What becomes of what is told of a volume. `new`: nothing was known of it. `newer`: an earlier index told of it while it
 * was still filled. `known`: it is compared, and completed. `older`: it tells of a time when the volume was still filled.
 */
export type Attitude = 'new' | 'newer' | 'known' | 'older'

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

/** What of the host this needs. */
type Working = Pick<Host, 'signal' | 'reporter'>

const ROWS_PER_BATCH = 5000

/**
 * @param catalog opened for writing
 * @param isArchive the index is the one in the archive's directory: the files of our own there are ours again
 * @throws MediaStructError BAD_INDEX, NEWER_INDEX, CONTRADICTION, OTHER_ARCHIVE, INTERRUPTED: nothing was taken in then
 */
export async function takeTold(host: Host, catalog: Catalog, told: Told, isArchive: boolean): Promise<Taken> {
  const known = new Map(new Volumes(catalog.db).of(told.archive).map((row) => [row.id.toLowerCase(), row]))
  const volumes = told.volumes.map((volume) => {
    const before = known.get(volume.row.id.toLowerCase())
    return {volume, before, attitude: attitudeTo(volume, before)}
  })
  const passedOver = new Set(
    volumes.flatMap(({volume, attitude}) => (attitude === 'older' ? volume.row.id : [])),
  )
  const staged = new ToldFiles(catalog.db, {told: true})
  await stage(host, told, staged, passedOver)
  const index = told.check()
  const own = new Map<string, VolumeRow['own']>()
  if (isArchive) for (const {row} of told.volumes) own.set(row.id, await ownFilesOf(row.path, row))
  return catalog.transaction(() => {
    for (const {volume, before, attitude} of volumes) {
      const {row} = volume
      if (attitude === 'newer') staged.forgetTold(row.path)
      if (attitude === 'new' || attitude === 'newer') put(catalog, {...row, own: own.get(row.id) ?? {}})
      if (attitude === 'known' && before) complete(catalog, before, row, own.get(row.id))
    }
    const contradiction = staged.contradiction()
    if (contradiction) throw contradicts(told.archive, contradiction)
    for (const {volume, attitude} of volumes) {
      if (attitude === 'known') assertSameVolume(staged, volume.row)
    }
    const events = new Copies(catalog.db).adopt(volumes.flatMap(({volume, before}) => newsOf(volume, before)))
    const rows = staged.take()
    if (isArchive && index?.isAsWritten) catalog.recordOwn(join(told.archive, ARCHIVE_INDEX), index.sha256)
    const taken = volumes.map(({volume, attitude}) => ({...volume, attitude}))
    return {volumes: taken, events, ...rows}
  })
}

/** That there is a medium is no news of a volume which was closed here. */
function newsOf({events, shown}: ToldVolume, known: VolumeRow | undefined): ToldVolume['events'] {
  const isClosedHere = known !== undefined && known.told === undefined && known.state !== 'unburned'
  return isClosedHere ? events : [...events, ...shown]
}

function attitudeTo({row, isOpen}: ToldVolume, known: VolumeRow | undefined): Attitude {
  if (!known) return 'new'
  const wasOpen = known.state === 'unburned'
  if (!isOpen) return wasOpen && known.told !== undefined ? 'newer' : 'known'
  if (!wasOpen || known.told === undefined) return 'older'
  if (known.told === row.told) return 'known'
  return (row.told ?? '') > known.told ? 'newer' : 'older'
}

async function stage(
  {signal, reporter}: Working,
  told: Told,
  staged: ToldFiles,
  passedOver: ReadonlySet<string>,
): Promise<void> {
  const isThere = presence()
  const progress = reporter.progress('index')
  let batch: ToldFile[] = []
  const flush = () => {
    const twice = staged.add(batch)
    if (twice !== undefined) throw toldTwice(told.archive, twice)
    batch = []
  }
  try {
    for await (const {volume, ...file} of told.files()) {
      if (passedOver.has(volume)) continue
      batch.push({...file, offline: !isThere(join(told.archive, fromText(volume)), file)})
      if (batch.length < ROWS_PER_BATCH) continue
      progress.add(batch.length, 0)
      flush()
      if (signal.aborted) throw interrupted()
    }
    flush()
  } finally {
    progress.end()
  }
  if (signal.aborted) throw interrupted()
}

/** Most volumes of an old archive are not there as a whole: their files need not be looked for. */
function presence(): (volume: RawPath, file: {path: RawPath; size: number}) => boolean {
  const present = new Map<RawPath, boolean>()
  const hasDirectory = (volume: RawPath) => {
    const known = present.get(volume)
    const isThere = known ?? existsSync(toBytes(volume))
    if (known === undefined) present.set(volume, isThere)
    return isThere
  }
  return (volume, {path, size}) => {
    if (!hasDirectory(volume)) return false
    try {
      const stat = lstatSync(toBytes(path))
      return stat.isFile() && stat.size === size
    } catch {
      return false
    }
  }
}

function put({db}: Catalog, row: VolumeRow): void {
  new Volumes(db).put(row)
}

/** What an index with less in it left out; and files of our own that were recognised again. */
function complete(
  catalog: Catalog,
  before: VolumeRow,
  row: VolumeRow,
  own: VolumeRow['own'] | undefined,
): void {
  if (before.medium !== row.medium)
    throw otherArchive(row, `it was made for ${row.medium}, not ${before.medium}`)
  const recognised = own && Object.keys(before.own).length === 0 ? own : before.own
  const isBare = before.told !== undefined && before.capacityBytes === 0
  const numbers = isBare ? {capacityBytes: row.capacityBytes, usedBytes: row.usedBytes} : {}
  const parts = before.parts ?? row.parts
  put(catalog, {...before, ...numbers, ...(parts && {parts}), own: recognised})
}

/** @throws MediaStructError OTHER_ARCHIVE: numbers are given in each archive anew */
function assertSameVolume(staged: ToldFiles, row: VolumeRow): void {
  const {told, known, common} = staged.overlap(join(row.path, 'data' as RawPath))
  if (told === 0 || known === 0 || common > 0) return
  throw otherArchive(row, `none of its ${count(told, 'file')} is known`)
}

function otherArchive({id, archive}: VolumeRow, why: string): MediaStructError {
  return new MediaStructError(
    'OTHER_ARCHIVE',
    `${id} is another volume than the ${id} of ${toText(archive)}: ${why}.`,
    {
      hint: 'Nothing was taken in. Name the archive that it is of: --to ARCHIVE',
      exitCode: EXIT.refused,
    },
  )
}

function contradicts(archive: RawPath, {path, told, known}: Contradiction): MediaStructError {
  const shown = toText(relativeTo(archive, path))
  const content = ({size, hash}: Contradiction['told']) => `${size} bytes, hash ${hash?.slice(0, 16) ?? '?'}`
  return new MediaStructError(
    'CONTRADICTION',
    `${shown} has ${content(known)} as it is known, and ${content(told)} as it is told.`,
    {
      hint: 'Nothing was taken in. If it is a volume of another archive, name that: --to ARCHIVE. If the file in the archive was damaged, move it out of there, crawl, "mediastruct verify --accept" its path, and import again.',
    },
  )
}

function toldTwice(archive: RawPath, path: RawPath): MediaStructError {
  return new MediaStructError(
    'BAD_INDEX',
    `${toText(relativeTo(archive, path))} is told of twice, with two contents.`,
    {hint: 'Nothing was taken in. Try another copy, or a later disc.'},
  )
}

function interrupted(): MediaStructError {
  return new MediaStructError('INTERRUPTED', 'It was interrupted; nothing was taken in.', {
    hint: 'The same command begins again.',
    exitCode: EXIT.interrupted,
  })
}
