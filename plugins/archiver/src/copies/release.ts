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
  type RawPath,
  relativeTo,
  toBytes,
  toText,
  type VolumeRow,
  Volumes,
  Walker,
} from 'mediastruct'
import {BAG_FILE} from '../bag/model.ts'
import {readVolumeIndex} from '../bag/read-index.ts'
import {filesOf, payloadOf} from '../contents.ts'

/**
 * What is on no copy: files in the volume's directory that came, or changed, after it was closed, and rows of the index
 * that speak of such.
 * @param threads that walk
 */
export async function onNoCopy(catalog: Catalog, volume: VolumeRow, threads: number): Promise<RawPath[]> {
  const isBurned = await burnedRows(catalog, volume)
  const extra = new Set<RawPath>()
  for (const row of catalog.filesUnder(volume.path)) {
    if (!isOwn(volume, row.path) && !isBurned(row)) extra.add(row.path)
  }
  if (!existsSync(toBytes(volume.path))) return [...extra].sort()
  const walker = new Walker(threads)
  try {
    for await (const {path: directory, files, special, errors} of walker.walk(volume.path)) {
      for (const {path} of errors) extra.add(path)
      for (const name of special) extra.add(join(directory, name))
      for (const name of files) {
        const file = join(directory, name)
        if (!isOwn(volume, file) && !isAsIndexed(file, catalog.get(file))) extra.add(file)
      }
    }
  } finally {
    await walker.close()
  }
  return [...extra].sort()
}

const OWN_NAMES: ReadonlySet<string> = new Set(Object.values(BAG_FILE))

function isOwn({path}: VolumeRow, file: RawPath): boolean {
  return OWN_NAMES.has(basename(file)) && file === join(path, basename(file))
}

function isAsIndexed(file: RawPath, row: CatalogFile | undefined): boolean {
  const stat = lstatSync(toBytes(file), {bigint: true, throwIfNoEntry: false})
  return row !== undefined && stat?.size === BigInt(row.size) && stat.mtimeNs === row.mtimeNs
}

/** By the index that lies on the copies; of a volume that has none here, as the catalog remembers it. */
async function burnedRows(catalog: Catalog, volume: VolumeRow): Promise<(row: CatalogFile) => boolean> {
  const payload = payloadOf(volume)
  const entries = await readVolumeIndex(volume.path, volume.own[BAG_FILE.index])
  const isOnMedia = new Volumes(catalog.db).isOnMedia(volume)
  return ({path, size, hash, algorithm}) => {
    if (entries.size === 0) return isOnMedia(path)
    const entry = isWithin(path, payload) ? entries.get(relativeTo(payload, path)) : undefined
    return entry?.size === size && (algorithm !== 'blake3' || hash === entry.blake3)
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

/** The first few names, for a sentence. */
export function someOf(volume: VolumeRow, files: readonly RawPath[]): string {
  const names = files.slice(0, 3).map((file) => toText(relativeTo(volume.path, file)))
  return files.length > names.length
    ? `${names.join(', ')} and ${files.length - names.length} more`
    : names.join(', ')
}
