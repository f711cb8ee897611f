/** The image of a volume: from its directory in the archive, or from copies of it; and that it was made is remembered. */
import {lstatSync} from 'node:fs'
import {
  assertNoImage,
  type Catalog,
  Copies,
  type CopyChange,
  dirname,
  type Ecc,
  MediaStructError,
  makeScratch,
  openOutput,
  type RawPath,
  toBytes,
  toText,
  type VolumeTarget,
} from 'mediastruct'
import {ARCHIVE_INDEX_ON_DISC} from '../bag/model.ts'
import type {RepairedImage} from '../ecc/repair.ts'
import {progressOf} from '../progress.ts'
import {copyThatIs} from '../verifying/once.ts'
import {BLOCK_BYTES} from './blocks.ts'
import type {ImageContent} from './content.ts'
import {assertTakesImage, chooseImager, type Imager} from './imagers.ts'
import {type MadeImage, makeImage} from './make.ts'
import {sectorsOf, tooLarge} from './too-large.ts'
import {type ContentsOptions, contentsOf, type Incomplete} from './volume-contents.ts'

export interface VolumeImageOptions extends ContentsOptions {
  readonly target: VolumeTarget
  readonly path: RawPath
  /** Name of an imager other than the target's. */
  readonly imager?: string | undefined
  /** Name of the copy that the image is meant for; by default the next one. */
  readonly copy?: string | undefined
  /** Error correction that the image gets; undefined: none. */
  readonly ecc?: Ecc | undefined
  /** Sectors of the medium that is there, where it has fewer than its target says. */
  readonly mediumSectors?: number | undefined
}

export interface VolumeImage extends MadeImage {
  readonly imager: Imager
  readonly files: number
  /** It carries the index of the whole archive. */
  readonly hasIndex: boolean
  readonly change: CopyChange
  readonly repaired: readonly RepairedImage[]
}

/** @throws MediaStructError of every kind that stands in the way, IS_IMAGE among them; `ImageDiffers` */
export async function imageVolume(options: VolumeImageOptions): Promise<VolumeImage | Incomplete> {
  const {catalog, path, from, target, volume, imager} = options
  assertTakesImage(target, volume, imager)
  await assertFree(catalog, path)
  await assertNoImage(catalog, path, {imageOf: volume})
  // What is taken from images may be as large as the medium: it goes beside the image, where there is room for that.
  const scratch = from.length === 0 ? makeScratch() : makeScratch(toText(dirname(path)))
  try {
    const found = await contentsOf(options, scratch)
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
  const capacitySectors = Math.min(mediumSectors, sectorsOf(target))
  const imager = chooseImager(
    target,
    contents.map((content) => content.path),
    options.imager,
  )
  const made = await makeImage({
    imager,
    contents,
    label: volume.id,
    capacitySectors,
    tooLarge: (sectors) => tooLarge({volume, target, contents, capacitySectors}, sectors),
    ecc,
    path,
    open: () => openOutput(catalog, path, {imageOf: volume}),
    signal: host.signal,
    progress: progressOf(host),
  })
  const {sha256, sectors, version, ecc: carried} = made
  const hasIndex = contents.some((content) => content.path === ARCHIVE_INDEX_ON_DISC)
  const facts = {
    ...{sha256, sectors, sectorBytes: BLOCK_BYTES, file: path, imager: imager.name, version},
    ...(hasIndex ? {} : {archiveIndex: false}),
    ...(carried && {ecc: carried}),
  }
  const change = new Copies(catalog.db).imaged(volume, facts, options.copy)
  return {...made, imager, files: contents.length, hasIndex, change}
}

/**
 * A name that is taken by what is not ours, or by a copy that counts, is refused before the work, not after it.
 * @throws MediaStructError NOT_OURS, IS_COPY
 */
async function assertFree(catalog: Catalog, path: RawPath): Promise<void> {
  const copy = await copyThatIs(catalog.db, path)
  if (copy !== undefined) {
    throw new MediaStructError('IS_COPY', `${toText(path)} is ${copy}, which was read back from it.`, {
      hint: `Name another file: written anew, it would be that copy no more. Or say first that it goes: mediastruct volumes mark ${copy} lost`,
    })
  }
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
