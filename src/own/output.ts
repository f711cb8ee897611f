/** A file that the user named for a result (`-o FILE`, `--index FILE`): replaced when it is the one we wrote last time. */
import type {Catalog} from '../catalog/catalog.ts'
import {VolumeEvents, type VolumeKey} from '../catalog/volume-events.ts'
import {MediaStructError} from '../errors.ts'
import {type RawPath, toText} from '../paths/bytes.ts'
import {lstatOf} from '../paths/identity.ts'
import {type OwnFile, openOwnFile} from './write.ts'

export interface OutputOptions {
  /** The volume that what is written is an image of: an earlier image of the same is replaced. */
  readonly imageOf?: VolumeKey | undefined
}

/**
 * @throws MediaStructError IS_IMAGE where an image of a volume would be replaced; NOT_OURS at `commit` where the name is
 * taken by what we did not write
 */
export async function openOutput(
  catalog: Catalog,
  path: RawPath,
  options: OutputOptions = {},
): Promise<OwnFile> {
  await assertNoImage(catalog, path, options)
  const file = await openOwnFile(path, {replaces: catalog.ownHash(path)})
  return {
    write: (chunk) => file.write(chunk),
    extend: (work) => file.extend(work),
    abort: () => file.abort(),
    async commit(inspect) {
      const sha256 = await file.commit(inspect)
      catalog.recordOwn(path, sha256)
      return sha256
    },
  }
}

/** An image took an hour, and may be the only one: no label and no list takes its place. @throws MediaStructError IS_IMAGE */
export async function assertNoImage(
  catalog: Catalog,
  path: RawPath,
  {imageOf}: OutputOptions = {},
): Promise<void> {
  const recorded = catalog.ownHash(path)
  const there = recorded === undefined ? undefined : await lstatOf(path)
  if (recorded === undefined || !there) return
  const found = new VolumeEvents(catalog.db).ofImage(recorded)
  // One that was cut off is none any more; whether its content is as it was is asked when it is to be replaced.
  if (!found?.image || there.size !== BigInt(found.image.sectors * found.image.sectorBytes)) return
  if (imageOf && imageOf.id === found.volume && imageOf.archive === found.archive) return
  throw new MediaStructError('IS_IMAGE', `${toText(path)} is an image of ${found.volume}.`, {
    hint: 'Name another file, or remove the image yourself where it is not needed any more.',
  })
}
