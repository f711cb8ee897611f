/**
 * What a copy must hold. The catalog knows the payload, by its own hashes or by the manifest whose hash it remembers; only
 * what was made for one image alone (the indexes in it) is told by the copy's own tag manifest.
 */
import {type Catalog, fromText, join, type RawPath, relativeTo, type VolumeRow, Volumes} from 'mediastruct'
import {sha256Of} from '../bag/checksums.ts'
import {formatManifest, type ManifestLine, parseManifest} from '../bag/manifest.ts'
import {BAG_FILE, PAYLOAD} from '../bag/model.ts'
import {readVolumeIndex} from '../bag/read-index.ts'
import {filesOf, payloadOf} from '../contents.ts'
import {knownBlake3} from '../finish.ts'
import {type Medium, smallFile} from './medium.ts'
import {OTHER_TAG_MANIFESTS, otherTagManifests} from './other-tags.ts'

export interface Expected {
  /** Below the volume's root. */
  readonly path: RawPath
  /** Bytes; undefined: whatever its hash says. */
  readonly size?: number | undefined
  /** Lower-case hex, one of which it has; undefined: that it is there is all that can be asked. */
  readonly hashes?: {readonly sha256?: readonly string[]; readonly blake3?: string} | undefined
  /** Path that the file had in the drop. */
  readonly original?: RawPath | undefined
}

const TAGS = new Set<string>([
  BAG_FILE.unburned,
  BAG_FILE.index,
  BAG_FILE.tagManifest,
  ...OTHER_TAG_MANIFESTS,
])

/** Whether its own files were written by us, as far as this catalog remembers: else it came in as it was found. */
export function isOurs({own}: VolumeRow): boolean {
  return own[BAG_FILE.manifest] !== undefined
}

/** By path. */
export async function expectedOf(
  catalog: Catalog,
  volume: VolumeRow,
  medium: Medium,
): Promise<Map<RawPath, Expected>> {
  const payload = await payloadFiles(catalog, volume, medium)
  const all = [...payload, ...fixedFiles(volume), ...(await toldFiles(volume, medium))]
  return new Map(all.sort((a, b) => (a.path < b.path ? -1 : 1)).map((file) => [file.path, file]))
}

async function payloadFiles(catalog: Catalog, volume: VolumeRow, medium: Medium): Promise<Expected[]> {
  const known = catalogFiles(catalog, volume)
  // What an index told is what is to be proved: a manifest that came with it proves nothing of that.
  if (volume.told !== undefined) return asOn(medium, [...known.values()])
  const entries = await readVolumeIndex(volume.path, volume.own[BAG_FILE.index]).catch(() => new Map())
  const lines = entries.size > 0 ? indexLines(entries) : await manifestLines(volume, medium)
  if (lines.length === 0) return isOurs(volume) ? [...known.values()] : asOn(medium, [...known.values()])
  return lines.map(({path, digest}) => {
    const {size, original} = known.get(path) ?? {}
    return {path, size, original, hashes: {sha256: [digest]}}
  })
}

/** A disc that was made by others has no `data/` to hold its files; but it may have one of its own. */
function asOn(medium: Medium, files: Expected[]): Expected[] {
  const present = new Set(medium.files.map(({path}) => path))
  const bare = files.map((file) => ({...file, path: relativeTo(fromText('data'), file.path)}))
  const found = (these: readonly Expected[]) => these.filter(({path}) => present.has(path)).length
  return found(bare) > found(files) ? bare : files
}

function indexLines(entries: ReadonlyMap<RawPath, {readonly sha256: string}>): ManifestLine[] {
  return [...entries].map(([path, {sha256}]) => ({path: join(PAYLOAD, path), digest: sha256}))
}

/** Of the medium's manifest, where it is the one that we wrote. */
async function manifestLines({own}: VolumeRow, medium: Medium): Promise<ManifestLine[]> {
  const manifest = await smallFile(medium, BAG_FILE.manifest)
  if (!manifest || !recorded(own, BAG_FILE.manifest).includes(sha256Of(manifest))) return []
  return [...parseManifest(manifest)]
}

function catalogFiles(catalog: Catalog, volume: VolumeRow): Map<RawPath, Expected> {
  const volumes = new Volumes(catalog.db)
  const files = new Map<RawPath, Expected>()
  for (const file of filesOf(catalog, volume)) {
    const path = join(PAYLOAD, relativeTo(payloadOf(volume), file.path))
    const blake3 = knownBlake3(volumes, file)
    const {size, original} = file
    files.set(path, {path, size, original, hashes: blake3 === undefined ? {} : {blake3}})
  }
  return files
}

/** Files of ours that are on each copy as they lie in the archive. */
function fixedFiles({own}: VolumeRow): Expected[] {
  return Object.keys(own)
    .filter((name) => !TAGS.has(name))
    .map((name) => ({path: fromText(name), hashes: {sha256: recorded(own, name)}}))
}

/** The tag manifest itself has to be in the form that we write, and to agree with what is known of it. */
async function toldFiles(volume: VolumeRow, medium: Medium): Promise<Expected[]> {
  const {own} = volume
  const text = await smallFile(medium, BAG_FILE.tagManifest)
  if (own[BAG_FILE.tagManifest] === undefined && (isOurs(volume) || text === undefined)) return []
  const lines = text ? [...parseManifest(text)] : []
  const isWhole = text !== undefined && formatManifest(lines).equals(text)
  const agrees = lines.every(({path, digest}) => {
    if (path.startsWith(PAYLOAD)) return false
    return TAGS.has(path) || own[path] === undefined || recorded(own, path).includes(digest)
  })
  const itself = isWhole && agrees ? [sha256Of(text)] : ['no hash']
  const isTold = (path: RawPath) => !path.startsWith(PAYLOAD) && (own[path] === undefined || TAGS.has(path))
  const others = lines.filter(({path}) => isTold(path))
  const named = others.map(({path, digest}) => ({path, hashes: {sha256: [digest]}}))
  // A tag manifest that is broken tells nothing of the index beside it.
  const index = isOurs(volume) ? [{path: fromText(BAG_FILE.index)}] : []
  const tags = await otherTagManifests(volume, medium, lines)
  return [...index, {path: fromText(BAG_FILE.tagManifest), hashes: {sha256: itself}}, ...tags, ...named]
}

export function recorded(own: VolumeRow['own'], name: string): readonly string[] {
  return [own[name] ?? []].flat()
}
