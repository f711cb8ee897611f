/**
 * Whether a volume's directory may go: enough copies were read back, and the directory holds nothing that they do not.
 */
import {existsSync, lstatSync} from 'node:fs'
import {
  basename,
  type Catalog,
  type CatalogFile,
  isWithin,
  join,
  MediaStructError,
  type RawPath,
  relativeTo,
  toBytes,
  toText,
  type VolumeRow,
  Volumes,
  Walker,
  type Workers,
} from 'mediastruct'
import {BAG_FILE} from '../bag/model.ts'
import {readVolumeIndex} from '../bag/read-index.ts'
import {filesOf, payloadOf} from '../contents.ts'

/** What is on no copy, by path. */
export interface OnNoCopy {
  /** Came after the volume was closed. */
  readonly came: readonly RawPath[]
  /** The copies have it as it was: here it was changed since, or is damaged. */
  readonly changed: readonly RawPath[]
}

/**
 * Files in the volume's directory that came, or changed, after it was closed, and rows of the index that speak of such.
 * @param workers that walk
 */
export async function onNoCopy(catalog: Catalog, volume: VolumeRow, workers: Workers): Promise<OnNoCopy> {
  const burned = await burnedFiles(catalog, volume)
  const extra = [...(await notAsBurned(catalog, volume, burned, workers))].sort()
  return {
    came: extra.filter((path) => !burned.hasPath(path)),
    changed: extra.filter((path) => burned.hasPath(path)),
  }
}

async function notAsBurned(
  catalog: Catalog,
  volume: VolumeRow,
  burned: BurnedFiles,
  workers: Workers,
): Promise<Set<RawPath>> {
  const extra = new Set<RawPath>()
  for (const row of catalog.filesUnder(volume.path)) {
    if (!isOwn(volume, row.path) && !burned.hasRow(row)) extra.add(row.path)
  }
  if (!existsSync(toBytes(volume.path))) return extra
  const walker = new Walker(workers)
  for await (const {path: directory, files, special, errors} of walker.walk(volume.path)) {
    for (const {path} of errors) extra.add(path)
    for (const name of special) extra.add(join(directory, name))
    for (const name of files) {
      const file = join(directory, name)
      if (!isOwn(volume, file) && !isAsIndexed(file, catalog.get(file))) extra.add(file)
    }
  }
  return extra
}

const OWN_NAMES: ReadonlySet<string> = new Set(Object.values(BAG_FILE))

function isOwn({path}: VolumeRow, file: RawPath): boolean {
  return OWN_NAMES.has(basename(file)) && file === join(path, basename(file))
}

function isAsIndexed(file: RawPath, row: CatalogFile | undefined): boolean {
  const stat = lstatSync(toBytes(file), {bigint: true, throwIfNoEntry: false})
  return row !== undefined && stat?.size === BigInt(row.size) && stat.mtimeNs === row.mtimeNs
}

interface BurnedFiles {
  /** Whether the copies have the file, as the row tells of it. */
  hasRow(row: CatalogFile): boolean
  /** Whether they have a file of that path, whatever is in it. */
  hasPath(path: RawPath): boolean
}

/** By the index that lies on the copies; of a volume that has none here, as the catalog remembers it. */
async function burnedFiles(catalog: Catalog, volume: VolumeRow): Promise<BurnedFiles> {
  const payload = payloadOf(volume)
  const entries = await readVolumeIndex(volume.path, volume.own[BAG_FILE.index])
  const isOnMedia = new Volumes(catalog.db).isOnMedia(volume)
  if (entries.size === 0) {
    const hasPath = (path: RawPath) => isOnMedia(path) && catalog.get(path) !== undefined
    return {hasRow: ({path}) => isOnMedia(path), hasPath}
  }
  const entryOf = (path: RawPath) =>
    isWithin(path, payload) ? entries.get(relativeTo(payload, path)) : undefined
  return {
    hasRow({path, size, hash, algorithm}) {
      const entry = entryOf(path)
      return entry?.size === size && (algorithm !== 'blake3' || hash === entry.blake3)
    },
    hasPath: (path) => entryOf(path) !== undefined,
  }
}

/** What lies on the copies alone once the directory is gone. */
export function contentOf(catalog: Catalog, volume: VolumeRow): {files: number; bytes: number} {
  let [files, bytes] = [0, 0]
  for (const {size} of filesOf(catalog, volume)) {
    files++
    bytes += size
  }
  return {files, bytes}
}

/** Undefined where all is on the copies. */
export function notOnCopies(volume: VolumeRow, {came, changed}: OnNoCopy): MediaStructError | undefined {
  const {id} = volume
  const what = [
    ...(came.length > 0 ? [`what none of its copies does: ${someOf(volume, came)}`] : []),
    ...(changed.length > 0 ? [`what is not as it was burned: ${someOf(volume, changed)}`] : []),
  ]
  if (what.length === 0) return undefined
  const restore = `mediastruct volumes restore ${id} --to DIR --from COPY`
  const ways = [
    ...(came.length > 0 ? ['Move what came after it was burned elsewhere.'] : []),
    ...(changed.length > 0
      ? [`What changed may be damaged here: its copies have it as it was (${restore}). Move it away.`]
      : []),
    'Then ask again; -v lists all.',
  ]
  return new MediaStructError('NOT_ON_COPIES', `The directory of ${id} holds ${what.join('; and ')}.`, {
    hint: ways.join(' '),
  })
}

/** The first few names, for a sentence. */
function someOf(volume: VolumeRow, files: readonly RawPath[]): string {
  const names = files.slice(0, 3).map((file) => toText(relativeTo(volume.path, file)))
  return files.length > names.length
    ? `${names.join(', ')} and ${files.length - names.length} more`
    : names.join(', ')
}
