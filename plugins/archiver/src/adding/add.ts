/** Takes in a disc, or a folder, that was made without MediaStruct: read once and whole, it counts as archive. */
import {
  type Catalog,
  Copies,
  type CopyChange,
  dirname,
  EXIT,
  type Failure,
  fromText,
  type Host,
  isWithin,
  join,
  MediaStructError,
  type RawPath,
  type ToldFile,
  ToldFiles,
  toText,
  type VolumeRow,
  Volumes,
  type VolumeTarget,
} from 'mediastruct'
import {PAYLOAD} from '../bag/model.ts'
import {BLOCK_BYTES} from '../imaging/blocks.ts'
import type {ReadFile, ReadMedium} from './read.ts'

/** What a medium is called that nobody named. */
export const FOREIGN_MEDIUM = 'foreign'

export interface AddOptions {
  readonly host: Host
  /** Opened for writing. */
  readonly catalog: Catalog
  readonly archive: RawPath
  readonly id: string
  readonly copy: string
  readonly where: string | undefined
  readonly target: VolumeTarget | undefined
  readonly medium: ReadMedium
  /** As the user named it. */
  readonly source: RawPath
}

export interface Added {
  readonly volume: VolumeRow
  readonly change: CopyChange
  /** Of its files, what the archive held already. */
  readonly held: {readonly files: number; readonly bytes: number}
  readonly errors: readonly Failure[]
}

const ROWS_PER_BATCH = 5000

/**
 * The copy is `burned`: it is there, and it could be read. `verified` is said of what was compared with something, and
 * there is nothing yet: the next reading is compared with this one.
 * @throws MediaStructError EMPTY_SOURCE, NOTHING_READ, INTERRUPTED: nothing was recorded then
 */
export async function addVolume(options: AddOptions): Promise<Added> {
  const {host, catalog, medium, source} = options
  const staged = new ToldFiles(catalog.db, {told: false})
  const measured = await stage(options, staged)
  if (host.signal.aborted) throw interrupted()
  if (measured.files === 0) throw nothing(source, medium.errors.length)
  const {held, ...numbers} = measured
  const volume = rowOf(options, numbers)
  const change = catalog.transaction(() => {
    const contradiction = staged.contradiction()
    if (contradiction) throw taken(options, contradiction.path)
    new Volumes(catalog.db).put(volume)
    staged.take()
    return new Copies(catalog.db).burned(volume, options.copy, {by: 'add', where: options.where})
  })
  return {volume, change, held, errors: medium.errors}
}

interface Measured extends Pick<VolumeRow, 'files' | 'payloadBytes' | 'usedBytes' | 'folders'> {
  readonly held: {files: number; bytes: number}
}

/** Its files are known as those of any volume are: below `data/` of a directory that the archive might have. */
async function stage({catalog, archive, id, medium}: AddOptions, staged: ToldFiles): Promise<Measured> {
  const root = join(archive, fromText(id), PAYLOAD)
  const folders = new Set<RawPath>()
  const held = {files: 0, bytes: 0}
  let [files, payloadBytes, usedBytes] = [0, 0, 0]
  let batch: ToldFile[] = []
  for await (const {path, size, blake3} of medium.files) {
    files++
    payloadBytes += size
    usedBytes += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES
    folders.add(dirname(path))
    if (isHeld(catalog, archive, {size, blake3})) {
      held.files++
      held.bytes += size
    }
    batch.push({path: join(root, path), size, blake3, original: undefined, offline: true})
    if (batch.length < ROWS_PER_BATCH) continue
    staged.add(batch)
    batch = []
  }
  staged.add(batch)
  return {files, payloadBytes, usedBytes, folders: [...folders].sort(), held}
}

function isHeld(
  catalog: Catalog,
  archive: RawPath,
  {size, blake3}: Pick<ReadFile, 'size' | 'blake3'>,
): boolean {
  return size > 0 && catalog.holders(blake3, size, 'blake3').some(({path}) => isWithin(path, archive))
}

function rowOf({archive, id, target}: AddOptions, measured: Omit<Measured, 'held'>): VolumeRow {
  return {
    id,
    archive,
    path: join(archive, fromText(id)),
    medium: target?.name ?? FOREIGN_MEDIUM,
    capacityBytes: target?.capacityBytes ?? 0,
    state: 'unburned',
    filledBy: [],
    own: {},
    ...measured,
  }
}

function nothing(source: RawPath, errors: number): MediaStructError {
  const shown = toText(source)
  if (errors === 0) {
    return new MediaStructError('EMPTY_SOURCE', `${shown} holds no file that would come in.`, {
      hint: 'Look whether the disc is mounted there.',
    })
  }
  return new MediaStructError('NOTHING_READ', `Nothing on ${shown} could be read.`, {
    hint: 'Nothing was recorded. Try another drive, or clean the disc.',
    exitCode: EXIT.findings,
  })
}

function taken({id, archive}: AddOptions, path: RawPath): MediaStructError {
  return new MediaStructError(
    'ID_TAKEN',
    `${toText(archive)} has, or had, other files below ${id}: ${toText(path)}.`,
    {hint: 'Give the disc another --id.'},
  )
}

function interrupted(): MediaStructError {
  return new MediaStructError('INTERRUPTED', 'It was interrupted; nothing was recorded.', {
    hint: 'The same command begins again.',
    exitCode: EXIT.interrupted,
  })
}
