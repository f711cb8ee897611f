/** Takes in a disc, or a folder, that was made without MediaStruct: read once and whole, it counts as archive. */
import {
  type Catalog,
  type CatalogFile,
  Copies,
  type CopyChange,
  dirname,
  type Failure,
  fromText,
  type Host,
  interrupted,
  isReadBack,
  isWithin,
  join,
  type RawPath,
  relativeTo,
  type ToldFile,
  ToldFiles,
  type VolumeRow,
  Volumes,
  type VolumeTarget,
} from 'mediastruct'
import {filesOf, payloadOf} from '../contents.ts'
import {FOREIGN_MEDIUM} from '../foreign.ts'
import {BLOCK_BYTES} from '../imaging/blocks.ts'
import type {ReadFile, ReadMedium} from './read.ts'
import {nothing, otherContent, otherDisc, taken} from './refusals.ts'
import {Twins} from './twins.ts'
import {Unread} from './unread.ts'

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
 * there is nothing yet: the next reading is compared with this one. A volume of which something could not be read yet is
 * read again: what came in stays, and what is readable now comes in besides.
 * @throws MediaStructError EMPTY_SOURCE, NOTHING_READ, VOLUME_KNOWN, ID_TAKEN, CONTRADICTION, WRONG_DISC, INTERRUPTED:
 *   nothing was recorded then
 */
export async function addVolume(options: AddOptions): Promise<Added> {
  const {host, catalog, medium, source, archive, id} = options
  const volumes = new Volumes(catalog.db)
  const known = volumes.of(archive)
  const before = known.find((volume) => volume.id === id)
  const staged = new ToldFiles(catalog.db, {told: false})
  const unread = new Unread(source, before?.unread)
  const twins = new Twins(catalog, before ? [] : known)
  const {files, held} = await stage(options, staged, (file) => {
    unread.read(file.path)
    twins.read(file)
  })
  const {errors} = medium
  if (host.signal.aborted) throw interrupted('nothing was recorded')
  if (files === 0) throw nothing(source, errors.length)
  twins.assertNone(files, errors.length === 0, source)
  return catalog.transaction(() => {
    assertAgrees(options, staged, before)
    const {files: came} = staged.take()
    const root = rootOf(options)
    const left = unread.after(errors, (path) => catalog.get(join(root, path))?.hash !== undefined)
    const volume = rowOf(options, before, left)
    volumes.put(volume)
    return {volume, change: readOnce(options, volume, came > 0), held, errors}
  })
}

/** Its files are known as those of any volume are: below `data/` of a directory that the archive might have. */
function rootOf({archive, id}: AddOptions): RawPath {
  return payloadOf({path: join(archive, fromText(id))})
}

/** @param read is told of each file */
async function stage(
  options: AddOptions,
  staged: ToldFiles,
  read: (file: ReadFile) => void,
): Promise<Pick<Added, 'held'> & {files: number}> {
  const {catalog, archive, medium} = options
  const root = rootOf(options)
  const held = {files: 0, bytes: 0}
  let files = 0
  let batch: ToldFile[] = []
  for await (const file of medium.files) {
    const {path, size, blake3} = file
    files++
    read(file)
    if (isHeld(catalog, archive, file)) {
      held.files++
      held.bytes += size
    }
    batch.push({path: join(root, path), size, blake3, original: undefined, offline: true})
    if (batch.length < ROWS_PER_BATCH) continue
    staged.add(batch)
    batch = []
  }
  staged.add(batch)
  return {files, held}
}

function isHeld(
  catalog: Catalog,
  archive: RawPath,
  {size, blake3}: Pick<ReadFile, 'size' | 'blake3'>,
): boolean {
  return size > 0 && catalog.holders(blake3, size, 'blake3').some(({path}) => isWithin(path, archive))
}

/** @param hasCome something came in just now: no other copy was compared with it */
function readOnce({catalog, copy, where}: AddOptions, volume: VolumeRow, hasCome: boolean): CopyChange {
  const copies = new Copies(catalog.db)
  for (const {name, state} of copies.of(volume))
    if (hasCome && name !== copy && isReadBack(state)) copies.burned(volume, name, {by: 'add'})
  return copies.burned(volume, copy, {by: 'add', where})
}

/** @throws MediaStructError ID_TAKEN, CONTRADICTION, WRONG_DISC */
function assertAgrees(options: AddOptions, staged: ToldFiles, before: VolumeRow | undefined): void {
  const contradiction = staged.contradiction()
  if (contradiction)
    throw before ? otherContent(before, contradiction.path) : taken(options, contradiction.path)
  if (before && staged.overlap(rootOf(options)).common === 0) throw otherDisc(before)
}

/** As it is known when what was read just now came in. */
function rowOf(options: AddOptions, before: VolumeRow | undefined, unread: readonly RawPath[]): VolumeRow {
  const {archive, id, target} = options
  const path = join(archive, fromText(id))
  const {unread: _, ...known} = before ?? {state: 'unburned', filledBy: [], own: {}}
  return {
    ...{medium: FOREIGN_MEDIUM, capacityBytes: 0, ...known},
    ...{id, archive, path},
    ...(target && {medium: target.name, capacityBytes: target.capacityBytes}),
    ...sumsOf(filesOf(options.catalog, {path}), rootOf(options)),
    ...(unread.length > 0 && {unread}),
  }
}

function sumsOf(
  all: Iterable<CatalogFile>,
  root: RawPath,
): Pick<VolumeRow, 'files' | 'payloadBytes' | 'usedBytes' | 'folders'> {
  const folders = new Set<RawPath>()
  let [files, payloadBytes, usedBytes] = [0, 0, 0]
  for (const {path, size} of all) {
    files++
    payloadBytes += size
    usedBytes += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES
    folders.add(relativeTo(root, dirname(path)))
  }
  return {files, payloadBytes, usedBytes, folders: [...folders].sort()}
}
