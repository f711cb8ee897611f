/** What a volume's image holds: its bag as it lies in the archive, and indexes that tell more than the directory's. */
import {lstatSync} from 'node:fs'
import {
  type Catalog,
  fromText,
  join,
  MANIFEST_ALGORITHMS,
  type ManifestAlgorithm,
  openOwnFile,
  type RawPath,
  relativeTo,
  toBytes,
  type VolumeRow,
  Volumes,
} from 'mediastruct'
import {type ArchivedFile, indexedVolume, indexText} from './archive-index.ts'
import {checksumsOf, digestOf, sha256Of} from './bag/checksums.ts'
import {type Told, volumeIndex} from './bag/index-file.ts'
import {formatManifest, type ManifestLine} from './bag/manifest.ts'
import {
  ARCHIVE_INDEX_ON_DISC,
  BAG_FILE,
  type Bag,
  type BagEntry,
  manifestName,
  PAYLOAD,
  tagManifestName,
} from './bag/model.ts'
import {filling, fixedWidth} from './bag/room.ts'
import {filesOf, recordOf} from './contents.ts'
import {knownBlake3} from './finish.ts'
import type {ImageContent} from './imaging/content.ts'
import type {VolumeRecord} from './volume.ts'

const NOTHING_TOLD: Told = {copies: [], events: []}

export interface DiscOptions {
  readonly catalog: Catalog
  readonly volume: VolumeRow
  readonly entries: readonly BagEntry[]
  /** What is known of a volume's copies. */
  readonly told: (volume: VolumeRow) => Told
  /** A directory of our own that the archive's index is written to; none: the image holds no such index. */
  readonly indexDirectory: RawPath | undefined
}

/** Everything on the disc but what is said of it by its tag manifest comes first: the manifest last. */
export async function discContents(options: DiscOptions): Promise<ImageContent[]> {
  const {volume, entries, indexDirectory} = options
  const payload = entries.map(({path, size, sha256}) => {
    const below = join(PAYLOAD, path)
    return {path: below, size, sha256, from: join(volume.path, below)}
  })
  const described = [
    ...stagedFiles(volume),
    bytesFile(BAG_FILE.index, discIndex({...volume, createdAt: new Date(0), entries}, options.told(volume))),
    ...(indexDirectory === undefined ? [] : [await archiveIndex(options, indexDirectory)]),
  ]
  return [...payload, ...described, ...(await tagManifests(described))]
}

/** What the directory holds of the bag is on the disc as it is. */
function stagedFiles({path, own}: VolumeRow): ImageContent[] {
  const other = new Set<string>([
    BAG_FILE.unburned,
    BAG_FILE.index,
    ...MANIFEST_ALGORITHMS.map(tagManifestName),
  ])
  return Object.entries(own).flatMap(([name, recorded]) => {
    if (other.has(name) || typeof recorded !== 'string') return []
    const from = join(path, fromText(name))
    return [{path: fromText(name), size: lstatSync(toBytes(from)).size, sha256: recorded, from}]
  })
}

/** For each manifest that is there, the one over it and the other files that describe the volume. */
export async function tagManifests(described: readonly ImageContent[]): Promise<ImageContent[]> {
  const names = new Set<string>(described.map(({path}) => path))
  const made: ImageContent[] = []
  for (const algorithm of MANIFEST_ALGORITHMS) {
    if (!names.has(manifestName(algorithm))) continue
    const lines: ManifestLine[] = []
    for (const content of described)
      lines.push({path: content.path, digest: await digestOfContent(content, algorithm)})
    made.push(bytesFile(tagManifestName(algorithm), formatManifest(lines)))
  }
  return made
}

async function digestOfContent({from, sha256}: ImageContent, algorithm: ManifestAlgorithm): Promise<string> {
  if (algorithm === 'sha256') return sha256
  if (typeof from !== 'string') return digestOf(from, algorithm)
  return (await checksumsOf(from, algorithm === 'sha512'))[algorithm] ?? ''
}

function bytesFile(name: string, content: string | Buffer): ImageContent {
  const bytes = Buffer.from(content)
  return {path: fromText(name), size: bytes.length, sha256: sha256Of(bytes), from: bytes}
}

/** The volume's own index with its copies and what happened to them. */
export function discIndex(bag: Bag, told: Told = NOTHING_TOLD): string {
  const text = volumeIndex(bag, told)
  return text + filling(Buffer.byteLength(text), toldBytes(told), 1)
}

function toldBytes(told: Told): number {
  return Buffer.byteLength(JSON.stringify(told)) - Buffer.byteLength(JSON.stringify(NOTHING_TOLD))
}

/** Written to a file of our own, since it may be as long as the archive is large. */
async function archiveIndex({catalog, volume, told}: DiscOptions, directory: RawPath): Promise<ImageContent> {
  const {archive} = volume
  const volumes = new Volumes(catalog.db).of(archive)
  const rows = volumes.map((each) => ({each, said: told(each)}))
  const lines = rows.map(({each, said}) => discRow(archive, recordOf(each), said))
  const toldOfAll = rows.reduce((sum, {said}) => sum + toldBytes(said), 0)
  const path = join(directory, fromText(ARCHIVE_INDEX_ON_DISC))
  const file = await openOwnFile(path)
  try {
    let size = 0
    const write = async (text: string) => {
      size += Buffer.byteLength(text)
      await file.write(text)
    }
    for await (const text of indexText(lines, archivedFiles(catalog, archive, volumes))) await write(text)
    await write(filling(size, toldOfAll, volumes.length))
    return {path: fromText(ARCHIVE_INDEX_ON_DISC), size, sha256: await file.commit(), from: path}
  } finally {
    await file.abort()
  }
}

export function discRow(archive: RawPath, volume: VolumeRecord, told: Told = NOTHING_TOLD): string {
  return fixedWidth(JSON.stringify({...indexedVolume(archive, volume), ...told}))
}

function* archivedFiles(
  catalog: Catalog,
  archive: RawPath,
  volumes: readonly VolumeRow[],
): Generator<ArchivedFile> {
  const known = new Volumes(catalog.db)
  for (const volume of volumes) {
    for (const file of filesOf(catalog, volume)) {
      const hash = knownBlake3(known, file) ?? file.hash
      if (hash === undefined) continue
      const {size, original} = file
      yield {path: relativeTo(archive, file.path), hash, size, volume: volume.id, original}
    }
  }
}
