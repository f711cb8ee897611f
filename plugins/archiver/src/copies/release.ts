/**
 * Whether a volume's directory may go: enough copies were read back, and the directory holds nothing that they do not.
 */
import {existsSync, lstatSync} from 'node:fs'
import {
  basename,
  type Catalog,
  type Copies,
  type CopyRow,
  dirname,
  isWithin,
  isWritten,
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

/** What is missing, as a sentence, and the command that brings it nearer. */
export interface Missing {
  readonly what: string
  readonly next: string
}

/** Undefined where `wanted` copies were read back whole. */
export function missingCopies(copies: Copies, volume: VolumeRow, wanted: number): Missing | undefined {
  const verified = copies.verified(volume)
  if (verified.length >= wanted) return undefined
  const others = copies.of(volume).filter(({name}) => !verified.some((copy) => copy.name === name))
  const known = others.map(({name, state}) => `${volume.id}/${name} is ${state}`)
  const what = `${verified.length} of ${wanted} copies were read back${known.length > 0 ? `: ${known.join(', ')}` : ''}`
  return {what, next: nextFor(copies, volume, others)}
}

/** What is written already is read first; else one more is burned. */
function nextFor(copies: Copies, volume: VolumeRow, others: readonly CopyRow[]): string {
  const unread = others.find(({state}) => isWritten(state))
  if (unread) return `mediastruct volumes verify ${volume.id}/${unread.name} --from DEVICE`
  const [name = 'a'] = copies.nextNames(volume, 1)
  return `mediastruct volumes burn ${volume.id}/${name} --device DEVICE --verify`
}

/**
 * Files in the volume's directory that were not there when it was closed, or are not as they were: on no copy.
 * @param threads that walk
 */
export async function onNoCopy(catalog: Catalog, volume: VolumeRow, threads: number): Promise<RawPath[]> {
  if (!existsSync(toBytes(volume.path))) return []
  const isAsBurned = await burnedFiles(catalog, volume)
  const own = new Set<string>(Object.values(BAG_FILE))
  const extra: RawPath[] = []
  const walker = new Walker(threads)
  try {
    for await (const {path: directory, files, special, errors} of walker.walk(volume.path)) {
      extra.push(...errors.map(({path}) => path), ...special.map((name) => join(directory, name)))
      for (const name of files) {
        const file = join(directory, name)
        if (dirname(file) === volume.path && own.has(basename(file))) continue
        if (!isAsBurned(file)) extra.push(file)
      }
    }
  } finally {
    await walker.close()
  }
  return extra.sort()
}

/** By the index that lies on the copies; a volume that has none there is what the catalog says. */
async function burnedFiles(catalog: Catalog, volume: VolumeRow): Promise<(file: RawPath) => boolean> {
  const payload = payloadOf(volume)
  const entries = await readVolumeIndex(volume.path, volume.own[BAG_FILE.index])
  const isOnMedia = new Volumes(catalog.db).isOnMedia(volume)
  return (file) => {
    const row = catalog.get(file)
    const {size, mtimeNs} = lstatSync(toBytes(file), {bigint: true})
    if (row === undefined || BigInt(row.size) !== size || row.mtimeNs !== mtimeNs) return false
    if (entries.size === 0) return isOnMedia(file)
    const entry = isWithin(file, payload) ? entries.get(relativeTo(payload, file)) : undefined
    return entry?.size === row.size && (row.algorithm !== 'blake3' || row.hash === entry.blake3)
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
