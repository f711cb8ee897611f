/** The image of a volume: from its directory in the archive, or from copies of it; and that it was made is remembered. */
import {lstatSync, statSync} from 'node:fs'
import {
  type Catalog,
  Copies,
  type CopyChange,
  dirname,
  type Ecc,
  fromText,
  type Host,
  MediaStructError,
  makeScratch,
  openOutput,
  type RawPath,
  type ScratchDirectory,
  toBytes,
  toldOfCopies,
  toText,
  type VolumeRow,
  type VolumeTarget,
} from 'mediastruct'
import {ARCHIVE_INDEX_ON_DISC, BAG_FILE} from '../bag/model.ts'
import {readVolumeIndex} from '../bag/read-index.ts'
import {discContents, tagManifests} from '../disc.ts'
import type {Repairers} from '../ecc/chosen.ts'
import type {RepairedImage, RepairOptions} from '../ecc/repair.ts'
import {progressOf} from '../progress.ts'
import {BLOCK_BYTES} from './blocks.ts'
import type {Difference} from './compare.ts'
import type {ImageContent} from './content.ts'
import {fromCopies} from './from-copies.ts'
import {chooseImager, type Imager} from './imagers.ts'
import {type MadeImage, makeImage} from './make.ts'

export interface VolumeImageOptions {
  readonly host: Host
  /** Opened for writing. */
  readonly catalog: Catalog
  readonly volume: VolumeRow
  readonly target: VolumeTarget
  readonly path: RawPath
  /** Name of an imager other than the target's. */
  readonly imager?: string | undefined
  /** Whether the image carries the index of the whole archive. */
  readonly archiveIndex: boolean
  /** Copies that the volume is put together from; none: its directory in the archive. */
  readonly from: readonly RawPath[]
  /** Name of the copy that the image is meant for; by default the next one. */
  readonly copy?: string | undefined
  /** Error correction that the image gets; undefined: none. */
  readonly ecc?: Ecc | undefined
  /** What may repair the copies, where no copy gives a file as it is. */
  readonly repairers?: Repairers | undefined
  /** Sectors of the medium that is there, where it has fewer than its target says. */
  readonly mediumSectors?: number | undefined
}

export interface VolumeImage extends MadeImage {
  readonly imager: Imager
  readonly files: number
  readonly change: CopyChange
  readonly repaired: readonly RepairedImage[]
}

/** Files that none of the copies could give: there is no image then. */
export interface Incomplete {
  readonly missing: readonly Difference[]
  readonly repaired: readonly RepairedImage[]
}

/** What the image is to hold, and what had to be repaired for it. */
interface Found {
  readonly contents: readonly ImageContent[]
  readonly repaired: readonly RepairedImage[]
}

/** @throws MediaStructError of every kind that stands in the way; `ImageDiffers` */
export async function imageVolume(options: VolumeImageOptions): Promise<VolumeImage | Incomplete> {
  const {catalog, path, from} = options
  assertFree(catalog, path)
  // What is taken from images may be as large as the medium: it goes beside the image, where there is room for that.
  const scratch = from.length === 0 ? makeScratch() : makeScratch(toText(dirname(path)))
  try {
    const found = from.length === 0 ? await staged(options, scratch) : await salvaged(options, scratch)
    if ('missing' in found) return found
    return {...(await make(options, found.contents)), repaired: found.repaired}
  } finally {
    scratch.remove()
  }
}

async function make(
  options: VolumeImageOptions,
  contents: readonly ImageContent[],
): Promise<Omit<VolumeImage, 'repaired'>> {
  const {host, catalog, volume, target, path, ecc, mediumSectors = Number.POSITIVE_INFINITY} = options
  const imager = chooseImager(
    target,
    contents.map((content) => content.path),
    options.imager,
  )
  const made = await makeImage({
    imager,
    contents,
    label: volume.id,
    capacitySectors: Math.min(mediumSectors, Math.floor(target.capacityBytes / BLOCK_BYTES)),
    ecc,
    path,
    open: () => openOutput(catalog, path),
    signal: host.signal,
    progress: progressOf(host),
  })
  const {sha256, sectors, version, ecc: carried} = made
  const facts = {
    ...{sha256, sectors, sectorBytes: BLOCK_BYTES, file: path, imager: imager.name, version},
    ...(carried && {ecc: carried}),
  }
  const change = new Copies(catalog.db).imaged(volume, facts, options.copy)
  return {...made, imager, files: contents.length, change}
}

async function staged(
  {catalog, volume, archiveIndex}: VolumeImageOptions,
  scratch: ScratchDirectory,
): Promise<Found> {
  if (!statSync(toBytes(volume.path), {throwIfNoEntry: false})) {
    throw new MediaStructError('OFFLINE', `${toText(volume.path)} is not there any more.`, {
      hint: `Rebuild from a copy: mediastruct volumes image ${volume.id} -o FILE --from DISC_OR_IMAGE`,
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

async function salvaged(options: VolumeImageOptions, scratch: ScratchDirectory): Promise<Found | Incomplete> {
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
  {host, catalog, volume, repairers}: VolumeImageOptions,
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

/** Manifests over tag files never list themselves: it is made anew, also for what is left out now. */
async function withTagManifests(
  contents: readonly ImageContent[],
  archiveIndex: boolean,
): Promise<ImageContent[]> {
  const kept = contents.filter(({path}) => archiveIndex || path !== ARCHIVE_INDEX_ON_DISC)
  const described = kept.filter(({path}) => !path.startsWith('data/'))
  return [...kept, ...(await tagManifests(described))]
}

/** A name that is taken by what is not ours is refused before the work, not after it. @throws MediaStructError NOT_OURS */
function assertFree(catalog: Catalog, path: RawPath): void {
  const taken = lstatSync(toBytes(path), {throwIfNoEntry: false})
  if (!taken || (taken.isFile() && (taken.size === 0 || catalog.ownHash(path) !== undefined))) return
  throw new MediaStructError(
    'NOT_OURS',
    `${toText(path)} is there already, and MediaStruct did not write it.`,
    {
      hint: 'Name another file.',
    },
  )
}
