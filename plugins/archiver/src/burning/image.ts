/** The image that is burned: one that was made before and is as it was then, or one that is made now. */
import {existsSync} from 'node:fs'
import {
  type Catalog,
  Copies,
  type Ecc,
  type EccFacts,
  fromText,
  type Host,
  type ImageFacts,
  join,
  MediaStructError,
  makeScratch,
  type RawPath,
  type ScratchDirectory,
  toBytes,
  toText,
  type VolumeRow,
  type VolumeTarget,
} from 'mediastruct'
import {sha256IfThere} from '../bag/checksums.ts'
import {afterChange} from '../copies/changed.ts'
import type {Repairers} from '../ecc/chosen.ts'
import {BLOCK_BYTES} from '../imaging/blocks.ts'
import {missingFiles} from '../imaging/volume-contents.ts'
import {imageVolume} from '../imaging/volume-image.ts'

export interface ImageOptions {
  readonly host: Host
  readonly catalog: Catalog
  readonly volume: VolumeRow
  readonly target: VolumeTarget
  /** The copy that is burned first. */
  readonly copy: string
  /** As the user named it. */
  readonly named: RawPath | undefined
  /** Error correction that the image is to carry; undefined: with or without. */
  readonly ecc: Ecc | undefined
  /** Copies that it is made from; none: the volume's directory in the archive. */
  readonly from: readonly RawPath[]
  /** What may repair those. */
  readonly repairers: Repairers
}

export interface BurnImage {
  readonly path: RawPath
  /** Lower-case hex. */
  readonly sha256: string
  readonly sectors: number
  readonly sectorBytes: number
  readonly ecc?: EccFacts | undefined
  /** It lies in a directory of ours, and goes with it. */
  readonly scratch: ScratchDirectory | undefined
}

/**
 * The one that was named, or the newest that is still where it was written. One without the archive's index is given away:
 * it has to be named.
 * @throws MediaStructError NOT_AN_IMAGE_OF where what was named is none that we made of the volume
 */
export async function imageMade({catalog, volume, named, ecc}: ImageOptions): Promise<BurnImage | undefined> {
  const all = new Copies(catalog.db).images(volume)
  const images = ecc ? all.filter((image) => image.ecc?.name === ecc.name) : all
  if (named !== undefined) {
    const found = await ofFile(named, images)
    if (found) return found
    throw new MediaStructError(
      'NOT_AN_IMAGE_OF',
      `${toText(named)} is no image that was made of ${volume.id}${ecc ? ` with error correction by "${ecc.name}"` : ''}, or it changed since.`,
      {hint: `Make one: mediastruct volumes image ${volume.id} -o FILE${ecc ? ` --ecc ${ecc.name}` : ''}`},
    )
  }
  for (const image of images.filter(({archiveIndex}) => archiveIndex !== false).reverse()) {
    const found = image.file && existsSync(toBytes(image.file)) && (await ofFile(image.file, [image]))
    if (found) return found
  }
  return undefined
}

async function ofFile(path: RawPath, images: readonly ImageFacts[]): Promise<BurnImage | undefined> {
  const sha256 = await sha256IfThere(path)
  const facts = images.find((image) => image.sha256 === sha256)
  return facts && {...facts, path, scratch: undefined}
}

/**
 * Makes one in a directory of ours; `TMPDIR` says where that lies.
 * @param mediumSectors of the medium that it is for: drives differ, and error correction fills what there is
 * @throws as `imageVolume`
 */
export async function imageNow(options: ImageOptions, mediumSectors: number): Promise<BurnImage> {
  const {host, catalog, volume, target, copy, ecc, from, repairers} = options
  const scratch = makeScratch()
  const path = join(fromText(scratch.path), fromText(`${volume.id}.iso`))
  try {
    const what = {host, catalog, volume, target, path, copy, ecc, from, repairers, mediumSectors}
    const made = await imageVolume({...what, archiveIndex: true})
    if ('missing' in made) throw missingFiles(made)
    await afterChange(host, catalog, volume, made.change)
    const {sha256, sectors} = made
    return {path, sha256, sectors, sectorBytes: BLOCK_BYTES, ecc: made.ecc, scratch}
  } catch (error) {
    scratch.remove()
    throw error
  }
}
