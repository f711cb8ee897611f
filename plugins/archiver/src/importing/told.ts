/** What indexes tell of an archive, looked at closely: its volumes as rows, what happened to their copies, their files. */
import {createHash} from 'node:crypto'
import {
  copyName,
  dirname,
  fromText,
  join,
  type RawPath,
  readToldEvents,
  type VolumeEventRow,
  type VolumeRow,
} from 'mediastruct'
import {badIndex} from '../bag/index-fields.ts'
import type {VolumeIndex} from '../bag/read-index.ts'
import {isVolumeId} from '../ids.ts'
import {parseArchiveIndex} from '../read-archive-index.ts'
import type {VolumeRecord} from '../volume.ts'
import type {FoundIndexes} from './source.ts'
import {type FileOfVolume, filesOf} from './told-files.ts'

type ToldEvent = Omit<VolumeEventRow, 'adopted'>

export interface ToldVolume {
  readonly row: VolumeRow
  readonly events: readonly ToldEvent[]
  /** What follows of its state, or of its medium, where no event tells it. */
  readonly shown: readonly ToldEvent[]
  /** Something may still have been added to it when that was written. */
  readonly isOpen: boolean
}

export interface Told {
  readonly archive: RawPath
  readonly volumes: readonly ToldVolume[]
  /** The newest event that it knows; empty for none. */
  readonly asOf: string
  /** Of all volumes; can be gone through once. */
  files(): AsyncIterable<FileOfVolume>
  /** Once the files were gone through. @throws MediaStructError BAD_INDEX */
  check(): {readonly sha256: string; readonly isAsWritten: boolean} | undefined
}

/** Later than any event: the archive's own index is written with each of them. */
export const ALWAYS_NEWEST = '~'

/**
 * @param capacityOf a medium, in bytes
 * @throws MediaStructError BAD_INDEX, NEWER_INDEX
 */
export async function readTold(found: FoundIndexes, capacityOf: (medium: string) => number): Promise<Told> {
  const {archive, archiveIndex, volume: own, kind, shown} = found
  const index = archiveIndex && (await parseArchiveIndex(archiveIndex, archive))
  const name = archiveIndex?.name ?? 'the index'
  const records = index?.volumes ?? (own ? [bareRecord(own, archive, capacityOf)] : [])
  assertVolumes(records, archive, own, name)
  const told: {record: VolumeRecord; events: ToldEvent[]}[] = []
  for (const record of records) {
    const data = index ? index.events.get(record.id) : own?.events
    told.push({record, events: await eventsOf(record, archive, data, name)})
  }
  const newest = told.flatMap(({events}) => events.map(({id}) => id)).reduce(later, '')
  const asOf = kind === 'archive' ? ALWAYS_NEWEST : newest
  return {
    archive,
    asOf,
    volumes: told.map(({record, events}) => {
      if (record.id !== own?.id) return toldVolume(record, archive, events, asOf, undefined)
      const parts = own.parts.length > 0 && {parts: own.parts}
      return toldVolume({...record, ...parts}, archive, events, asOf, shown)
    }),
    files: () => filesOf(index, own, archive, name),
    check: () => archiveIndex && {sha256: archiveIndex.check(), isAsWritten: index?.isAsWritten === true},
  }
}

function later(one: string, other: string): string {
  return one > other ? one : other
}

/** @param here what its medium, which is at hand, shows it to be */
function toldVolume(
  record: VolumeRecord,
  archive: RawPath,
  events: readonly ToldEvent[],
  asOf: string,
  here: 'imaged' | 'burned' | undefined,
): ToldVolume {
  const {id, state} = record
  const row: VolumeRow = {...record, archive, filledBy: [], own: {}, told: asOf}
  const isTold = events.length > 0 || state === 'unburned'
  const shown = [
    ...(isTold ? [] : [state === 'offline' ? releasedBefore(archive, id) : importedAs(archive, id, state)]),
    ...(here === undefined ? [] : [importedAs(archive, id, here)]),
  ]
  const isOpen = state === 'unburned' && shown.length === 0 && events.length === 0
  return {row: isOpen ? row : {...row, state: here ?? state}, events, shown, isOpen}
}

/** There is a medium, and it can't be told which copy it is. */
function importedAs(
  archive: RawPath,
  volume: string,
  state: Exclude<VolumeRow['state'], 'offline'>,
): ToldEvent {
  return {...toldOnce(archive, volume, state), event: 'imported', state}
}

function releasedBefore(archive: RawPath, volume: string): ToldEvent {
  return {...toldOnce(archive, volume, 'offline'), event: 'released', state: 'offline'}
}

const ID_LENGTH = 26
/** Before all that ever happened: what is known to have happened weighs more. */
const BEFORE_ALL = '0'.repeat(10)

/** The same each time, so that it is known the second time. Hexadecimal digits are digits of ULIDs, too. */
function toldOnce(archive: RawPath, volume: string, state: string) {
  const digest = createHash('sha256')
    .update(JSON.stringify([archive, volume, state]))
    .digest('hex')
  const id = (BEFORE_ALL + digest.toUpperCase()).slice(0, ID_LENGTH)
  return {id, atMs: Date.now(), archive, volume, copy: undefined, by: 'import'} as const
}

/** Of a disc that carries no index of the archive. */
function bareRecord(
  {id, medium, entries, parts}: VolumeIndex,
  archive: RawPath,
  capacityOf: (medium: string) => number,
): VolumeRecord {
  let payloadBytes = 0
  const folders = new Set<RawPath>()
  for (const {path, size} of entries.values()) {
    payloadBytes += size
    folders.add(dirname(path))
  }
  const numbers = {
    capacityBytes: capacityOf(medium),
    usedBytes: payloadBytes,
    payloadBytes,
    files: entries.size,
  }
  const more = {folders: [...folders].sort(), ...(parts.length > 0 && {parts})}
  return {id, path: join(archive, fromText(id)), state: 'unburned', medium, ...numbers, ...more}
}

/** @throws MediaStructError BAD_INDEX */
function assertVolumes(
  volumes: readonly VolumeRecord[],
  archive: RawPath,
  own: VolumeIndex | undefined,
  name: string,
): void {
  const ids = new Set<string>()
  for (const {id, path} of volumes) {
    if (!isVolumeId(id) || path !== join(archive, fromText(id)))
      throw badIndex(name, `"${id}" can't be a volume`)
    if (ids.has(id.toLowerCase())) throw badIndex(name, `it tells of ${id} twice`)
    ids.add(id.toLowerCase())
  }
  if (own && !ids.has(own.id.toLowerCase()))
    throw badIndex(name, `it does not know ${own.id}, which it lies on`)
}

/** @throws MediaStructError BAD_INDEX */
async function eventsOf(
  {id}: VolumeRecord,
  archive: RawPath,
  data: unknown,
  name: string,
): Promise<ToldEvent[]> {
  if (data === undefined) return []
  const events = await readToldEvents(archive, data)
  for (const {volume, copy, state} of events) {
    const isSound = copy === undefined || (copyName(copy) === copy && state !== 'offline')
    if (volume !== id || !isSound) throw badIndex(name, `what it tells of the copies of ${id} makes no sense`)
  }
  return events
}
