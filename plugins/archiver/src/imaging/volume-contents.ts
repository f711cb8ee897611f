/** What is to be written of a volume: from its directory in the archive, or from copies of it. */
import {statSync} from 'node:fs'
import {
  type Catalog,
  Copies,
  EXIT,
  fromText,
  type Host,
  MANIFEST_ALGORITHMS,
  MediaStructError,
  type RawPath,
  type ScratchDirectory,
  toBytes,
  toldOfCopies,
  toText,
  type VolumeRow,
} from 'mediastruct'
import {ARCHIVE_INDEX_ON_DISC, BAG_FILE, tagManifestName} from '../bag/model.ts'
import {readVolumeIndex} from '../bag/read-index.ts'
import {discContents, tagManifests} from '../disc.ts'
import type {Repairers} from '../ecc/chosen.ts'
import type {RepairedImage, RepairOptions} from '../ecc/repair.ts'
import {progressOf} from '../progress.ts'
import type {Difference} from './compare.ts'
import type {ImageContent} from './content.ts'
import {fromCopies} from './from-copies.ts'

export interface ContentsOptions {
  readonly host: Host
  /** Opened for writing. */
  readonly catalog: Catalog
  readonly volume: VolumeRow
  /** Whether the copy carries the index of the whole archive. */
  readonly archiveIndex: boolean
  /** Copies that the volume is put together from; none: its directory in the archive. */
  readonly from: readonly RawPath[]
  /** What may repair those, where none of them gives a file as it is. */
  readonly repairers?: Repairers | undefined
}

/** Files that none of the copies could give: nothing can be written then. */
export interface Incomplete {
  readonly missing: readonly Difference[]
  readonly repaired: readonly RepairedImage[]
}

/** What is to be written, and what had to be repaired for it. */
interface Found {
  readonly contents: ImageContent[]
  readonly repaired: readonly RepairedImage[]
}

/** Where an image or a copy can't be made of them, and nothing else is to be told. */
export function missingFiles({missing}: Pick<Incomplete, 'missing'>): MediaStructError {
  const files = missing.map(({path, message}) => `${toText(path)}: ${message}`)
  const lines = [...files.slice(0, 5), ...(files.length > 5 ? [`and ${files.length - 5} more`] : [])]
  return new MediaStructError(
    'INCOMPLETE',
    ['None of the copies has these as they were:', ...lines].join('\n  '),
    {
      hint: 'Nothing was written. Name more copies with --from.',
      exitCode: EXIT.findings,
    },
  )
}

/**
 * @param scratch takes what is written for this alone, and what lies in images
 * @throws MediaStructError OFFLINE, NOT_OURS, NO_SOURCE, NO_MANIFEST, INTERRUPTED
 */
export async function contentsOf(
  options: ContentsOptions,
  scratch: ScratchDirectory,
): Promise<Found | Incomplete> {
  return options.from.length === 0 ? await staged(options, scratch) : await salvaged(options, scratch)
}

async function staged(
  {catalog, volume, archiveIndex}: ContentsOptions,
  scratch: ScratchDirectory,
): Promise<Found> {
  if (!statSync(toBytes(volume.path), {throwIfNoEntry: false})) {
    throw new MediaStructError('OFFLINE', `${toText(volume.path)} is not there any more.`, {
      hint: 'Name copies of it that are good: --from DISC_IMAGE_OR_DIRECTORY',
    })
  }
  const entries = await readVolumeIndex(volume.path, volume.own[BAG_FILE.index])
  if (entries.size === 0) {
    throw new MediaStructError('NOT_OURS', `The index in ${toText(volume.path)} is not as it was written.`, {
      hint: 'While the volume is unburned, "mediastruct archive" writes it anew; else rebuild with --from.',
    })
  }
  const copies = new Copies(catalog.db)
  const contents = await discContents({
    catalog,
    volume,
    entries: [...entries.values()],
    told: (each) => toldOfCopies(copies, each),
    indexDirectory: archiveIndex ? fromText(scratch.path) : undefined,
  })
  return {contents, repaired: []}
}

async function salvaged(options: ContentsOptions, scratch: ScratchDirectory): Promise<Found | Incomplete> {
  const {host, volume, from, archiveIndex} = options
  const {contents, missing, repaired} = await fromCopies({
    from,
    manifests: [volume.own[BAG_FILE.manifest] ?? []].flat(),
    scratch,
    repair: repairOf(options, scratch),
    passedOver: (path, why) => host.reporter.warn(`Nothing is taken from ${toText(path)}: ${why}`),
    progress: progressOf(host),
    signal: host.signal,
  })
  if (missing.length > 0) return {missing, repaired}
  return {contents: await withTagManifests(contents, archiveIndex), repaired}
}

/** How far repairing goes; undefined: nothing here repairs anything. */
function repairOf(
  {host, catalog, volume, repairers}: ContentsOptions,
  scratch: ScratchDirectory,
): RepairOptions | undefined {
  if (!repairers || repairers.eccs.length === 0) return undefined
  return {
    eccs: repairers.eccs,
    scratch,
    images: new Copies(catalog.db).images(volume),
    failed: ({message}) => host.reporter.warn(message),
    progress: progressOf(host),
    signal: host.signal,
  }
}

const TAG_MANIFESTS: ReadonlySet<string> = new Set(MANIFEST_ALGORITHMS.map(tagManifestName))

/** Manifests over tag files never list themselves: it is made anew, also for what is left out now. */
export async function withTagManifests(
  contents: readonly ImageContent[],
  archiveIndex: boolean,
): Promise<ImageContent[]> {
  const kept = contents.filter(
    ({path}) => (archiveIndex || path !== ARCHIVE_INDEX_ON_DISC) && !TAG_MANIFESTS.has(path),
  )
  const described = kept.filter(({path}) => !path.startsWith('data/'))
  return [...kept, ...(await tagManifests(described))]
}
