/** The image of a volume: from its directory in the archive, or from copies of it; and that it was made is remembered. */
import {lstatSync} from 'node:fs'
import {
  type Catalog,
  Copies,
  type CopyChange,
  dirname,
  MediaStructError,
  makeScratch,
  openOutput,
  type RawPath,
  toBytes,
  toText,
  type VolumeTarget,
} from 'mediastruct'
import {BLOCK_BYTES} from './blocks.ts'
import type {ImageContent} from './content.ts'
import {assertTakesImage, chooseImager, type Imager} from './imagers.ts'
import {type MadeImage, makeImage} from './make.ts'
import {type ContentsOptions, contentsOf, type Incomplete} from './volume-contents.ts'

export interface VolumeImageOptions extends ContentsOptions {
  readonly target: VolumeTarget
  readonly path: RawPath
  /** Name of an imager other than the target's. */
  readonly imager?: string | undefined
  /** Name of the copy that the image is meant for; by default the next one. */
  readonly copy?: string | undefined
}

export interface VolumeImage extends MadeImage {
  readonly imager: Imager
  readonly files: number
  readonly change: CopyChange
}

/** @throws MediaStructError of every kind that stands in the way; `ImageDiffers` */
export async function imageVolume(options: VolumeImageOptions): Promise<VolumeImage | Incomplete> {
  const {catalog, path, from, target, volume, imager} = options
  assertTakesImage(target, volume, imager)
  assertFree(catalog, path)
  // What is taken from images may be as large as the medium: it goes beside the image, where there is room for that.
  const scratch = from.length === 0 ? makeScratch() : makeScratch(toText(dirname(path)))
  try {
    const found = await contentsOf(options, scratch)
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
