/** The image of a volume: from its directory in the archive, or from copies of it; and that it was made is remembered. */
import {lstatSync, statSync} from 'node:fs'
import {
  type Catalog,
  Copies,
  type CopyChange,
  dirname,
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
import {BLOCK_BYTES} from './blocks.ts'
import type {Difference} from './compare.ts'
import type {ImageContent} from './content.ts'
import {chooseImager, type Imager} from './imagers.ts'
import {type MadeImage, makeImage} from './make.ts'
import {assertNotInterrupted} from './run.ts'
import {salvage} from './salvage.ts'
import {openSource, type Source} from './sources.ts'

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
}

export interface VolumeImage extends MadeImage {
  readonly imager: Imager
  readonly files: number
  readonly change: CopyChange
}

/** Files that none of the copies could give: there is no image then. */
export interface Incomplete {
  readonly missing: readonly Difference[]
}

/** @throws MediaStructError of every kind that stands in the way; `ImageDiffers` */
export async function imageVolume(options: VolumeImageOptions): Promise<VolumeImage | Incomplete> {
  const {catalog, path, from} = options
  assertFree(catalog, path)
  // What is taken from images may be as large as the medium: it goes beside the image, where there is room for that.
  const scratch = from.length === 0 ? makeScratch() : makeScratch(toText(dirname(path)))
  try {
    const found = from.length === 0 ? await staged(options, scratch) : await salvaged(options, scratch)
    return 'missing' in found ? found : await make(options, found.contents)
  } finally {
    scratch.remove()
  }
}

async function make(options: VolumeImageOptions, contents: readonly ImageContent[]): Promise<VolumeImage> {
  const {host, catalog, volume, target, path} = options
  const imager = chooseImager(
    target,
    contents.map((content) => content.path),
    options.imager,
  )
  const made = await makeImage({
    imager,
    contents,
    label: volume.id,
    capacitySectors: Math.floor(target.capacityBytes / BLOCK_BYTES),
    path,
    open: () => openOutput(catalog, path),
    signal: host.signal,
    progress(label, totalBytes) {
      const progress = host.reporter.progress(label)
      progress.total(undefined, totalBytes)
      return progress
    },
  })
  const {sha256, sectors, version} = made
  const facts = {sha256, sectors, sectorBytes: BLOCK_BYTES, file: path, imager: imager.name, version}
  const change = new Copies(catalog.db).imaged(volume, facts, options.copy)
  return {...made, imager, files: contents.length, change}
}

async function staged(
  {catalog, volume, archiveIndex}: VolumeImageOptions,
  scratch: ScratchDirectory,
): Promise<{contents: ImageContent[]}> {
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
  return {contents}
}

async function salvaged(
  {host, volume, from, archiveIndex}: VolumeImageOptions,
  scratch: ScratchDirectory,
): Promise<{contents: ImageContent[]} | Incomplete> {
  const sources: Source[] = []
  const progress = host.reporter.progress('reading the copies')
  try {
    for (const path of from) sources.push(await openSource(path))
    const {contents, missing} = await salvage({
      sources,
      manifests: [volume.own[BAG_FILE.manifest] ?? []].flat(),
      scratch,
      taken: (bytes) => progress.add(1, bytes),
      signal: host.signal,
    })
    assertNotInterrupted(host.signal)
    if (missing.length > 0) return {missing}
    return {contents: await withTagManifests(contents, archiveIndex)}
  } finally {
    progress.end()
    for (const source of sources) await source.close()
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
